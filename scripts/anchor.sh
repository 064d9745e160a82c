#!/usr/bin/env bash
# anchor.sh [ARGUMENTS]: runs anchor (without arguments `anchor build`) in the version of anchor-cli that matches the crates, on
# the same compiler as scripts/sbf.sh. Installs it once, in the user's cache folder.
set -euo pipefail
cd "$(dirname "$0")/.."
version=$(sed -n 's/^anchor_version = "\(.*\)"/\1/p' Anchor.toml)
cli=${XDG_CACHE_HOME:-$HOME/.cache}/carbon-consensus/anchor-cli-$version
bin=$(scripts/toolchain.sh)
if [ ! -x "$cli/bin/anchor" ]; then
  echo "[anchor] installing anchor-cli $version in $cli (some minutes, once)" >&2
  # A separate target folder, so that an interrupted installation continues. Without optimization: it would take most of the
  # time, and a program that waits for a network does not need it.
  CARGO_PROFILE_DEV_DEBUG=none CARGO_TARGET_DIR=$cli/build \
    cargo install --debug --locked --version "$version" --root "$cli" anchor-cli
  rm -rf "$cli/build"
fi
export PATH=${bin:+$bin:}$PATH
exec "$cli/bin/anchor" "${@:-build}"
