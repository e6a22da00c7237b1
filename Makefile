# Needs make and Python 3.11, 3.12, 3.13 or 3.14; everything else is installed into .venv.

HOME_DIR ?= var
PORT ?= 8000
PUBLIC_PORT ?= 8001
AIRFLOW_PORT ?= 8080
TESTS ?= tests
JOBS ?= 3
PYTEST_OPTIONS ?=

# The system's own Python where it is suitable: distributions compile theirs to be fast, version managers mostly do not
# (half as slow again here). Else the newest that really starts (a version manager's stand-in may exist and refuse).
PYTHON ?= $(shell for name in /usr/bin/python3 python3.14 python3.13 python3.12 python3.11 python3 python; do \
	$$name -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' >/dev/null 2>&1 && { echo $$name; break; }; done)

export PYTHONPATH :=

.PHONY: help install install-test run test check format bench chaos clean

help:  ## what can be made
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 12

python:
	@test -n "$(PYTHON)" || { echo "Countersign needs Python 3.11, 3.12, 3.13 or 3.14, and none is on this machine. Install one (Debian: apt install python3 python3-venv) and try again." >&2; exit 1; }

install: python  ## build .venv from the locks and fetch the pages' styles
	@$(PYTHON) requirements/install.py run web

install-test: python
	@$(PYTHON) requirements/install.py run web test

run: install  ## start everything with the sample agency; Ctrl-C ends it
	@exec .venv/bin/countersign up --sample --home "$(HOME_DIR)" --port $(PORT) --public-port $(PUBLIC_PORT) --airflow-port $(AIRFLOW_PORT)

test: install-test  ## all tests, on an embedded PostgreSQL of their own
	@PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE= .venv/bin/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(PYTEST_OPTIONS) $(TESTS)

check: install-test  ## lint, format, types and the arrows between the rooms
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@.venv/bin/mypy

format: install-test  ## put the source into its usual form
	@.venv/bin/ruff check --fix
	@.venv/bin/ruff format

bench: install-test  ## measure; figures with the commands are in benchmarks/
	@.venv/bin/python -m benchmarks

chaos: install-test  ## kill publishers and PostgreSQL 1,000 times, Airflow 28 times, and count what arrived
	@COUNTERSIGN_KILLS=1000 .venv/bin/python -m pytest -m chaos $(PYTEST_OPTIONS) $(TESTS)

clean:  ## remove what `make install` made; HOME_DIR is left alone
	@rm -rf .venv approval_ui/static/vendor .pytest_cache .ruff_cache .mypy_cache .hypothesis
