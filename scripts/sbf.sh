#!/usr/bin/env bash
# sbf.sh: compiles the program to target/deploy/carbon_consensus.so. Which compiler, and CARBON_SBF: scripts/toolchain.sh.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=$(scripts/toolchain.sh)
mkdir -p target/deploy
# One build at a time: it takes the ELF away before it puts the new one there.
exec 9>target/deploy/.lock
flock 9
# Before the build, because the official command would make up a key, and with it another program id.
key=target/deploy/carbon_consensus-keypair.json
[ -e $key ] || cp migrations/keys/localnet-program.json $key
PATH=${bin:+$bin:}$PATH cargo-build-sbf --arch v3 --manifest-path "$PWD/programs/carbon-consensus/Cargo.toml" \
  --sbf-out-dir "$PWD/target/deploy" -- --locked
