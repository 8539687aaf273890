# Needs only python3 (3.11 or newer) and make: the rest is installed into .venv from requirements.lock.
# Another interpreter: make test PYTHON=python3.13      Another place: make test VENV=/tmp/venv

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help demo test slow lint check cases docs bench bench-smoke serve browser fuzz audit lock clean

PYTHON ?=
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
JOBS ?= 2
ARGS ?=

# An interpreter that is gone, or a checkout that has moved: make the environment anew.
ifneq ($(shell $(BIN)/python -c 'print(open("$(READY)").read())' 2>/dev/null),$(CURDIR))
.PHONY: $(READY)
endif

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
export PYTHONUTF8 := 1

help:  ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1 - \2/p' Makefile

demo: $(READY)  ## is the mobilization of 2022 formally ended, and why; two amending acts applied
	$(BIN)/decreelex ask mobilization.ended
	$(BIN)/decreelex apply texts/uk-rf-art337-338-before-2022-09-24.rus.txt texts/fz-365-2022.rus.txt --format diff
	$(BIN)/decreelex apply texts/ukaz-664-2022.rus.txt texts/ukaz-712-2022.rus.txt --format diff

test: $(READY)  ## the tests (under two minutes)
	$(BIN)/python -m pytest -q -n $(JOBS) $(ARGS)

slow: $(READY)  ## the tests that take minutes; none is no fault
	$(BIN)/python -m pytest -q -m slow || [ $$? -eq 5 ]

lint: $(READY)  ## style, types, layers
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

check: lint docs bench-smoke slow test  ## everything; what .ci/run calls

cases: $(READY)  ## rewrite what the documents show to what the commands print; then read every change
	$(BIN)/python tests/literate.py tests/cases README.md docs

docs: $(READY)  ## build the documentation into .cache/site (every link is checked)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --config-file .docs/mkdocs.yml

bench: $(READY)  ## measure, and write docs/figures.md
	$(BIN)/python tests/bench/run.py $(ARGS)

bench-smoke: $(READY)
	$(BIN)/python tests/bench/run.py --smoke

# Needs the package atheris in the environment; it is not in the lock, as it has no wheels for every Python.
fuzz: $(READY)  ## look for inputs that break a property, a minute a target (ARGS="structure 600": one, for longer)
	@$(BIN)/python -c 'import atheris' 2>/dev/null || { echo 'First: $(BIN)/python -m pip install atheris' >&2; exit 2; }
	nice -n 19 $(BIN)/python tests/fuzz/run.py $(or $(ARGS),all)

serve: $(READY)  ## the web service on http://127.0.0.1:8000 (ARGS="--port 9000 --db acts.db")
	$(BIN)/decreelex serve $(ARGS)

browser: $(READY)  ## the tests of the pages in Chromium; says what they need
	@for name in chromium chromium-browser google-chrome chrome; do command -v $$name >/dev/null && exit 0; done; \
	  [ -n "$$DECREELEX_CHROMIUM" ] || { echo 'First a Chromium: apt-get install chromium (Debian), or name one: DECREELEX_CHROMIUM=/path make browser' >&2; exit 2; }
	@$(BIN)/python -c 'import playwright, axe_playwright_python' 2>/dev/null || \
	  { echo 'First: $(BIN)/python -m pip install playwright axe-playwright-python' >&2; exit 2; }
	$(BIN)/python -m pytest -q tests/test_browser.py $(ARGS)

# pip-audit is no part of the lock: it is a tool to look at it with.
audit: $(READY)  ## known weaknesses of the packages in the lock, where the public lists can be reached
	@$(BIN)/python -m venv $(VENV)/audit
	@$(VENV)/audit/bin/python -m pip install --quiet 'pip-audit>=2.7' || \
	  { echo "make audit: the tool pip-audit cannot be had here; nothing was looked up" >&2; exit 2; }
	@$(VENV)/audit/bin/pip-audit --requirement requirements.lock --require-hashes --disable-pip --progress-spinner off || \
	  { echo "make audit: weaknesses are listed above, or the lists could not be reached: then nothing is known" >&2; exit 1; }

# uv writes the lock; it is not part of it.
lock:  ## make requirements.lock anew from pyproject.toml (ARGS=--upgrade for newer releases)
	@sh .ci/environment "$(VENV)" $(PYTHON)
	@$(BIN)/python -m venv $(VENV)/lock
	@$(VENV)/lock/bin/python -m pip install --quiet 'uv>=0.8'
	$(VENV)/lock/bin/uv pip compile pyproject.toml --output-file requirements.lock --universal --python-version 3.11 \
	  --all-extras --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet $(ARGS)

clean:  ## remove everything that make has made
	rm -rf .venv .cache .hypothesis .pytest_cache .mypy_cache .ruff_cache .import_linter_cache dist build
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements.lock pyproject.toml
	@sh .ci/environment "$(VENV)" $(PYTHON)
	@echo "Installing what decreelex needs into $(VENV) (once; about a minute) ..."
	@sh .ci/install "$(VENV)"
	@pwd > $@
