#!/usr/bin/env bash
# slither.sh: analyzes the contracts of the L1 with Slither, in the versions of l1/slither/requirements.txt. It is installed once for
# each state of that file, in the user's cache folder.
set -euo pipefail
cd "$(dirname "$0")/.."
requirements=l1/slither/requirements.txt
folder="${XDG_CACHE_HOME:-$HOME/.cache}/carbon-consensus/slither-$(sha256sum "$requirements" | cut -c1-12)"
if [ ! -e "$folder/.complete" ]; then
  echo "[slither] installing in $folder (once)" >&2
  rm -rf "$folder"
  python3 -m venv "$folder"
  "$folder/bin/pip" install --quiet --disable-pip-version-check --no-deps --requirement "$requirements"
  touch "$folder/.complete"
fi
scripts/npm.sh
node l1/slither/run.js "$folder/bin/slither"
