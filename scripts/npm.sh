#!/usr/bin/env bash
# npm.sh: installs the packages of the npm workspace (app/client, app/l1, l1, migrations) in node_modules, as package-lock.json has them,
# once for each state of the files that decide this; then builds the client, which l1 and migrations import,
# and the package for the L1, which the tests of the rollup run.
set -euo pipefail
cd "$(dirname "$0")/.."
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
  { echo "[npm] Node.js 20.19 or newer is needed for the L1 ledger, the TypeScript client and the migrations" >&2; exit 1; }
lock=$(cat package.json package-lock.json .npmrc app/client/package.json app/l1/package.json l1/package.json migrations/package.json | sha256sum)
if [ "$(cat node_modules/.lock 2>/dev/null)" != "$lock" ]; then
  echo "[npm] installing packages in node_modules (once)" >&2
  npm ci --loglevel=error
  echo "$lock" > node_modules/.lock
fi
# After a change of the IDL it may not compile before `make generate`; lint and tests build it again.
npm run --silent build >&2 || echo "[npm] app/client or app/l1 does not compile" >&2
