# make help lists what there is.

GO      ?= go
NPM     ?= npm
LISTEN  ?= 127.0.0.1:8080
DEMO_DB ?= demo.db
# Which packages run under the race detector: light (those without an embedded database), all, off.
RACE    ?= light
# Of make fuzz-api.
REQUESTS ?= 100000
SEED     ?= $(shell date +%s)

# A release is a tag; a clone without git, or without tags, still builds.
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
# The commit is stamped too where git answers; it refuses in a clone that another user owns.
VCS      = $(shell git rev-parse HEAD >/dev/null 2>&1 && echo auto || echo false)
LDFLAGS  = -s -w -X github.com/traguardi/traguardi/internal/app.version=$(VERSION)

GOLANGCI_LINT = github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
GOVULNCHECK   = golang.org/x/vuln/cmd/govulncheck@v1.9.0
LIGHTHOUSE    = lighthouse@12.8.2
CYCLONEDX     = github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0

# Written last by npm and by the asset build, so their age says whether to run again.
NODE_MODULES = ui/node_modules/.package-lock.json
ASSETS       = ui/dist/.vite/manifest.json
ASSET_SOURCE = $(shell find ui/assets ui/locales ui/plugins ui/templates ui/vite.config.* ui/package.json -type f 2>/dev/null)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run build assets test test-setup test-go test-alerts test-e2e test-faults fuzz-api bench bench-quick bench-go bench-table lighthouse lint vulncheck sbom reproducible fmt clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## Build if needed, then serve the demonstration at http://127.0.0.1:8080
	bin/traguardi serve --demo --database sqlite:$(DEMO_DB) --listen $(LISTEN)

build: assets ## bin/traguardi, with the pages' assets inside
	@mkdir -p bin
	CGO_ENABLED=0 $(GO) build -trimpath -buildvcs=$(VCS) -ldflags '$(LDFLAGS)' -o bin/traguardi ./cmd/traguardi

assets: $(ASSETS) ## Styles, scripts and fonts of the pages (only when something changed)

$(NODE_MODULES): ui/package-lock.json
	$(NPM) --prefix ui ci --no-audit --no-fund --ignore-scripts
	@touch $@

$(ASSETS): $(NODE_MODULES) $(ASSET_SOURCE)
	$(NPM) --prefix ui run build
	@touch $@

test: ## Everything: set-up, static checks, Go, alert rules, OpenAPI, browser; ends with a summary
	@GO='$(GO)' NPM='$(NPM)' RACE='$(RACE)' GOVULNCHECK='$(GOVULNCHECK)' scripts/test.sh all

test-setup: ## Install what the tests need (Debian packages), where this user may
	@scripts/test-setup.sh

test-go: ## Go tests alone
	@GO='$(GO)' NPM='$(NPM)' RACE='$(RACE)' scripts/test.sh go

test-alerts: ## Break things and see the alerts fire in a real Prometheus (part of make test too)
	$(GO) test -count=1 -v -run '^TestAlerts' ./internal/app

test-e2e: ## Browser tests alone
	@GO='$(GO)' NPM='$(NPM)' RACE='$(RACE)' scripts/test.sh e2e

fuzz-api: ## Send 100,000 requests made of the OpenAPI document to a server: some minutes (REQUESTS=, SEED=)
	TRAGUARDI_FUZZ_REQUESTS=$(REQUESTS) TRAGUARDI_FUZZ_SEED=$(SEED) $(GO) test ./internal/app -run '^TestWhateverTheAPIIsSent$$' -count 1 -v -timeout 2h

test-faults: ## Fault tests in their long form (kills, outages, full disks): some ten minutes; TRAGUARDI_FAULTS_SEED=N repeats one
	@scripts/test-setup.sh
	TRAGUARDI_FAULTS=long $(GO) test -count=1 -timeout=3h -v -run '^TestFault' ./cmd/traguardi ./internal/...

bench: build ## Measure against the ceilings of docs/performance.md: an hour, on a machine that does nothing else
	@scripts/test-setup.sh bench
	$(GO) run ./bench -binary bin/traguardi -out bench.json

bench-quick: build ## The same with small plans and short rounds: some minutes
	@scripts/test-setup.sh bench
	$(GO) run ./bench -binary bin/traguardi -quick

bench-go: ## Go benchmarks with their allocations: progress, boards, rendering, importing, storing
	$(GO) test -run '^$$' -bench . -benchmem ./internal/...

bench-table: build ## Measure the table of milestones in Chromium, with 2,005 of them
	TRAGUARDI_BIN=bin/traguardi node ui/bench/table.mjs

lighthouse: build ## Audit the public pages with Lighthouse (fetched by npx); fails below 100; writes lighthouse.json
	TRAGUARDI_BIN=bin/traguardi NPM='$(NPM)' LIGHTHOUSE='$(LIGHTHOUSE)' node ui/bench/lighthouse.mjs lighthouse.json

lint: ## golangci-lint, import rules included
	$(GO) run $(GOLANGCI_LINT) run ./...

vulncheck: ## Known vulnerabilities of Go and of the modules in use (its database is on the network)
	$(GO) run $(GOVULNCHECK) ./...

sbom: ## bin/sbom-go.cdx.json and bin/sbom-ui.cdx.json: what is inside (CycloneDX)
	@mkdir -p bin
	CGO_ENABLED=0 $(GO) run $(CYCLONEDX) app -json -std -main cmd/traguardi -output bin/sbom-go.cdx.json .
	$(NPM) --prefix ui sbom --package-lock-only --sbom-format cyclonedx --sbom-type application > bin/sbom-ui.cdx.json

reproducible: $(NODE_MODULES) ## Build the last commit twice, in two folders, and compare byte by byte
	GO='$(GO)' NPM='$(NPM)' scripts/reproducible.sh

fmt: ## gofmt in place
	gofmt -w $$(find bench cmd internal scripts sql ui -name '*.go' -not -path '*/node_modules/*' 2>/dev/null)

clean: ## Remove what the build and the demonstration made
	rm -rf bin .cache coverage.out ui/node_modules $(DEMO_DB) $(DEMO_DB)-shm $(DEMO_DB)-wal
	find ui/dist -mindepth 1 -not -name .keep -delete
