# Kentongan. `make help` says what there is.
PYTHON ?= python3
PORT ?= 8000
DATA ?= var
BIN := .venv/bin

.PHONY: help run test lint browser bench lock
help:            ## this list
	@grep -E '^[a-z]+: .*##|^[a-z]+:  *##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

run: .venv/run.stamp      ## start everything on this machine (PORT=8000 DATA=var)
	@KENTONGAN_DATA=$(DATA) PORT=$(PORT) exec $(BIN)/kentongan up

test: .venv/test.stamp    ## run the whole suite
	$(BIN)/pytest -n auto -m "not browser"

lint: .venv/test.stamp    ## ruff, mypy, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

browser: .venv/test.stamp ## the tests that look at pages with Chromium
	$(BIN)/pytest -m browser

bench: .venv/test.stamp   ## speed, as ratios within one run
	$(BIN)/python -m bench

lock:                     ## write the pinned requirements again (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header pyproject.toml -o requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --extra test pyproject.toml -o requirements-test.txt

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/run.stamp: requirements.txt pyproject.toml | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/test.stamp: requirements-test.txt pyproject.toml | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ .venv/run.stamp
