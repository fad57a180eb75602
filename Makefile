# What every target does is told in README.md; a machine without make finds the plain lines there too.
PYTHON ?= python3
PORT ?= 8501
WORKERS ?= 2
REGISTRY_PATH ?= data/registry.sqlite
export REGISTRY_PATH

BIN := .venv/bin
RUN := $(BIN)/python

.PHONY: app setup test test-full bench lock clean tools

app: setup
	@test -e "$(REGISTRY_PATH)" || $(RUN) -m registry demo
	$(BIN)/streamlit run app.py --server.address 127.0.0.1 --server.port $(PORT)

setup: .venv/app.stamp data/base/manifest.json

.venv/app.stamp: requirements.txt
	test -x $(RUN) || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

.venv/dev.stamp: requirements-dev.txt .venv/app.stamp
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

data/base/manifest.json: | .venv/app.stamp
	$(RUN) -m registry build-base

tools: .venv/dev.stamp
	bash .ci/tools

test: setup tools
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(RUN) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

test-full: export FULL = 1
test-full: test

bench: setup .venv/dev.stamp
	$(RUN) -m bench

lock: .venv/dev.stamp
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links requirements-dev.in -o requirements-dev.txt

clean:
	rm -rf .venv data/base data/downloads build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
