#!/usr/bin/env bash
# sbf.sh: compiles the program to target/deploy/carbon_consensus.so, and the programs that stand in for others in the tests
# (tests/mocks) to target/deploy/mock_*.so. Which compiler, and CARBON_SBF: scripts/toolchain.sh.
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
compile() {
  PATH=${bin:+$bin:}$PATH cargo-build-sbf --arch v3 --manifest-path "$PWD/$1/Cargo.toml" \
    --sbf-out-dir "$PWD/target/deploy" -- --locked
}
compile programs/carbon-consensus
# The mocks hardly ever change, and linking each takes as long as linking the program.
for mock in tests/mocks/*; do
  name=${mock##*/}
  elf=target/deploy/mock_${name//-/_}.so
  [ -e "$elf" ] && [ -z "$(find "$mock" toolchain Cargo.lock -newer "$elf" -print -quit)" ] || compile "$mock"
done
