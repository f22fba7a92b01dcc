# One command a task; `make` alone lists them. Everything runs from the virtual environment in .venv.

PYTHON ?= python3
BIN := .venv/bin
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup test lint format types docs demo bench clean

help: ## list the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

setup: $(BIN)/auditor ## make .venv and install the auditor with its tools

$(BIN)/auditor: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test,browser,postgresql]'
	touch $@

test: $(BIN)/auditor ## run the tests, offline; ARGS="tests/check -k title" runs some
	$(BIN)/python -m pytest -q $(ARGS)

lint: $(BIN)/auditor ## check format, lint and import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports

format: $(BIN)/auditor ## format, and fix what lint can fix
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

types: $(BIN)/auditor ## check types, strictly
	$(BIN)/mypy

docs: $(BIN)/auditor ## write the pages that are made from code
	$(BIN)/python -m auditor.rules.rule_pages docs/rules
	$(BIN)/python -m auditor.config.settings_page > docs/configuration.md.new
	mv docs/configuration.md.new docs/configuration.md

demo: $(BIN)/auditor ## audit the packaged sample district
	$(BIN)/auditor demo $(ARGS)

bench: $(BIN)/auditor ## measure the search for copies, the overlaps of accounts, the store and the report
	$(BIN)/python bench/duplicates.py 10000
	$(BIN)/python bench/overlaps.py
	$(BIN)/python bench/store.py
	$(BIN)/python bench/report.py

clean: ## remove caches and the virtual environment; reports stay
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
