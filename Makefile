# The two commands that matter: `make demo` and `make test`. Both do all the set-up.
#
# Cargo is called in the dev profile and for the whole workspace: a package alone has its dependencies compiled with other
# features, and so once more. Only `make alone` does that on purpose.
.DEFAULT_GOAL := help
# The targets share one target folder and one cache folder; side by side they would only wait for each other.
.NOTPARALLEL:
.PHONY: help setup build test demo lint alone fmt generate check-generated soak bench fuzz anchor clean

help: ## list the targets
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24
	@echo
	@echo "  FUZZ_SECONDS=20 is how long \`make fuzz\` mutates the input of each parser"
	@echo "  CARBON_SBF=auto|official|registry chooses the compiler of the program (scripts/toolchain.sh)"

setup: ## install missing system packages and set up the compiler of the program
	scripts/packages.sh
	@scripts/toolchain.sh > /dev/null

build: setup ## compile the program and the mocks of its tests, and check that the committed IDL matches
	scripts/sbf.sh
	cargo run --quiet --locked --bin carbon-idl -- check

test: build ## run all tests: the compiled program, the L1 ledger with its messages, TypeScript, deployment (installs anchor-cli)
	scripts/npm.sh
	cargo test --workspace --locked
	cargo build --locked --bin carbon
	npm test -w l1 -w app/client
	scripts/anchor.sh --version
	npm test -w migrations

demo: build ## run the whole flow, from meter rows to a proof on the L1, on the compiled program
	scripts/npm.sh
	cargo run --locked --bin carbon -- demo

lint: ## formatting, clippy without warnings, fuzz targets, syntax of the scripts, ESLint, Prettier and types of JS and TypeScript, Slither
	scripts/packages.sh lint
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	CARGO_TARGET_DIR=target/fuzz cargo check --locked --manifest-path crates/notary-engine/fuzz/Cargo.toml
	scripts/npm.sh
	npm run lint
	scripts/slither.sh
	python3 crates/wire/vectors/generate.py --check
	for f in scripts/*.sh toolchain/*.sh .ci/run; do bash -n "$$f" || exit 1; done

alone: ## check that each crate compiles by itself, without features that other crates turn on (with tests: scripts/alone.sh --all-targets)
	scripts/packages.sh
	scripts/alone.sh

fmt: ## format all sources
	cargo fmt --all
	scripts/npm.sh
	npm run format

# Written by `make generate`, compared by `make check-generated`: the IDL, the golden vectors of the wire formats (Python), the
# vectors of the TypeScript client (Rust), its generated code, the L1 ledger's ABI and code, and the tables of compute units and gas.
generate: setup ## write everything that is generated: IDL, vectors, TypeScript code, the ledger's code, tables of compute units and gas
	cargo run --quiet --locked --bin carbon-idl -- write
	scripts/sbf.sh
	scripts/npm.sh
	npm run generate -w app/client
	python3 crates/wire/vectors/generate.py
	CARBON_GENERATE=1 cargo test --workspace --locked --test program -- typescript compute
	CARBON_GENERATE=1 npm run generated -w l1

check-generated: build ## compare everything that is generated with what `make generate` would write
	scripts/npm.sh
	npm run check:generated -w app/client
	python3 crates/wire/vectors/generate.py --check
	cargo test --workspace --locked --test program -- typescript compute
	npm run generated -w l1

soak: build ## run thousands of random sequences against the reference models, from a seed of the clock, and the larger exhaustive models
	CARBON_SEED=$${CARBON_SEED:-$$(date +%s)} CARBON_SEQUENCES=$${CARBON_SEQUENCES:-5000} CARBON_STEPS=$${CARBON_STEPS:-100} \
		cargo test --workspace --locked --test program sequences -- --nocapture
	CARBON_EXHAUSTIVE=1 cargo test --workspace --locked --test exhaustive -- --nocapture

bench: ## measure the notarization engine: detection per kind of corruption, false alarms, rows a second
	scripts/packages.sh
	cargo run --locked --bin notary -- bench

fuzz: ## run every parser of the notarization engine on mutated input, each for FUZZ_SECONDS
	scripts/packages.sh lint
	scripts/fuzz.sh

anchor: build ## compile with `anchor build` (installs anchor-cli), and compare its IDL with the committed one
	scripts/anchor.sh
	diff target/idl/carbon_consensus.json idl/carbon_consensus.json

clean: ## remove all build output (the compiler of the program stays in the user's cache folder)
	cargo clean
