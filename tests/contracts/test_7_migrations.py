# SPDX-License-Identifier: EUPL-1.2
"""Contract 7: migrations have telling names, import nothing of the project, do not drift, and can be undone."""

import ast
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from tests.contracts.sources import PACKAGES, python_files, tree_of

OURS = ("core", "accounts", "processes", "agendas")
FILES = [path for path in python_files() if "migrations" in path.parts and path.name != "__init__.py"]


@pytest.mark.parametrize("path", FILES, ids=str)
def test_a_migration_says_what_it_does(path: Path) -> None:
    assert re.fullmatch(r"\d{4}_[a-z][a-z_]{5,}\.py", path.name)
    assert not re.search(r"_auto_|_initial|_alter_\w+_and_more", path.name)


@pytest.mark.parametrize("path", FILES, ids=str)
def test_a_migration_imports_nothing_of_the_project(path: Path) -> None:
    modules = [
        name
        for node in ast.walk(tree_of(path))
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    ]
    assert [name for name in modules if name.split(".")[0] in PACKAGES] == []


@pytest.mark.django_db
def test_models_and_migrations_say_the_same() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_every_app_of_ours_has_migrations() -> None:
    assert {app for app, _name in MigrationLoader(None).disk_migrations} >= set(OURS)


@pytest.mark.django_db
def test_every_migration_can_be_undone() -> None:
    """Forwards is what every test does; backwards is tried here, inside a transaction that is rolled back."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan([(app, None) for app in OURS])
    undone = {migration.app_label for migration, backwards in plan if backwards}
    assert set(OURS) <= undone
    irreversible = [
        f"{migration}: {operation}"
        for migration, _backwards in plan
        for operation in migration.operations
        if not operation.reversible
    ]
    assert irreversible == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    executor.migrate([(app, None) for app in ("agendas", "processes")])
    tables = connection.introspection.table_names()
    assert [name for name in tables if name.startswith(("processes_", "agendas_"))] == []
