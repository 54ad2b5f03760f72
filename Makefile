# make run       index seeds/ and serve the site
# make test      run all tests
# make checkers  get what checks the pages: axe-core and the Nu HTML checker (needs npm, and Java to run)
# make check     format, lint, type and test
# make test-pythons  run the tests that need no browser under each other supported Python that is here
# make audit     ask whether the pinned versions have known vulnerabilities; says so where it could not find out

PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: run test checkers lint check test-pythons audit clean

run: .venv/.for-run
	$(BIN)/svodka index --first seeds || [ $$? -eq 1 ]
	$(BIN)/svodka serve

test: .venv/.for-tests
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile

checkers: .ci/node_modules/.installed

lint: .venv/.for-tests
	$(BIN)/ruff format $(if $(CI),--diff)
	$(BIN)/ruff check
	$(BIN)/mypy

check: lint test

test-pythons:
	.ci/test-pythons

audit: .venv-audit/.made
	.venv-audit/bin/python .ci/audit.py constraints.txt .venv-audit/bin/pip-audit

clean:
	rm -rf .venv .venv-* .ci/node_modules var build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/.made:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Svodka needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
	@touch $@

.venv-audit/.made:
	$(PYTHON) -m venv .venv-audit
	.venv-audit/bin/pip install --quiet --disable-pip-version-check 'pip-audit>=2.7'
	@touch $@

.venv/.for-run: .venv/.made pyproject.toml constraints.txt
	$(INSTALL) --editable .
	@touch $@

.venv/.for-tests: .venv/.made pyproject.toml constraints.txt
	$(INSTALL) --editable '.[test]'
	@touch $@ .venv/.for-run

.ci/node_modules/.installed: .ci/package.json
	npm install --prefix .ci --no-save --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
