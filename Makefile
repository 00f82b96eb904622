# Every target sets itself up in .venv; a stamp file makes the second call instant.
PYTHON ?= python3
PY := .venv/bin/python
# Stories spend most of their time waiting for each other's messages: more of them than cores run side by side.
WORKERS ?= 4
INSTALL := $(PY) -m pip install --quiet --constraint requirements.lock

.PHONY: demo run test check bench soak
.DELETE_ON_ERROR:

demo: .venv/.runtime  ## the shop on this computer, with phones on a web page; needs no Telegram
	$(PY) -m bot demo $(ARGS)

run: .venv/.runtime  ## the bot, as config.toml says
	$(PY) -m bot run $(ARGS)

test: .venv/.dev  ## the tests; ARGS="-k confirm" picks some
	$(PY) tests/browser_setup.py
	$(PY) -m pytest --numprocesses $(WORKERS) --dist worksteal $(ARGS)

check: .venv/.dev  ## format, lint, types and who may import whom
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-logo

bench: .venv/.dev  ## what it costs, beside references measured in the same run; also as build/bench.json
	$(PY) -m tests.benchmarks $(ARGS)

soak: .venv/.dev  ## the reliability gates in their whole size; takes long
	$(PY) tests/browser_setup.py
	MINISHOP_SOAK=1 $(PY) -m pytest -m soak --timeout=0 $(ARGS)

.venv/.runtime: pyproject.toml requirements.lock | .venv/bin/pip
	$(INSTALL) --editable .
	touch $@

.venv/.dev: pyproject.toml requirements.lock | .venv/bin/pip
	$(INSTALL) --editable '.[dev]'
	touch $@ .venv/.runtime

# pip is the target because it comes last: a venv that broke off half-way is made again.
.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo 'Minishop orders needs Python 3.11 or newer; "$(PYTHON)" is missing or older. Name another one: make PYTHON=python3.12 …' >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv
