# make demo        analyse two ways of lifting a 20 kg crate, print the table, write out/report.html
# make test        run the tests on two cores (WORKERS=4: on four, 0: on one, in turn; ARGS="..." for pytest)
# make lint        check style and types
# make kernel      compile the kernel anew (demo and test do, where its sources changed)
# make sanitize    run its tests with checks of addresses and undefined behaviour
# make scenes      draw the backs of the built-in people, so that the first page opens at once
# make wheels      a wheel for this platform that holds kernel and scenes, in dist/
# make soak        odd command lines, damaged and valid files, random tasks and pulls for as long as you like (SECONDS=3600), 30 clients
# make validation  compare with measurement anew: docs/validation.md, its figures, ten lines of the README
# make freeze      name facts and settings before they are scored (SCORED="what will be")
# make claims      judge what is said of the muscles anew: docs/claims.md
# make clinic      compute what weakens and what helps anew: docs/spiral.md, docs/exercises.md, docs/endurance.md, docs/lesions.md
# make lifting     compare lifts with published ones anew: docs/lifting.md
# make judges      let other engines compute the whole model anew
# make bench       measure the speed
# make pictures    draw the pictures of the README
# make page        build the page of `dorsum view` (needs npm)   make types   its types from the server
# make check-page  build it and fail where the tree holds other files
# make lock        renew the lock files           make clean   remove everything that make made

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OWN_UV := build/uv/bin/uv
RUN := $(VENV)/.installed-to-run
DEV := $(VENV)/.installed-to-develop
KERNEL := $(VENV)/.kernel
WEB := src/dorsum/view/web
WORKERS ?= 2
KERNEL_TESTS := tests/kernel tests/mechanics/test_two_solvers.py tests/mechanics/test_solve.py tests/mechanics/test_native.py tests/mechanics/test_slopes.py tests/mechanics/test_compliance.py tests/mechanics/test_tangent.py tests/motion/recorded/test_inverse.py
SECONDS ?= 600
# What writes files for `make soak`, beside what the tests need, with dependencies of its own.
OTHERS := build/others
OTHER_PROGRAMS := ezc3d==1.7.2 opensim==4.6 c3d==0.6.0 kineticstoolkit==0.17.0 bvhio==1.5.4

