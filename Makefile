# Everything a fresh clone needs: `make run` starts Rostrum, `make test` runs the suite.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run test check corpus-demo lock clean
run: .venv/.runs
	@$(BIN)/rostrum run

test: .venv/.tests
	$(BIN)/python -m pytest --cov --cov-report=term:skip-covered

check: .venv/.tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# A folder of saved briefings (ROSTRUM_CORPUS) in a fresh archive, and ten questions to it.
corpus-demo: .venv/.runs
	@PYTHONPATH=. $(BIN)/python benchmarks/corpus.py

# The locks are written with uv, from pyproject.toml; nothing here needs it but this target.
lock:
	uv pip compile --universal --generate-hashes --no-header --group build pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --no-header --group build --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .coverage* *.egg-info build

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("Rostrum needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Set PYTHON=.") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv

# The locks are whole, so nothing is left to resolve (--no-deps): older pips would take coverage[toml] for another
# requirement than coverage, and fail when a newer one appears.
# The stamps are newer than the locks once what they pin is installed: a second call installs nothing.
.venv/.runs: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing Rostrum into .venv (once)..."
	@$(PIP) install --require-hashes --no-deps -r requirements.lock
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

.venv/.tests: requirements-dev.lock .venv/.runs
	@$(PIP) install --require-hashes --no-deps -r requirements-dev.lock
	@touch $@
