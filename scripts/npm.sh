#!/usr/bin/env bash
# npm.sh: installs the packages of l1/ in l1/node_modules, as its lock file has them, once for each state of that file.
set -euo pipefail
cd "$(dirname "$0")/../l1"
node -e 'process.exit(process.versions.node.split(".")[0] >= 20 ? 0 : 1)' ||
  { echo "[npm] Node.js 20 or newer is needed for the L1 ledger" >&2; exit 1; }
lock=$(cat package.json package-lock.json .npmrc | sha256sum)
[ "$(cat node_modules/.lock 2>/dev/null)" = "$lock" ] && exit 0
echo "[npm] installing packages in l1/node_modules (once)" >&2
npm ci --loglevel=error
echo "$lock" > node_modules/.lock
