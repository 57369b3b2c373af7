# The commands that one needs. Each is a script or a line; `make` alone lists them.
.DEFAULT_GOAL := help
export PREFIX DESTDIR BINARY
.PHONY: help run test simulate check bench format install deb clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

run: ## build and start the server: with .env, or as a sandbox when there is none
	@scripts/bootstrap
	@exec scripts/run

test: ## build and run all tests, those in a browser too
	@scripts/bootstrap --tests
	@scripts/mail-peer --install $(if $(CI),,--offline-ok)
	@scripts/test
	@scripts/browser $(if $(CI),,--offline-ok)
	@scripts/schemathesis $(if $(CI),,--offline-ok)

simulate: ## live through weeks of a busy school, SEEDS=100 times, with everything failing
	@scripts/simulate --seeds $(or $(SEEDS),100)

check: ## what CI checks before the tests: format, style, dependencies, links, build
	@scripts/bootstrap --tests
	@scripts/check

bench: ## measure this server beside its peers, its reports and bookings (many minutes)
	@scripts/bench

format: ## lay the Swift files out anew
	swift format --in-place --recursive --parallel Sources Tests Package.swift

install: ## build and install: PREFIX=/usr/local, DESTDIR= for packers
	@scripts/install

deb: ## build a package for Debian, into .build
	@scripts/deb

clean: ## throw away what was built
	swift package clean
