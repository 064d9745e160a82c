#!/usr/bin/env bash
# alone.sh: checks each crate of the workspace by itself, with its tests. A crate that compiles only because another one turns a
# feature of a shared dependency on fails here. Dependencies that it needs with other features are compiled once more.
set -euo pipefail
cd "$(dirname "$0")/.."
crates=$(cargo metadata --no-deps --locked --format-version 1 |
  python3 -c 'import json, sys; print("\n".join(sorted(p["name"] for p in json.load(sys.stdin)["packages"])))')
for crate in $crates; do
  echo "[alone] $crate" >&2
  cargo check --quiet --locked --all-targets -p "$crate"
done
