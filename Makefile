# One command does each thing. See README.md.
SHELL := /bin/bash
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
export UV_PROJECT_ENVIRONMENT := .venv
RUN := .venv/bin/

.PHONY: setup
setup: .venv/.ready

.tools/bin/uv:
	python3 -m pip install --quiet --disable-pip-version-check --target .tools uv

.venv/.ready: pyproject.toml uv.lock | $(if $(findstring .tools,$(UV)),.tools/bin/uv)
	PYTHONPATH=$(if $(findstring .tools,$(UV)),.tools) $(UV) sync --frozen --quiet
	touch $@