export UV_PYTHON_DOWNLOADS := never
export UV_NO_PROGRESS := 1
# Trust what the machine trusts, where it says so: networks with a certificate of their own need that.
ifneq ($(wildcard /etc/ssl/certs/*.crt /etc/ssl/cert.pem),)
export UV_SYSTEM_CERTS := 1
endif

.PHONY: help demo test kernel sanitize scenes wheels soak lint validation freeze claims clinic lifting judges pictures page types check-page bench lock clean
.DEFAULT_GOAL := help

help:
	@sed -n 's/^# make/make/p' Makefile

demo: $(RUN)
	@mkdir -p out
	$(BIN)/dorsum analyze lifting_20kg_round_back lifting_20kg_bent_knees --report out/report.html

test: $(DEV)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

kernel: $(RUN)
	@rm -f $(KERNEL)
	@$(MAKE) --no-print-directory $(KERNEL)

sanitize: $(DEV)
	$(BIN)/python src/dorsum/kernel/build.py --sanitize --into out/sanitized
	DORSUM_KERNEL=out/sanitized LD_PRELOAD="$$(c++ -print-file-name=libasan.so):$$(c++ -print-file-name=libubsan.so)" \
	ASAN_OPTIONS=detect_leaks=0 $(BIN)/python -m pytest -n 0 $(KERNEL_TESTS)

scenes: $(RUN)
	$(BIN)/python -m dorsum.view.ship

wheels: scenes
	@$(find_uv); UV="$$uv" $(BIN)/python src/dorsum/kernel/build.py --portable && \
	DORSUM_PORTABLE=1 $$uv build --quiet --wheel --out-dir dist

soak: $(DEV)
	PYTHONPATH=tests/view $(BIN)/python tests/view/crowd.py --clients 30 --seconds $(SECONDS)
	$(BIN)/python tests/cli/fuzz.py --seconds $(SECONDS)
	PYTHONPATH=tests $(BIN)/python tests/exchange/mutations.py --seconds $(SECONDS)
	@$(find_uv); $$uv venv --quiet --allow-existing --python $(BIN)/python $(OTHERS) && \
	$$uv pip install --quiet --python $(OTHERS)/bin/python -r pyproject.toml $(OTHER_PROGRAMS)
	PYTHONPATH=src:tests $(OTHERS)/bin/python -m exchange.others --files $$(($(SECONDS) * 100))
	$(BIN)/python tests/laws/soak.py
	PYTHONPATH=tests $(BIN)/python tests/mechanics/two_solvers.py
	$(BIN)/python tests/mechanics/pulls.py
	-$(BIN)/python tests/motion/recorded/truth.py

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/mypy

validation: $(RUN)
	$(BIN)/python docs/write_validation.py

freeze: $(RUN)
	$(BIN)/python docs/freeze.py "$(SCORED)"

claims: $(RUN)
	$(BIN)/python docs/write_claims.py

clinic: $(RUN)
	$(BIN)/python docs/write_lesions.py
	$(BIN)/python docs/write_endurance.py
	$(BIN)/python docs/write_spiral.py
	$(BIN)/python docs/write_exercises.py

lifting: $(RUN)
	$(BIN)/python docs/write_lifting.py

judges: $(DEV)
	$(BIN)/python docs/judge_mujoco.py
	$(BIN)/python docs/judge_opensim.py

pictures: $(DEV)
	$(BIN)/python docs/pictures.py
	$(BIN)/python docs/page_pictures.py

page: types
	cd $(WEB) && npm run build

types: $(RUN)
	cd $(WEB) && npm ci --silent && PATH="$(CURDIR)/$(BIN):$$PATH" npm run types

check-page: $(RUN)
	PATH="$(CURDIR)/$(BIN):$$PATH" .ci/check_page

bench: $(DEV)
	@for file in $(filter-out benchmarks/against% benchmarks/first_picture.py benchmarks/same% benchmarks/revision.py benchmarks/recording%,$(wildcard benchmarks/*.py)); \
	do echo "$$file"; $(BIN)/python "$$file" || exit 1; done

# Sets $uv to a working uv; without one on the path, an own copy is installed in build/.
find_uv = uv=uv; uv --version >/dev/null 2>&1 || { uv=$(OWN_UV); test -x $$uv || { \
	echo "installing uv in build/uv"; \
	$(PYTHON) -m venv build/uv && build/uv/bin/python -m pip install --quiet --disable-pip-version-check uv; \
	} || { rm -rf build/uv; echo "uv is missing and cannot be installed here; install it with one of:"; \
	echo "  $(PYTHON) -m pip install --user uv"; \
	echo "  apt-get install python3-venv   (then make installs uv by itself)"; exit 1; }; }

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	echo "Dorsum needs Python 3.11 or newer as $(PYTHON); install it with:"; \
	echo "  apt-get install python3        (or name another: make PYTHON=python3.12 ...)"; exit 1; }
	@$(find_uv); $$uv venv --quiet --allow-existing --python "$$(command -v $(PYTHON))" $(VENV)

# Never a failure: without a compiler NumPy computes.
$(KERNEL): $(wildcard src/dorsum/kernel/source/*) src/dorsum/kernel/build.py | $(BIN)/python
	@$(find_uv); UV="$$uv" $(BIN)/python src/dorsum/kernel/build.py
	@touch $@

$(RUN): requirements.lock pyproject.toml src/dorsum/__init__.py | $(BIN)/python $(KERNEL)
	@$(find_uv); echo "installing what Dorsum needs to run"; \
	$$uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock && \
	$$uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

$(DEV): requirements-dev.lock $(RUN)
	@$(find_uv); echo "installing what the tests need"; \
	$$uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@touch $@

lock:
	@$(find_uv); compile="$$uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command"; \
	$$compile "make lock" --upgrade pyproject.toml -o requirements.lock && \
	$$compile "make lock" --upgrade --constraints requirements.lock --group test --group lint pyproject.toml \
	-o requirements-dev.lock

clean:
	rm -f src/dorsum/kernel/*.so src/dorsum/kernel/*.dll
	rm -rf src/dorsum/view/scenes $(VENV) build dist out .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src tests benchmarks -name __pycache__ -prune -exec rm -rf {} +
