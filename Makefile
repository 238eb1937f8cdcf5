# Everything a developer or a trader needs. `make` alone lists the targets.
SHELL   := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

GO       ?= go
VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS  := -s -w -X main.version=$(VERSION)
FUZZTIME ?= 30s
DATA     ?= ../shared/data
LANGUAGE ?= en
LISTEN   ?= 127.0.0.1:8080
LINT     := $(GO) tool -modfile=tools/go.mod golangci-lint

# The race detector needs a C compiler; the program itself never does.
CCOMPILER := $(shell command -v gcc 2>/dev/null || command -v clang 2>/dev/null || command -v cc 2>/dev/null)
ifneq ($(CCOMPILER),)
RACE := CGO_ENABLED=1 $(GO) test -race -shuffle=on
else
RACE := CGO_ENABLED=0 $(GO) test -shuffle=on
endif

.PHONY: help build install demo test vet lint vuln fmt generate generated services unit bench fuzz accuracy clean

help: ## list the targets
	@echo "xunpan: make TARGET"
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F':.*## ' '{printf "  %-12s %s\n", $$1, $$2}'

build: ## build bin/xunpan, one static binary
	@mkdir -p bin
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o bin/xunpan ./cmd/xunpan

install: ## install xunpan into Go's bin folder
	CGO_ENABLED=0 $(GO) install -trimpath -ldflags '$(LDFLAGS)' ./cmd/xunpan

demo: build ## open a desk full of sample inquiries in the browser (LISTEN=host:port, LANGUAGE=zh)
	@XUNPAN_LANG=$(LANGUAGE) bin/xunpan demo --listen $(LISTEN)

test: vet lint vuln generated services unit ## run everything that must be green before a commit

vet: ## go vet
	$(GO) vet ./...

lint: ## golangci-lint, built from tools/go.mod at first use
	$(LINT) run ./...

vuln: ## look up known vulnerabilities in the modules (govulncheck)
	@GO=$(GO) bash tools/vuln.sh

fmt: ## format the code
	$(LINT) fmt ./...

generate: ## write the generated code and documents, teach the sentence model
	$(GO) tool templ generate -path internal/web
	$(GO) test ./internal/extract -run '^TestSenseModel$$' -args -train
	@$(MAKE) --no-print-directory build
	bin/xunpan signals --format md > docs/signals.md
	@for doc in README.md:en README.zh-CN.md:zh; do \
	  file=$${doc%%:*}; \
	  { sed '/^<!-- screen -->/q' $$file; echo '```'; \
	    COLUMNS=100 bin/xunpan analyze --lang $${doc##*:} --now 2026-11-20T10:00:00+08:00 --profile samples/profile.yaml samples/01-seeker-brazil-table.eml; \
	    echo '```'; sed -n '/^<!-- end of screen -->/,$$p' $$file; } > $$file.new; \
	  mv $$file.new $$file; \
	done

generated: build ## that generated code and documents are up to date
	@$(GO) tool templ generate -path internal/web >/dev/null 2>&1 && git diff --exit-code --stat -- 'internal/web/*_templ.go' >&2 \
	  || { echo "the pages' generated code is not up to date: commit what make generate wrote" >&2; exit 1; }
	@bin/xunpan signals --format md | diff -u docs/signals.md - >&2 \
	  || { echo "docs/signals.md is not up to date: run make generate" >&2; exit 1; }

services: ## install the servers that tests run against (Debian, as root)
	@bash tools/services.sh

unit: ## all tests, shuffled, with the race detector where a C compiler is found
ifeq ($(CCOMPILER),)
	@echo "note: no C compiler found, so the tests run WITHOUT the race detector" >&2
endif
	$(RACE) ./...

bench: ## benchmarks over DATA
	XUNPAN_DATA=$(abspath $(DATA)) CGO_ENABLED=0 $(GO) test -run '^$$' -bench . -benchmem ./...

fuzz: ## run every fuzz target for FUZZTIME each
	@for pkg in $$($(GO) list ./...); do \
	  for target in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz' || true); do \
	    echo "== $$pkg $$target"; \
	    $(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$pkg; \
	  done; \
	done

accuracy: build ## measure against the trial mails, and labelled mails in DATA where there are any
	@for set in buyers nuisances strangers desks posts borders unread; do echo "== trial $$set"; bin/xunpan eval --misses=0 trial/$$set.jsonl trial/$$set; done
	@test -d $(DATA) || { echo "no further mails: DATA=$(DATA) is not there"; exit 0; }; \
	for half in first second; do for set in real written; do \
	  echo "== $$set, $$half half"; bin/xunpan eval --half $$half --misses=0 $(DATA)/$$set.jsonl $(DATA)/$$set; done; \
	  echo "== ham, $$half half: never a real inquiry"; bin/xunpan eval --half $$half --misses=0 'stars<=2' $(DATA)/ham; \
	  for set in spam phishing; do echo "== $$set, $$half half: 0 or 1 star"; bin/xunpan eval --half $$half --misses=0 'stars<=1' $(DATA)/$$set; done; done

clean: ## remove what was built
	rm -rf bin dist
