# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Everything runs from a checkout with nothing but Python 3.11 or newer, git and make:
#   make demo     an endpoint's life on a local sandbox
#   make test     all tests
# The first run makes the virtual environment .venv. Another Python: make PYTHON=/path/to/python3.13 test

.DEFAULT_GOAL := help
.NOTPARALLEL:
.SUFFIXES:

PYTHON ?=
PYTHON_OLD ?= python3.11
PYTHON_NEW ?= python3.12
VENV ?= .venv
WORKERS ?= 2
# The namespace of the tarball that "make build" makes; the checkout stays as it is.
NAMESPACE ?= inference
# A file's tests share what the file prepares, so one process runs them all.
BY_FILE := --dist loadfile --no-loadscope-reorder
# A browser of another name than these.
BROWSER ?=
# Tests of random lives and declarations, outside of tests/unit/fuzz.
LIVES := tests/unit/engine/test_faults.py tests/unit/engine/test_lives.py tests/unit/engine/test_properties.py \
    tests/unit/huaweicloud/test_faults.py tests/unit/ark_endpoints/test_readings.py tests/unit/fleet/test_export.py
BROWSERS := chromium chromium-browser google-chrome google-chrome-stable

BIN := $(VENV)/bin
DEMO_REQUIREMENTS := requirements.txt roles/sandbox/files/requirements.txt
TREE := build/tree
LINK := $(TREE)/ansible_collections/inference/endpoints

# The tools of the environment come first, the collection is found in the link tree, the user's own
# settings stay out, and requests to the local sandbox never go through a proxy.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV PYTHONDONTWRITEBYTECODE
export PATH := $(abspath $(BIN)):$(PATH)
export ANSIBLE_COLLECTIONS_PATH := $(abspath $(TREE))
export ANSIBLE_HOME := $(abspath build/ansible)
export ANSIBLE_CONFIG := $(abspath tests/ansible.cfg)
export NO_PROXY := 127.0.0.1,localhost,$(NO_PROXY)
export no_proxy := $(NO_PROXY)
ifneq ($(shell locale charmap 2>/dev/null),UTF-8)
export LC_ALL := C.UTF-8
endif

##@ Start here

.PHONY: help
help: ## This list
	@awk 'BEGIN { FS = ":.*## " } \
	    /^##@/ { printf "\n%s\n", substr($$0, 5) } \
	    /^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

.PHONY: demo
demo: ## Create, change, rename, stop, start and delete an endpoint on a local sandbox
	@ANSIBLE_CONFIG=docs/demo/ansible.cfg tools/stages.sh demo \
	    setup "$(MAKE) --no-print-directory demo-setup" \
	    playbook "ansible-playbook docs/demo/ark_endpoint.yml"

.PHONY: demo-huaweicloud
demo-huaweicloud: ## The lives of a DataArts Fabric and a ModelArts Studio endpoint on a local sandbox
	@ANSIBLE_CONFIG=docs/demo/ansible.cfg tools/stages.sh demo \
	    setup "$(MAKE) --no-print-directory demo-setup" \
	    playbook "ansible-playbook docs/demo/huaweicloud.yml"

.PHONY: demo-rolling
demo-rolling: ## Switch the model of an endpoint under the same id, on a local sandbox
	@ANSIBLE_CONFIG=docs/demo/ansible.cfg tools/stages.sh demo \
	    setup "$(MAKE) --no-print-directory demo-setup" \
	    playbook "ansible-playbook docs/demo/rolling.yml"

.PHONY: demo-sites
demo-sites: ## One manifest over two sites, each with a profile, on two local sandboxes
	@ANSIBLE_CONFIG=docs/demo/ansible.cfg tools/stages.sh demo \
	    setup "$(MAKE) --no-print-directory demo-setup" \
	    playbook "ansible-playbook docs/demo/two-sites.yml"

.PHONY: probe
probe: ## What the probe of a cloud finds out, on a local sandbox
	@ANSIBLE_CONFIG=docs/demo/ansible.cfg tools/stages.sh probe \
	    setup "$(MAKE) --no-print-directory demo-setup" \
	    playbook "ansible-playbook docs/demo/probe.yml"

.PHONY: test
test: ## All tests: unit, integration, molecule
	@tools/stages.sh test \
	    setup "$(MAKE) --no-print-directory setup" \
	    unit "$(MAKE) --no-print-directory unit" \
	    integration "$(MAKE) --no-print-directory integration" \
	    molecule "$(MAKE) --no-print-directory molecule"

