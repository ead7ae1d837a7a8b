# Every target does all the set-up that it needs; what is done is not done again (stamps in .setup/).
#   make run     the sample programme in a browser        make check   lint, types, map, unit tests: under a minute
#   make test    everything, on two databases             make bench   ratios of speed
#   make several two machines' worth of processes           make load    200 people on them for two minutes
#   make test-office  workbooks with formulas, opened by LibreOffice (some 300 MB to install; no part of `make test`)
#   make setup   only the set-up                          make lock    newer versions of the libraries

SHELL := /bin/bash
ifndef PYTHON
PYTHON := $(shell for each in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)
endif
BIN := .venv/bin
# What the second database sees: tests that never open a session need not run twice. The files that take longest begin,
# so that neither worker is left with one at the end.
WITH_DATABASE := $(addprefix tests/,kill guards journeys safety concurrency db pages)
WITHOUT := $(filter-out $(WITH_DATABASE) $(addprefix tests/,several office benchmarks factories),$(patsubst %/__init__.py,%,$(wildcard tests/*/__init__.py)))
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -q

.PHONY: python-there setup setup-tests run check lint test test-office bench several load lock

python-there:
	@test -n "$(PYTHON)" || { echo "Transfer needs Python 3.11 or later: install the package python3, then start again."; exit 1; }

setup: python-there
	@$(PYTHON) -m transfer.machine

setup-tests: python-there
	@$(PYTHON) -m transfer.machine --tests

run: setup
	@LOG_LEVEL=$${LOG_LEVEL:-WARNING} exec $(BIN)/flask --app wsgi serve

lint:
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

check: setup lint
	$(BIN)/python -m pytest -n 2 -q tests/unit

test: setup-tests lint
	TEST_DATABASE=sqlite $(PYTEST) $(WITH_DATABASE) $(WITHOUT)
	TEST_DATABASE=postgresql $(PYTEST) tests/several $(WITH_DATABASE)

test-office: python-there
	@$(PYTHON) -m transfer.machine --office
	$(BIN)/python -m pytest -q tests/office

bench: setup
	$(BIN)/python -m tests.benchmarks

# Two web and two worker processes on PostgreSQL, Redis and one file store, with the sample in them, until Ctrl-C.
several: setup-tests
	$(BIN)/python -m tests.several

# The same, with 200 people clicking for two minutes beside one alone.
load: setup-tests
	$(BIN)/python -m tests.several load

# Needs uv. The three files hold for Python 3.11 and later on every platform.
lock:
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header $(LOCK) pyproject.toml -o requirements.txt
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header $(LOCK) --group dev -c requirements.txt -o requirements-dev.txt
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header $(LOCK) --group assets -o transfer/web/assets/requirements.txt
	npm install --package-lock-only --ignore-scripts --no-audit --no-fund
