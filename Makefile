# Kentongan. `make help` says what there is.
PYTHON ?= python3
PORT ?= 8000
DATA ?= var
BIN := .venv/bin
TESTERS := $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')
PIP := $(BIN)/pip install --quiet --disable-pip-version-check
COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header

.PHONY: help run test lint browser mutants bench docs lock

help:                     ## this list
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 18

run: .venv/run.stamp      ## start everything on this machine (PORT=8000 DATA=var)
	@KENTONGAN_DATA="$(DATA)" PORT="$(PORT)" exec $(BIN)/kentongan up

test: .venv/test.stamp    ## the whole suite but the browser's, on servers of its own
	$(BIN)/pytest -n $(TESTERS) --dist worksteal -m "not browser"

lint: .venv/test.stamp    ## style, types, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

browser: .venv/test.stamp ## the tests that look at pages with Chromium
	$(BIN)/pytest -m browser

mutants: .venv/test.stamp ## ten thousand slips in the shipped flows, each refused or dialled to its ends (MUTANTS=10000; hours)
	MUTANTS=$(or $(MUTANTS),10000) $(BIN)/pytest -n $(TESTERS) tests/flows/test_check_mutants.py

bench: .venv/test.stamp   ## hops and messages a second, as ratios to the plainest thing that does the same
	@$(BIN)/python -m bench

docs: .venv/test.stamp    ## write what is generated in docs/: schemas, reference, picture
	$(BIN)/python -m flows.schema > docs/flow.schema.json
	$(BIN)/python -m gateway.schema > docs/config.schema.json
	$(BIN)/python -m gateway.reference > docs/reference.md
	$(BIN)/kentongan graph --output docs/menu.svg

lock:                     ## write the pinned requirements again (needs uv)
	$(COMPILE) pyproject.toml -o requirements.txt
	$(COMPILE) --extra test pyproject.toml -o requirements-test.txt

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/run.stamp: requirements.txt pyproject.toml | .venv/bin/python
	@echo "Installing what is pinned in requirements.txt ..."
	@$(PIP) --require-hashes -r requirements.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/test.stamp: requirements-test.txt pyproject.toml | .venv/bin/python
	@echo "Installing what is pinned in requirements-test.txt ..."
	@$(PIP) --require-hashes -r requirements-test.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@ .venv/run.stamp
