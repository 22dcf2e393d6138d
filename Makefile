# The commands of a working day. `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
# Files of tests go to as many processes as there are cores, in the order of tests/conftest.py.
PARALLEL := --numprocesses auto --dist loadfile --no-loadscope-reorder
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help demo test suite check format lint types layers bench fuzz faults shots clean

help: ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

# Two stamps: what the demo needs to run, and what the tests need on top.
.venv/.run: pyproject.toml .ci/constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "foodtrace needs Python 3.11 or newer; set PYTHON=/path/to/python3.11")'
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null; } || { echo "Python lacks venv. Run this, then try again:  sudo apt-get install python3-venv" >&2; exit 1; }
	@[ -x $(BIN)/python ] || { echo "making .venv"; $(PYTHON) -m venv .venv; }
	@echo "installing foodtrace into .venv"
	@$(PIP) install --constraint .ci/constraints.txt --editable '.[api,cli]'
	@touch $@

.venv/.dev: .venv/.run
	@echo "installing the test tools into .venv"
	@$(PIP) install --constraint .ci/constraints.txt --editable '.[dev]'
	@touch $@

demo: .venv/.run ## the main job end to end, then the public pages (ARGS=--no-serve ends instead)
	@$(BIN)/foodtrace demo $(ARGS)

test: .venv/.dev ## the whole gate: format, lint, types, layers, every test
	@.ci/debian
	@$(MAKE) --no-print-directory format lint layers
	@$(MAKE) --no-print-directory --jobs=2 types suite

# The types are looked at beside the tests: that takes one core, which the tests do not always need.
suite: .venv/.dev
	$(BIN)/python -m pytest -q $(PARALLEL) --hypothesis-profile=gate

check: .venv/.dev format lint types layers ## the same without the slow kinds, for every commit
	$(BIN)/python -m pytest -q $(PARALLEL) -m "not slow and not browser and not campaign"

format: .venv/.dev
	$(BIN)/ruff format --check .

lint: .venv/.dev
	$(BIN)/ruff check .

types: .venv/.dev
	$(BIN)/mypy

layers: .venv/.dev
	$(BIN)/lint-imports

bench: .venv/.dev ## ratios against floors measured in the same run, written to bench.json
	@.ci/debian wrk zbarimg || echo "without wrk a slower client measures the look-ups; without zbarimg one reader fewer reads the print proof"
	@$(BIN)/python -c 'import cv2' 2>/dev/null || $(PIP) install --constraint .ci/constraints.txt --editable '.[proof]' || echo "without OpenCV one reader fewer reads the print proof"
	$(BIN)/python tests/bench/run.py $(ARGS)

fuzz: .venv/.dev ## long campaign of mutated codes and lists, of recalls and of symbols, figures printed
	$(BIN)/python -m pytest -q -s -m campaign tests/judged tests/supply tests/symbol

faults: .venv/.dev ## long campaign of kills, two writers and full disks, figures printed
	$(BIN)/python -m pytest -q -s -m campaign tests/issuing tests/registry tests/jobs tests/applications tests/incidents

shots: .venv/.dev ## pictures of every page and sheet, into shots/
	@.ci/debian
	$(BIN)/python tests/api/shots.py
	$(BIN)/python tests/inspector/shots.py
	$(BIN)/python tests/office/shots.py

clean: ## remove what the commands above made
	rm -rf .venv demo shots bench.json dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
