# SPDX-License-Identifier: EUPL-1.2
# The commands of the project. Each does all the set-up it needs; what is up to date is left alone.

.DEFAULT_GOAL := help
.PHONY: help setup browser run test kills check fix bench lock
PYTHON := .venv/bin/python
# Pass options to pytest or the benchmark: make test ARGS="-k agreements"
ARGS ?=

# Any Python from 3.11 on; only looked for when it is needed.
BASE_PYTHON = $(or $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$python; break; fi; \
	done),$(error Python 3.11 or newer is needed, and not found))

help:
	@echo "make run     the portal with example data on http://127.0.0.1:8000 (PORT, HOST, DATA_DIR, DATABASE_URL, REDIS_URL)"
	@echo "make test    all tests, on real PostgreSQL, Valkey and Chromium (ARGS=\"-k agreements\")"
	@echo "make kills   the reminders, with their workers killed 240 times"
	@echo "make check   linters, types, floors, migrations, translations, templates, deployment, licences"
	@echo "make fix     format the code and mend what can be mended by itself"
	@echo "make bench   benchmarks, also as JSON in var/bench.json"
	@echo "make lock    refresh the locked dependencies"
	@echo "make setup   only the set-up"

setup:
	@$(BASE_PYTHON) gm_portal/local/install.py

browser:
	@$(BASE_PYTHON) gm_portal/local/install.py --browser

run: setup
	@$(PYTHON) -m gm_portal.local.supervisor

test: browser
	@$(PYTHON) -m pytest --numprocesses 2 --dist loadfile $(ARGS)

kills: setup
	@KILLS=240 $(PYTHON) -m pytest -p no:xdist -q tests/processes/actions/test_reminder_kills.py

check: setup
	@$(PYTHON) -m gm_portal.local.check

fix: setup
	@$(PYTHON) -m ruff check --fix --show-fixes .
	@$(PYTHON) -m ruff format .

bench: setup
	@$(PYTHON) -m gm_portal.local.bench $(ARGS)

UV_LOCK = .venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command "make lock"

lock: setup
	@$(UV_LOCK) requirements.in -o requirements.lock
	@$(UV_LOCK) requirements-dev.in -c requirements.lock -o requirements-dev.lock
	@$(UV_LOCK) requirements-node.in -o requirements-node.lock
	@PATH="$$PATH:$(CURDIR)/.venv/bin" npm update --package-lock-only --omit-lockfile-registry-resolved
