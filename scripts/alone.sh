#!/usr/bin/env bash
# alone.sh [OPTIONS]: runs `cargo check OPTIONS` on each crate of the workspace by itself. A crate that compiles only because
# another one turns a feature of a shared dependency on fails here. With --all-targets it checks the tests too, which takes three
# times as long, because each crate's dev-dependencies bring features of their own.
set -euo pipefail
cd "$(dirname "$0")/.."
crates=$(cargo metadata --no-deps --locked --format-version 1 |
  python3 -c 'import json, sys; print("\n".join(sorted(p["name"] for p in json.load(sys.stdin)["packages"])))')
for crate in $crates; do
  echo "[alone] $crate" >&2
  cargo check --quiet --locked "$@" -p "$crate"
done
