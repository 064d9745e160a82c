#!/usr/bin/env bash
# npm.sh: installs the packages of l1/, of app/client/ and of the migrations (this folder's package.json) in their
# node_modules, as their lock files have them, once for each state of these files.
set -euo pipefail
cd "$(dirname "$0")/.."
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
  { echo "[npm] Node.js 20.19 or newer is needed for the L1 ledger, the TypeScript client and the migrations" >&2; exit 1; }
for folder in l1 app/client .; do
  lock=$(cd $folder && cat package.json package-lock.json .npmrc | sha256sum)
  [ "$(cat $folder/node_modules/.lock 2>/dev/null)" = "$lock" ] && continue
  echo "[npm] installing packages in $folder/node_modules (once)" >&2
  npm ci --prefix $folder --loglevel=error
  echo "$lock" > $folder/node_modules/.lock
done
