# SPDX-License-Identifier: EUPL-1.2
"""Compile every template of the project, and look up what it extends and includes."""

from pathlib import Path
from typing import TypeVar

from django.template import Template, TemplateDoesNotExist, TemplateSyntaxError, engines
from django.template.backends.django import DjangoTemplates
from django.template.base import FilterExpression, Node
from django.template.loader_tags import ExtendsNode, IncludeNode

Kind = TypeVar("Kind", bound=Node)


def problems() -> list[str]:
    """One line per template that does not compile, or names a template that does not exist."""
    engine = engines["django"]
    if not isinstance(engine, DjangoTemplates):
        raise TypeError("The templates of the portal are Django templates.")
    found = []
    for top in engine.dirs:
        for path in sorted(Path(top).rglob("*")):
            if path.suffix not in {".html", ".txt", ".svg", ".xml"}:
                continue
            name = str(path.relative_to(top))
            try:
                template: Template = engine.get_template(name).template
                for other in _named_in(template):
                    engine.get_template(other)
            except (TemplateSyntaxError, TemplateDoesNotExist, UnicodeDecodeError) as error:
                found.append(f"templates/{name}: {type(error).__name__}: {error}")
    return found


def _named_in(template: Template) -> list[str]:
    """The templates that are extended or included by a name that is written out."""
    extends = [node.parent_name for node in _nodes(template, ExtendsNode)]
    includes = [node.template for node in _nodes(template, IncludeNode)]
    names = [name for name in (*extends, *includes) if isinstance(name, FilterExpression)]
    return [name.var for name in names if isinstance(name.var, str) and not name.filters]


def _nodes(template: Template, kind: type[Kind]) -> list[Kind]:
    return [node for node in template.nodelist.get_nodes_by_type(kind) if isinstance(node, kind)]
