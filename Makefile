# What there is to do, each in one word. Only Python 3.11 and make are needed for run and test.
PORT ?= 8000
DEMO ?= 1
N ?= 1000 10000
PYTHON ?= $(firstword $(foreach p,python3.11 python3.12 python3.13 python3 python,$(shell $(p) -c 'import sys; sys.version_info >= (3, 11) and print("$(p)")' 2>/dev/null)))
BIN := .venv/bin
export DEMO

.DEFAULT_GOAL := help
.PHONY: help run test test-fast services lint format bench lock messages environment development

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

environment:
	@$(PYTHON) bootstrap.py requirements.txt

development:
	@$(PYTHON) bootstrap.py requirements.txt requirements-dev.txt

run: environment ## the portal on http://127.0.0.1:8000 (PORT=…), with demonstration data (DEMO=0: without)
	@exec $(BIN)/python manage.py serve --port $(PORT)

test: DEMO = 0
test: development ## all tests that this machine can run (REQUIRE=all: one that cannot run is a failure)
	@$(BIN)/python tests/run.py

test-fast: DEMO = 0
test-fast: development ## only the ordinary tests, on SQLite
	@$(BIN)/python tests/run.py sqlite

services: ## Debian, as root: PostgreSQL, Redis and Chromium for the full test
	@sh deploy/services.sh

lint: DEMO = 0
lint: development ## format, lint, types, layers, templates
	@sh deploy/lint.sh $(BIN)

format: development ## write the code as the linter wants it
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
	@$(BIN)/djade --target-version 5.2 $$(git ls-files 'templates/*.html') || true

bench: DEMO = 0
bench: development ## the benchmarks beside their peers, at N= projects; results under var/bench/
	@$(BIN)/python -m bench $(N)

messages: environment ## bring the texts to translate up to the sources
	@$(BIN)/python manage.py messages

lock: development ## pin the newest versions that requirements*.in allow, with hashes
	@$(BIN)/uv pip compile -q --upgrade --generate-hashes --python-version 3.11 requirements.in -o requirements.txt
	@$(BIN)/uv pip compile -q --upgrade --generate-hashes --python-version 3.11 requirements-dev.in -o requirements-dev.txt
