# Everything that people and CI do with this checkout. `make help` lists it.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: run dev test check lint types imports migrations bench soak stripe-contract verify-ledger lock screenshots clean help

PY := .venv/bin/python
# `make run PORT=3001` and `SG_PORT=3001 make run` say the same.
ifdef PORT
export SG_PORT := $(PORT)
endif
export PYTHON
# Bytecode lies beside the packages, whatever the shell says of it: without it every process that
# is started compiles some 2,700 modules anew, which takes longer than all the rest of its start.
export PYTHONDONTWRITEBYTECODE :=
export PYTHONPYCACHEPREFIX := $(CURDIR)/.venv/bytecode
# More for pytest: make test ARGS="tests/unit -k feed"
ARGS ?=

run: ## Start the product with demo content (PORT= for another port)
	@tools/venv.sh run
	@exec $(PY) -m smallgestures run

dev: ## The same, reloading while you write code
	@tools/venv.sh run
	@exec $(PY) -m smallgestures dev

test: ## Everything the tests need, then all tests (ARGS= for pytest)
	@tools/system-packages.sh test
	@tools/venv.sh test
	@tools/test.sh $(ARGS)

check: lint types imports migrations ## Lint, types, import rules, migrations

lint:
	@tools/venv.sh test
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

types:
	@tools/venv.sh test
	@$(PY) -m mypy

imports:
	@tools/venv.sh test
	@.venv/bin/lint-imports

migrations:
	@tools/venv.sh test
	@export SG_DATA_DIR="$$(mktemp -d)" SG_DATABASE_URL=; trap 'rm -rf "$$SG_DATA_DIR"' EXIT; \
	  $(PY) -m alembic upgrade head && $(PY) -m alembic check

bench: ## Measure the product beside its baselines: a table, and bench-results/*.json
	@tools/system-packages.sh bench
	@tools/venv.sh test
	@$(PY) -m tests.perf $(ARGS)

soak: ## The long fault runs at full counts
	@tools/system-packages.sh test
	@tools/venv.sh test
	@SG_TEST_KILLS=50 $(PY) -m pytest -m "soak or kill" $(ARGS)

stripe-contract: ## One contract test, against your own Stripe test keys
	@tools/venv.sh test
	@: "$${SG_STRIPE_SECRET_KEY:?expected sk_test_…, the secret key of a Stripe test environment}"
	@case "$$SG_STRIPE_SECRET_KEY" in (sk_test_*) ;; (*) echo "SG_STRIPE_SECRET_KEY: expected sk_test_…; live keys are refused" >&2; exit 2 ;; esac
	@STRIPE_CONTRACT_KEY="$$SG_STRIPE_SECRET_KEY" SG_STRIPE_SECRET_KEY= $(PY) -m pytest tests/integration/payments/test_contract.py $(ARGS)

verify-ledger: ## Check a creator's downloaded ledger (FILE=, and END=NUMBER:HASH as the page shows it)
	@: "$${FILE:?expected FILE=…, a ledger that a creator downloaded at /studio/earnings}"
	@python3 tools/verify_ledger.py "$$FILE" $${END:+"$$END"}

lock: ## Resolve the dependencies again and write both lock files
	@tools/lock.sh

screenshots: ## Take the pictures of every screen
	@tools/system-packages.sh test
	@tools/venv.sh test
	@$(PY) tools/screenshots.py $(ARGS)

clean: ## Remove what can be made again; .data (database, media) stays
	rm -rf .venv .venv.lock .lock-venv .web .states assets/external build dist *.egg-info \
	  .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-results
	find smallgestures tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## Show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' Makefile
