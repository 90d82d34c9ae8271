# The Animated Transformer. Each target sets the checkout up first; when nothing is missing that takes no time.
#
#   make film                                    out/film.mp4
#   make film ARGS='--theme light --jobs 4'      any option of `python render.py film`
#   make test ARGS='-k softmax'                  any option of pytest
#   make film PYTHON=python3.12                  another Python, 3.11 to 3.14
#   make film TORCH_INDEX=https://...            another package index for torch

PYTHON ?= python3
ARGS ?=
RUN := .venv/bin/python

export TORCH_INDEX

.DEFAULT_GOAL := help
.PHONY: help film test test-all test-ear inspect-all train formulas lock doctor bench check lint setup setup-cluster setup-tests python clean distclean

help:             ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 20

film: setup       ## render the film: out/film.mp4, with captions, chapters and a poster
	$(RUN) render.py film $(ARGS)

test: setup-tests lint  ## check the code and run the tests
	$(RUN) -m pytest -n auto --dist load --maxschedchunk 8 $(ARGS)

test-all: setup-tests lint  ## all tests, the long ones too: each clip for four sentences in both themes, formulas anew
	$(RUN) -m pytest -n auto --dist load --maxschedchunk 8 -m "long or not long" $(ARGS)

test-ear: setup-tests .venv-ear/complete  ## have a machine hear what the film says: in .venv-ear, which takes 800 MB
	$(RUN) -m pytest -s -p no:xdist tests/ear/heard.py $(ARGS)

.venv-ear/complete: tests/ear/runtime.txt tests/ear/requirements.txt
	$(PYTHON) -m venv .venv-ear
	.venv-ear/bin/pip install -q -r tests/ear/runtime.txt
	.venv-ear/bin/pip install -q --no-deps --require-hashes -r tests/ear/requirements.txt
	touch $@

inspect-all: setup  ## look for mistakes in every clip, for 24 sentences, in both themes; in scripts for 200
	$(RUN) render.py inspect film --script --sentences 200
	$(RUN) render.py inspect film --sentences 24 --theme both $(ARGS)

train: setup      ## train a model and measure its experiments: assets/models/
	$(RUN) render.py train $(ARGS)

formulas: setup   ## typeset the film's formulas anew, after one was added or changed: assets/formulas/ (needs LaTeX)
	$(RUN) -m studio.setup.shipped_formulas

lock: setup       ## look up the hashes of all packages anew, after one in constraints.txt was changed: locks/
	$(RUN) -m studio.setup.lock

doctor: setup     ## say what works on this machine, and how to mend what does not
	$(RUN) render.py doctor $(ARGS)

bench: setup      ## measure speed side by side with plain Manim, and how alike the pictures are: out/bench.json
	$(RUN) -m bench $(ARGS)

lint: setup-tests ## ruff and mypy only
	$(RUN) -m ruff check .
	$(RUN) -m mypy

setup: python     ## install what rendering needs
	@$(PYTHON) -m studio.setup.bootstrap

setup-cluster: python  ## install what rendering on several machines needs as well: docs/cluster.md
	@$(PYTHON) -m studio.setup.bootstrap --cluster

setup-tests: python  ## install what the tests need as well
	@$(PYTHON) -m studio.setup.bootstrap --tests

python:
	@command -v $(PYTHON) >/dev/null || { echo "set-up: $(PYTHON) missing; install Python 3.11 to 3.14" >&2; exit 1; }

clean:            ## remove what rendering and testing made
	rm -rf out media .cache .mypy_cache .pytest_cache .ruff_cache build *.egg-info

distclean: clean  ## remove the virtual environment as well
	rm -rf .venv .venv-ear
