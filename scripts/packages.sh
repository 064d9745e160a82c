#!/usr/bin/env bash
# packages.sh: installs the system packages that the dependencies need and that are missing: a C compiler (crypto and
# compression), perl with its modules (OpenSSL is compiled from source), patch (the standard library of the program), Python
# (golden vectors of the wire formats), Node.js with npm (the L1 ledger). With the argument `lint` also a C++ compiler (libFuzzer)
# and Python's virtual environments (Slither).
set -euo pipefail
missing=()
echo 'int main(void) { return 0; }' | cc -x c -o /dev/null - 2>/dev/null || missing+=(gcc libc6-dev)
perl -MFindBin -MFile::Compare -MIPC::Cmd -e 1 2>/dev/null || missing+=(perl)
command -v patch >/dev/null || missing+=(patch)
command -v python3 >/dev/null || missing+=(python3)
command -v npm >/dev/null || missing+=(nodejs npm)
if [ "${1:-}" = lint ]; then
  echo 'int main() { return 0; }' | c++ -x c++ -o /dev/null - 2>/dev/null || missing+=(g++)
  python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
fi
[ ${#missing[@]} -gt 0 ] || exit 0
echo "[packages] missing: ${missing[*]}" >&2
command -v apt-get >/dev/null || { echo "[packages] install them with this system's package manager" >&2; exit 1; }
as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo)
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
