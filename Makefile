# The two commands that matter: `make demo` and `make test`. Both do all the set-up.
#
# Cargo is always called in the dev profile and for the whole workspace, never with `-p`: a package alone has its
# dependencies compiled with other features, and so once more.
.DEFAULT_GOAL := help
# The targets share one target folder and one cache folder; side by side they would only wait for each other.
.NOTPARALLEL:
.PHONY: help setup build idl test soak demo lint fmt cu bench fuzz clean anchor

help: ## list the targets
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18
	@echo
	@echo "  FUZZ_SECONDS=20 is how long \`make fuzz\` mutates the input of each parser"
	@echo "  CARBON_SBF=auto|official|registry chooses the compiler of the program (scripts/toolchain.sh)"

setup: ## install missing system packages and set up the compiler of the program
	scripts/packages.sh
	@scripts/toolchain.sh > /dev/null

build: setup ## compile the program and the mocks of its tests, and check that the committed IDL is what it gives
	scripts/sbf.sh
	cargo run --quiet --locked --bin carbon-idl -- check

idl: setup ## write the IDL anew, after a change of the program
	cargo run --quiet --locked --bin carbon-idl -- write

test: build ## run all tests: the compiled program, the L1 ledger with its messages, TypeScript, deployment (installs anchor-cli)
	scripts/npm.sh
	cargo test --workspace --locked
	cargo build --locked --bin carbon
	cd l1 && npm test
	cd app/client && npm test
	scripts/anchor.sh --version
	npm test

soak: build ## run thousands of random sequences against the reference model, from a seed of the clock
	CARBON_SEED=$${CARBON_SEED:-$$(date +%s)} CARBON_SEQUENCES=$${CARBON_SEQUENCES:-5000} CARBON_STEPS=$${CARBON_STEPS:-100} \
		cargo test --workspace --locked --test program sequences -- --nocapture

demo: build ## run the whole flow, from meter rows to a proof on the L1, on the compiled program
	scripts/npm.sh
	cargo run --locked --bin carbon -- demo

lint: ## formatting, clippy without warnings, syntax of the scripts, ESLint and types of JavaScript and TypeScript, generated code
	scripts/packages.sh
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	scripts/npm.sh
	cd l1 && npm run lint
	cd app/client && npm run lint
	npm run lint
	for f in scripts/*.sh toolchain/*.sh .ci/run; do bash -n "$$f" || exit 1; done

fmt: ## format the Rust sources
	cargo fmt --all

cu: build ## measure the compute units of each instruction, and write docs/compute-units.md
	cargo test --workspace --locked --test program compute

bench: ## measure the notary: detection per kind of corruption, false alarms, rows a second
	scripts/packages.sh
	cargo run --locked --bin notary -- bench

fuzz: ## run every parser of the notary on mutated input, each for FUZZ_SECONDS
	scripts/packages.sh c++
	scripts/fuzz.sh

anchor: build ## compile with `anchor build` (installs anchor-cli), and compare its IDL with the committed one
	scripts/anchor.sh
	diff target/idl/carbon_consensus.json idl/carbon_consensus.json

clean: ## remove all build output (the compiler of the program stays in the user's cache folder)
	cargo clean
