# One command does each thing; README.md says more.
#   make demo   installs what is missing, builds the invented county, runs its months, serves it on http://127.0.0.1:8000
#   make test   passes the tests        make check  format, types, layers, committed pages up to date
#   make soak   a thousand simulated years of paying
#   make run    serves what is in var/  make docs   writes docs/programmes    make bench  measures
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null)
ifeq ($(UV),)
UV := .tools/bin/uv
endif
BIN := .venv/bin/
HOST ?= 127.0.0.1
PORT ?= 8000
POPULATION ?= 100000
# A job of the tests per core.
JOBS ?= $(shell nproc 2>/dev/null || echo 2)

# What is compiled is kept, whatever the shell says: else every start compiles everything anew, ten seconds each time. Only what is
# imported is compiled, when it first is; all that is installed would take three times as long.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup assets demo run test soak check docs bench format debian clean
help:
	@sed -n 's/^#   //p' Makefile

# --- what is installed -------------------------------------------------------------------------------------------------

.tools/bin/uv:
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-warn-script-location --upgrade --target .tools uv

.venv/.ready: pyproject.toml uv.lock | $(UV)
	UV_PROJECT_ENVIRONMENT=.venv $(UV) sync --frozen --quiet --python "$$(command -v $(PYTHON))"
	@touch $@

# Needs nothing but Python itself, so it is fetched while packages are.
assets: | $(UV)
	@$(PYTHON) -m doudi.desk.assets

setup:
	@$(MAKE) --no-print-directory -j2 .venv/.ready assets

# Debian packages that the tests need: a browser, Chinese fonts, a database server. Without them those tests are skipped here
# and fail in CI.
debian:
	@missing=""; \
	command -v chromium >/dev/null 2>&1 || missing="$$missing chromium"; \
	fc-list :lang=zh 2>/dev/null | grep -qi "noto.*cjk" || missing="$$missing fonts-noto-cjk fontconfig"; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$$missing postgresql"; \
	if [ -n "$$missing" ]; then \
	  if command -v apt-get >/dev/null 2>&1 && [ "$$(id -u)" = 0 ]; then \
	    echo "安装测试所需的系统软件:$$missing"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	  else echo "缺少系统软件:$$missing(需要它们的测试将跳过;可运行 sudo apt-get install$$missing)"; fi; \
	fi

# --- what is done ------------------------------------------------------------------------------------------------------

demo: setup
	$(BIN)doudi demo --population $(POPULATION)
	$(BIN)doudi serve --host $(HOST) --port $(PORT)

run: setup
	$(BIN)doudi serve --host $(HOST) --port $(PORT)

test: setup debian
	$(BIN)pytest -n $(JOBS) --dist worksteal

# A night's work: a thousand years of a county's payments, each from its own seed, and every sown defect again.
YEARS ?= 1000
soak: setup
	SIMULATED_YEARS=$(YEARS) $(BIN)pytest -n $(JOBS) --dist worksteal tests/ledger_years

check: setup
	$(BIN)ruff format --check .
	$(BIN)ruff check .
	$(BIN)mypy doudi tests bench
	$(BIN)lint-imports
	$(BIN)python manage.py makemigrations --check --dry-run
	$(BIN)doudi docs --check

format: .venv/.ready
	$(BIN)ruff format .
	$(BIN)ruff check --fix .

docs: setup
	$(BIN)doudi docs

# An environment of its own, so that the yardsticks (Splink and its pandas) never reach the product.
bench: .venv/.ready | $(UV)
	UV_PROJECT_ENVIRONMENT=.venv-bench $(UV) sync --frozen --quiet --group bench --python "$$(command -v $(PYTHON))"
	.venv-bench/bin/python -m bench

clean:
	rm -rf .venv .venv-bench .tools doudi/desk/static/vendor
