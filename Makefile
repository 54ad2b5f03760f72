# make run           index seeds/ and serve the site; PORT=8001 chooses another port
# make demo          index a few hundred invented articles, and serve the site over them; PORT=8001 chooses another port
# make test          run all tests
# make test-fast     run the tests that need no browser and no server, without those of robustness
# make checkers      get what checks the pages: axe-core and the Nu HTML checker (needs npm, and Java to run)
# make cluster       run three nodes of OpenSearch until Ctrl-C (needs a JDK of version 21 or newer, and Maven)
# make lint          format, lint and type
# make check         lint and test
# make screenshot    take the screenshot of README again (needs Chromium)
# make test-pythons  run the tests that need no browser under each other supported Python on this machine
# make audit         ask for known vulnerabilities of the pinned versions; says so if it cannot find out
# make clean         remove all that these made

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
CONSTRAINTS := .ci/constraints.txt
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --constraint $(CONSTRAINTS)
PARALLEL := --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
SLOW := browser server robustness

.PHONY: run demo test test-fast checkers cluster lint check screenshot test-pythons audit clean

run: .venv/.for-run
	$(BIN)/svodka index --first seeds || [ $$? -eq 1 ]
	$(BIN)/svodka serve --port $(PORT)

demo: .venv/.for-run
	PYTHONPATH=tests/support $(BIN)/python tests/support/sources/made_archive.py var/demo/articles 400
	$(BIN)/svodka index var/demo/articles --index var/demo/index
	$(BIN)/svodka serve --index var/demo/index --port $(PORT)

test: .venv/.for-tests
	$(BIN)/pytest $(PARALLEL)

test-fast: .venv/.for-tests
	$(BIN)/pytest $(PARALLEL) $(SLOW:%=--ignore=tests/%)

checkers: .ci/node_modules/.installed

cluster: .venv/.for-tests .venv-cluster/.made
	$(BIN)/python tests/support/cluster/cluster.py run

lint: .venv/.for-tests
	$(BIN)/ruff format $(if $(CI),--diff)
	$(BIN)/ruff check
	$(BIN)/mypy

check: lint test

screenshot: .venv/.for-tests
	$(BIN)/python tests/support/screenshot.py

test-pythons:
	.ci/test-pythons

audit: .venv-audit/.made
	.venv-audit/bin/python .ci/audit.py $(CONSTRAINTS) .venv-audit/bin/pip-audit

clean:
	rm -rf .venv .venv-* .ci/node_modules var build *.egg-info .src/*.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/.made:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Svodka needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
	@touch $@

.venv-audit/.made:
	$(PYTHON) -m venv .venv-audit
	.venv-audit/bin/pip install --quiet --disable-pip-version-check 'pip-audit>=2.7'
	@touch $@

.venv/.for-run: .venv/.made pyproject.toml $(CONSTRAINTS)
	$(INSTALL) --editable .
	@touch $@

.venv/.for-tests: .venv/.made pyproject.toml $(CONSTRAINTS)
	$(INSTALL) --editable '.[test]'
	@touch $@ .venv/.for-run

.venv-cluster/.made: tests/support/cluster/pom.xml tests/support/cluster/TestNode.java
	$(PYTHON) tests/support/cluster/cluster.py install

.ci/node_modules/.installed: .ci/package.json
	npm install --prefix .ci --no-save --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
