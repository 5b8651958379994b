# corecurve: measure, explain and guard what parallelism buys you in Python.
# Every target sets the working copy up by itself: a Python from 3.11 on and make are all it takes.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?=
ARGS ?=
NOISE ?=
STORAGE ?= results
FIGURES ?= $(STORAGE)/figures
PAGE ?= $(STORAGE)/report.html

bin := .venv/bin
corecurve := $(bin)/corecurve
ready := .venv/ready
ready_dev := .venv/ready-dev

##@ Measure

.PHONY: bench bench-all examples doctor
bench: $(ready) ## Measure the default suite for a minute; table, figures and a saved report
	@$(call measure-and-report,)

bench-all: $(ready) ## Measure every workload on every backend, ten minutes
	@$(call measure-and-report,--all)

examples: $(ready) ## Run the three example programs: a process, a pool, four processes
	$(corecurve) example process
	$(corecurve) example pool
	$(corecurve) example four-processes

doctor: $(ready) ## Name what will spoil measurements on this machine
	$(corecurve) doctor $(ARGS)

##@ Look and judge

.PHONY: report compare check
report: $(ready) ## Show the latest report again, or another, and write its page: make report R=3
	$(corecurve) report $(or $(R),latest) --storage $(STORAGE) --html $(PAGE) $(ARGS)

compare: $(ready) ## Put two reports side by side: make compare A=1 B=latest
	@$(call needs,A B)
	$(corecurve) compare $(A) $(B) --storage $(STORAGE) $(ARGS)

check: $(ready) ## Fail if a speedup is gone: against results/baseline.json or origin/main, or A=1 [B=latest]
	$(corecurve) $(if $(A),check $(or $(B),latest) --baseline $(A),guard) --storage $(STORAGE) $(ARGS)

##@ Develop

.PHONY: test lint format selfbench peers pictures clean
test: $(ready_dev) ## Run the tests; ARGS='-k pool' chooses
	$(bin)/python -m pytest --numprocesses logical --maxprocesses 8 --dist loadfile $(ARGS)

lint: $(ready_dev) ## Check style and types, change nothing
	$(bin)/python -m ruff check .
	$(bin)/python -m ruff format --check .
	$(bin)/python -m mypy
	$(bin)/python -m mypy --python-version 3.10 .links/corecurve/core

format: $(ready_dev) ## Put every file into shape
	$(bin)/python -m ruff check --fix .
	$(bin)/python -m ruff format .

selfbench: $(ready_dev) ## Measure corecurve itself, half an hour; NOISE=FOLDER judges recordings of noise, too
	CORECURVE_NOISE=$(NOISE) $(bin)/python -m pytest tests/selfbench tests/benchmarks $(ARGS)

peers: $(ready_dev) ## Gates side by side, half an hour on a quiet machine; ARGS='20 10' are runs and seconds
	$(bin)/python tests/selfbench/peers.py $(ARGS)

pictures: $(ready) ## Measure again what the README shows, and draw its figure
	$(corecurve) run primes --precision 1% --storage $(STORAGE)/pictures $(ARGS)
	$(corecurve) report latest --storage $(STORAGE)/pictures --png $(STORAGE)/pictures
	mkdir -p docs/pictures
	cp $(STORAGE)/pictures/primes-speedup.png docs/pictures/speedup.png

clean: ## Remove what make made; reports stay
	rm -rf .venv .links build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks
	find core bench reports tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

##@ Help

.PHONY: help
help: ## Show this list
	@awk 'BEGIN { FS = ":.*## "; print "corecurve: what does parallelism buy you?" } \
	  /^##@/ { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@printf "\nARGS='…' passes options on: make bench ARGS='primes --backend pool'\n"

# The set-up, again whenever what it is made from has changed.
set_up := pyproject.toml constraints.txt tools/develop.py tools/find-python

$(ready): $(set_up)
	@$(call develop,)

$(ready_dev): $(set_up)
	@$(call develop,--dev)

define develop
python=$$(sh tools/find-python $(if $(PYTHON),"$(PYTHON)")) && "$$python" tools/develop.py $(1)
endef

# By the measuring floor's own door, since the report tells the answers. A case that could not be measured (exit code 4)
# is no reason to hide the others.
define measure-and-report
$(bin)/python -m corecurve.bench run $(1) --storage $(STORAGE) $(ARGS); status=$$?; \
case $$status in 0|4) $(corecurve) report latest --storage $(STORAGE) --png $(FIGURES) || status=$$? ;; esac; exit $$status
endef

needs = $(foreach name,$(1),$(if $($(name)),,echo "make $@ needs $(name)=REPORT (a path, a number, or latest)" >&2; exit 2;)) :
