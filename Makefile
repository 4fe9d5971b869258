# Customer Health: the two commands a newcomer needs are `make run` and `make test`.
# Each sets up what it needs (tools/setup.sh); meson does the building.

.DEFAULT_GOAL := help
.PHONY: help run build test test-threads test-clients test-browser screenshots check torture bench fuzz format install clean

RELEASE = build/release
ASAN = build/asan
TSAN = build/tsan
PREFIX ?= /usr/local
JOBS ?= $(shell nproc)

help:  ## say what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: build  ## install what is missing, build, and serve http://127.0.0.1:8000 with sample data
	@build/customer-health serve --sample

build: $(RELEASE)/build.ninja  ## build build/customer-health
	@ninja -C $(RELEASE) -j $(JOBS) --quiet
	@ln -sf release/src/app/customer-health build/customer-health

test: setup-test $(ASAN)/build.ninja  ## run every test, with the address and undefined-behaviour sanitizers
	@ninja -C $(ASAN) -j $(JOBS) --quiet
	@tools/run_tests.py $(ASAN)

test-threads: setup-test $(TSAN)/build.ninja  ## run every test with the thread sanitizer
	@ninja -C $(TSAN) -j $(JOBS) --quiet
	@tools/run_tests.py $(TSAN)

test-clients: setup build  ## run the official clients of Segment, RudderStack, CloudEvents and Stripe; wants Node 20
	@tools/setup.sh clients
	@tests/clients/run.sh build/customer-health

test-browser: setup build  ## open every page in Chromium: axe, Lighthouse, no outside request; wants Node 20
	@tools/setup.sh browser
	@tests/browser/run.sh build/customer-health

screenshots: setup build  ## make the pictures in docs/pictures anew
	@tools/setup.sh browser
	@cd tests/browser && PROGRAM=../../build/customer-health node screenshots.js ../../docs/pictures

check: setup-check $(RELEASE)/build.ninja  ## format, floors, rules, headers, linter
	@ninja -C $(RELEASE) -j $(JOBS) --quiet
	@tools/check.sh $(RELEASE)

torture: setup-test build  ## kills, hostile JSON, slow clients: long runs against the built program
	@tests/torture/run.sh

bench: setup-bench build  ## print every promised figure beside its limit
	@bench/run.py

fuzz: setup-check setup-test  ## fuzz the parsers, SECONDS_EACH=30 a target
	@tests/fuzz/run.sh

format:  ## lay out the sources as .clang-format says
	@git ls-files '*.c' '*.h' | xargs clang-format -i

install: build  ## install under PREFIX (/usr/local)
	@meson configure $(RELEASE) -Dprefix=$(PREFIX)
	@meson install -C $(RELEASE) --quiet >/dev/null

clean:  ## remove what was built
	@rm -rf $(RELEASE) $(ASAN) $(TSAN) build/customer-health

.PHONY: setup setup-test setup-check setup-bench
setup:
	@tools/setup.sh
setup-test:
	@tools/setup.sh test
setup-check:
	@tools/setup.sh check
setup-bench:
	@tools/setup.sh bench

$(RELEASE)/build.ninja: | setup
	@meson setup $(RELEASE) --buildtype=debugoptimized --prefix=$(PREFIX) -Dwith_tests=disabled >/dev/null

$(ASAN)/build.ninja: | setup-test
	@meson setup $(ASAN) -Db_sanitize=address,undefined -Dwerror=true >/dev/null

$(TSAN)/build.ninja: | setup-test
	@meson setup $(TSAN) -Db_sanitize=thread -Dwerror=true >/dev/null
