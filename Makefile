# Two commands do all the set-up on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
PROVINCE ?= data/province
PERSONS ?= 7000000
WHEELS ?= wheels

.PHONY: install run demo test quick lint types contracts browser java office bench bench-checks bench-ledger province screenshots docs wheels

install: $(VENV)/.runs

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runs: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.tests: requirements.txt requirements-dev.txt requirements-spark.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt -r requirements-spark.txt
	touch $@ $(VENV)/.runs

demo: install
	$(BIN)/python -m loaders demo
	$(BIN)/python -m ledger.demo

run: demo
	$(BIN)/python -m streamlit run dashboard.py --server.port $(PORT)

test: $(VENV)/.tests browser java office lint types contracts
	$(BIN)/python -m pytest -n 3 --dist loadgroup --no-loadscope-reorder

# Lint, types, contracts and the tests that need no browser, Java, database server, office suite or filled demonstration and do not
# take long (tests/conftest.py); `make quick T=tests/loaders` runs those of a part, the long ones too.
quick: $(VENV)/.tests lint types contracts
	$(BIN)/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder -m "not heavy$(if $(T),, and not slow)" $(T)

lint: $(VENV)/.tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.tests
	$(BIN)/mypy

contracts: $(VENV)/.tests
	$(BIN)/lint-imports

# Debian's browser and Chinese fonts: installed when missing and allowed, otherwise said how.
browser:
	@command -v chromium >/dev/null && fc-list ':lang=zh' 2>/dev/null | grep -q . && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium fonts-noto-cjk fontconfig; \
	else \
	  echo "The browser tests need chromium and a Chinese font. Run as an administrator:"; \
	  echo "  apt-get install chromium fonts-noto-cjk fontconfig"; exit 1; \
	fi

# Spark's Java: installed when missing and allowed, otherwise said how.
java:
	@command -v java >/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends default-jre-headless; \
	else \
	  echo "The Spark tests need a Java. Run as an administrator:"; \
	  echo "  apt-get install default-jre-headless"; exit 1; \
	fi

# LibreOffice, which writes the workbook that the ledger takes back and prints documents: installed when missing and allowed, otherwise said how.
office:
	@command -v soffice >/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends libreoffice-calc-nogui libreoffice-writer-nogui; \
	else \
	  echo "The round trip through a spreadsheet needs LibreOffice. Run as an administrator:"; \
	  echo "  apt-get install libreoffice-calc-nogui libreoffice-writer-nogui"; exit 1; \
	fi

bench: $(VENV)/.tests browser
	$(BIN)/python -m benchmarks

bench-checks: $(VENV)/.tests java
	$(BIN)/python -m benchmarks.checks

bench-ledger: $(VENV)/.tests
	$(BIN)/python -m benchmarks.ledger
	$(BIN)/python -m benchmarks.ledger_endurance

# The registered households of a whole province, invented; about 4 minutes and 0.7 GB for 7 million persons.
province: install
	mkdir -p $(PROVINCE)
	$(BIN)/python -m benchmarks.make_province $(PROVINCE) --persons $(PERSONS)

# docs/definitions.md and docs/schema, from the keys that the readers of definitions know.
docs: install
	$(BIN)/python -m indicators.declared.documented

# Every package that `make run` needs as files with their hashes, for a machine without internet (docs/deploy.md).
wheels: install
	$(BIN)/python -m pip download --quiet --disable-pip-version-check --only-binary :all: -r requirements.txt -d $(WHEELS)
	$(BIN)/python -m benchmarks.wheels $(WHEELS)

screenshots: $(VENV)/.tests browser demo
	$(BIN)/python -m benchmarks.screenshots