##@ Tests

.PHONY: unit
unit: setup ## Unit tests
	pytest tests/unit -n $(WORKERS) $(BY_FILE)

# Some of these tests wait for a server, so one more than there are cores is run at a time.
.PHONY: integration
integration: setup ## Playbooks run by ansible-playbook against the sandbox
	pytest tests/integration -n $$(( $(WORKERS) + 1 )) --dist loadscope -m "not slow"

.PHONY: slow
slow: setup ## What takes minutes: throttled servers, and that the benchmark runs
	pytest tests/integration tests/benchmark -n $(WORKERS) --dist worksteal -m slow --ignore=tests/integration/faults \
	    --ignore=tests/integration/controller_plugins --ignore=tests/integration/fleet/test_report_page.py \
	    --ignore=tests/integration/test_docs.py --ignore=tests/integration/litellm \
	    --ignore=tests/integration/test_site_pages.py

.PHONY: guides
guides: setup ## Every command and playbook of the guides, as a reader would run them
	pytest tests/integration/test_docs.py -n $(WORKERS) --dist worksteal -m slow

.PHONY: faults
faults: setup ## Every fault at every write, on real processes
	pytest tests/integration/faults -n $(WORKERS) -m slow

.PHONY: rulebook
rulebook: setup ## The event source in a real ansible-rulebook, which needs Java 17 or newer
	tools/debian_program.sh "java" "openjdk-17-jre-headless"
	pytest tests/integration/controller_plugins -n $(WORKERS) --dist worksteal -m slow

.PHONY: litellm
litellm: setup ## Completions through LiteLLM's router, in an environment of its own
	python -m venv build/litellm
	build/litellm/bin/python -m pip install --quiet --requirement tests/integration/litellm/requirements.txt
	pytest tests/integration/litellm -m slow

.PHONY: browser
browser: docs ## The HTML report and the documentation site in a headless Chromium
	tools/debian_program.sh "$(BROWSER) $(BROWSERS)" "chromium fonts-dejavu-core"
	pytest tests/integration/fleet/test_report_page.py tests/integration/test_site_pages.py -m slow

.PHONY: coverage
coverage: setup ## Line and branch coverage of plugins/ by the unit tests
	COVERAGE_FILE=build/coverage pytest tests/unit -n $(WORKERS) $(BY_FILE) --cov=plugins --cov-branch \
	    --cov-report=term-missing:skip-covered

.PHONY: fuzz
fuzz: setup ## Fifty times the fuzz cases, other ones each time, with counts
	rm -rf build/fuzz
	FUZZ_TIMES=50 FUZZ_FIGURES=build/fuzz pytest tests/unit/fuzz $(LIVES) -n $(WORKERS) --timeout 1800
	python tests/unit/fuzz/figures.py build/fuzz

.PHONY: molecule
molecule: setup ## The molecule scenario, with its idempotence check
	molecule test

# What follows needs environments of its own, one for each ansible-core: noxfile.py has them. "nox --list" names single
# ones, such as sanity-2.19.
.PHONY: sanity
sanity: setup ## ansible-test sanity on the newest ansible-core, and on the oldest what depends on the core
	nox --tags sanity

.PHONY: units
units: setup ## The unit tests on each supported ansible-core but the newest, which "make unit" has
	nox --tags units

.PHONY: installed
installed: setup ## The built tarball, installed beside the oldest and the newest ansible-core, and the demo from there
	nox --tags installed

.PHONY: hub
hub: setup ## What Galaxy and Automation Hub ask for: importer, licences, execution environment
	nox --tags hub

.PHONY: benchmark
benchmark: setup ## What tasks, loops and sets of endpoints cost; writes docs/speed.md
	python tests/benchmark/task_cost.py
	python tests/benchmark/fleet.py --page docs/speed.md

##@ Checks

.PHONY: lint
lint: ruff yamllint shellcheck types ansible-lint changelog-lint docs-lint manifest-schema ## All checks below

.PHONY: ruff
ruff: setup ## Python style and format
	ruff check .
	ruff format --check .

.PHONY: yamllint
yamllint: setup ## YAML style
	yamllint --strict .

