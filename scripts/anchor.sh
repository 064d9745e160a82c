#!/usr/bin/env bash
# anchor.sh [ARGUMENTS]: runs anchor (`anchor build` when called with nothing) in the version of anchor-cli that goes with the
# crates, on the same compiler as scripts/sbf.sh. Installs it into the user's cache folder, once.
set -euo pipefail
cd "$(dirname "$0")/.."
version=$(sed -n 's/^anchor_version = "\(.*\)"/\1/p' Anchor.toml)
cli=${XDG_CACHE_HOME:-$HOME/.cache}/carbon-consensus/anchor-cli-$version
bin=$(scripts/toolchain.sh)
if [ ! -x "$cli/bin/anchor" ]; then
  echo "[anchor] installing anchor-cli $version in $cli (some minutes, once)" >&2
  # A target folder of its own, so that an interrupted installation goes on where it was. Without optimization, which would
  # take most of the time and which a program that waits for a network does not need.
  CARGO_PROFILE_DEV_DEBUG=none CARGO_TARGET_DIR=$cli/build \
    cargo install --debug --locked --version "$version" --root "$cli" anchor-cli
  rm -rf "$cli/build"
fi
export PATH=${bin:+$bin:}$PATH
exec "$cli/bin/anchor" "${@:-build}"
