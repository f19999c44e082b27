# Everything sets itself up. `make help` lists what there is.
.DEFAULT_GOAL := help
.SUFFIXES:
SHELL := /bin/sh
PY := .venv/bin/python
export PYTHONPATH :=
export DJANGO_SETTINGS_MODULE := orderloom.config.settings
PORT ?=
SCALE ?= small
WORKERS ?= 2
ARGS ?=
PYTEST = $(PY) -m pytest -n $(WORKERS) --dist loadgroup

.PHONY: help run test check journeys bench lock test-external shots clean runtime dev assets browser lint

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

runtime:
	@sh setup/environment.sh runtime
	@$(PY) setup/assets.py
	@$(PY) setup/translations.py

dev:
	@sh setup/environment.sh dev
	@$(PY) setup/assets.py
	@$(PY) setup/translations.py

browser:
	@sh setup/browser.sh

run: runtime ## Start Orderloom here (PORT=auto or PORT=8010 takes another port)
	@exec .venv/bin/orderloom up $(if $(PORT),--port $(PORT)) $(ARGS)

test: dev browser ## Run the whole test suite (ARGS="-k words" narrows it)
	@$(PYTEST) $(ARGS)

journeys: dev browser ## Run the browser journeys alone
	@$(PY) -m pytest -m journey $(ARGS)

lint: dev
	@echo "format";     $(PY) -m ruff format --check .
	@echo "lint";       $(PY) -m ruff check .
	@echo "types";      $(PY) -m mypy
	@echo "imports";    .venv/bin/lint-imports
	@echo "migrations"; $(PY) setup/migrations.py
	@echo "templates";  .venv/bin/djlint src --lint --quiet
	@echo "words";      $(PY) -m orderloom.ui.words check
	@for tool in contrast; do if [ -f src/orderloom/ui/$$tool.py ]; then echo $$tool; $(PY) -m orderloom.ui.$$tool; fi; done

check: lint browser ## Format, lint, types, import contracts, migrations, templates, words, then all tests
	@$(PYTEST) $(ARGS)

bench: dev ## Run the benchmarks, one JSON line each (SCALE=full for the full sizes)
	@SCALE=$(SCALE) $(PY) -m bench $(ARGS)

test-external: dev ## Run the tests on the server in ORDERLOOM_DATABASE_URL (a superuser's URL)
	@test -n "$$ORDERLOOM_DATABASE_URL" || { echo "Set ORDERLOOM_DATABASE_URL=postgresql://user:password@host/database"; exit 2; }
	@$(PYTEST) -m "not journey" $(ARGS)

shots: dev browser ## Take the pictures of the documentation
	@ORDERLOOM_SHOTS=docs/pictures $(PY) -m pytest -m journey $(ARGS)

lock: dev ## Resolve the dependencies anew and pin them with hashes
	@set -e; compile() { .venv/bin/uv pip compile -q --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 "$$@"; }; \
	compile pyproject.toml --extra embedded -o requirements/runtime.lock; \
	compile pyproject.toml --extra embedded --extra dev -c requirements/runtime.lock -o requirements/dev.lock; \
	compile setup/node.in -o setup/node.lock
	@npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund

clean: ## Remove what set-up made and the tests' database; data in .orderloom stays
	@rm -rf .venv .node node_modules src/orderloom/ui/static/vendor .mypy_cache .ruff_cache .import_linter_cache artifacts staticfiles
	@if [ -L .orderloom-test/postgres ]; then rm -rf "$$(readlink -f .orderloom-test/postgres)"; fi
	@rm -rf .orderloom-test
	@find src -name '*.mo' -delete