.PHONY: shellcheck
shellcheck: setup ## Shell scripts
	shellcheck .ci/run tools/*.sh

.PHONY: types
types: setup ## Types of plugins/module_utils
	cd $(TREE) && mypy --config-file "$(CURDIR)/mypy.ini" --cache-dir "$(CURDIR)/build/mypy" \
	    ansible_collections/inference/endpoints/plugins/module_utils

.PHONY: ansible-lint
ansible-lint: setup ## Playbooks, roles and metadata, production profile
	ansible-lint

.PHONY: changelog-lint
changelog-lint: setup ## Changelog fragments
	antsibull-changelog lint

.PHONY: docs-lint
docs-lint: setup ## Documentation of modules and roles
	antsibull-docs lint-collection-docs --plugin-docs --skip-rstcheck \
	    --validate-collection-refs self --check-extra-docs-refs .

# The site is built from what antsibull-docs writes and from the guides, which docs/docsite/guides.py brings in. Nothing is
# fetched. antsibull-docs wants a folder that nobody else can write to.
.PHONY: docs
docs: setup ## The documentation site, in build/docs/html; a warning is an error
	rm -rf build/docs
	mkdir -p build/docs/source && chmod go-w build/docs/source
	antsibull-docs collection --use-current --squash-hierarchy --fail-on-error --cleanup everything \
	    --dest-dir build/docs/source inference.endpoints
	sphinx-build --quiet --fail-on-warning --keep-going --builder html --conf-dir docs/docsite \
	    --doctree-dir build/docs/doctrees build/docs/source build/docs/html

.PHONY: manifest-schema
manifest-schema: setup ## That docs/manifest.schema.json is what follows from the field tables
	python tools/manifest_schema.py --check

##@ Upkeep

.PHONY: build
build: setup ## The collection's tarball, in build/dist; NAMESPACE=acme for another namespace
	rm -rf build/dist
	python tools/build_as.py "$(NAMESPACE)" build/dist

.PHONY: release-check
release-check: build ## What the version in galaxy.yml still lacks before it can be released
	python tools/release_check.py build/dist/*.tar.gz

.PHONY: changelog
changelog: setup ## Turn the fragments into CHANGELOG.md for the version in galaxy.yml
	antsibull-changelog release --update-existing --reload-plugins

.PHONY: format
format: setup ## Let ruff put the Python files in order
	ruff check --fix .
	ruff format .

.PHONY: pins
pins: ## Renew constraints.txt (with PYTHON_OLD=python3.11 and PYTHON_NEW=python3.12)
	python3 tools/pin_requirements.py "$(PYTHON_OLD)" "$(PYTHON_NEW)"

.PHONY: setup
setup: $(VENV)/.dev $(LINK) ## The virtual environment, without running anything
	@:

.PHONY: demo-setup
demo-setup: $(VENV)/.demo $(LINK)
	@:

.PHONY: clean
clean: ## Remove everything that make has made, the virtual environment too
	rm -rf build "$(VENV)" .ansible .hypothesis .*_cache tests/output

# --- the environment, in two steps so that the demo need not wait for the linters ---

$(BIN)/python:
	@python=$$(tools/find_python.sh "$(PYTHON)") && \
	    echo "Making $(VENV) with $$("$$python" --version) ..." && \
	    "$$python" -m venv --clear "$(VENV)" && \
	    { "$@" -m pip install -qq --disable-pip-version-check --constraint constraints.txt uv || \
	    echo "Without uv, pip does it slower."; }

define install
	@mkdir -p build
	@echo "Installing $(1) ..."
	@{ "$(BIN)/uv" pip install --python "$(BIN)/python" --constraint constraints.txt $(2) || \
	    "$(BIN)/python" -m pip install --constraint constraints.txt $(2); } \
	    >build/pip.log 2>&1 || { cat build/pip.log >&2; exit 1; }
	@touch $@
endef

$(VENV)/.demo: $(DEMO_REQUIREMENTS) constraints.txt | $(BIN)/python
	$(call install,ansible-core and what the demo needs,ansible-core $(DEMO_REQUIREMENTS:%=--requirement %))

$(VENV)/.dev: requirements-dev.txt $(VENV)/.demo
	$(call install,the tools for tests and checks,--requirement requirements-dev.txt)

$(LINK): | $(BIN)/python
	@"$(BIN)/python" tools/link_tree.py >/dev/null
