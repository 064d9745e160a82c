#!/usr/bin/env bash
# toolchain.sh: sees to it that the program can be compiled, and prints the folder to put in front of PATH for it (nothing
# when the `cargo-build-sbf` on PATH is good as it is).
#
# CARBON_SBF=official  use the installed cargo-build-sbf without trying it out
# CARBON_SBF=registry  use the toolchain that toolchain/setup.sh makes from package registries, whatever is installed
# CARBON_SBF=auto      (default) the installed one if it compiles a small program, otherwise the other
set -euo pipefail
ROOT=$(cd "$(dirname "$0")/.." && pwd)
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/carbon-consensus
say() { printf '[toolchain] %s\n' "$*" >&2; }
hash() { cat "$@" | sha256sum | cut -c1-12; }

# Having the command says little: it downloads its compiler at first use, and that compiler may be too old. So a program
# is compiled with it; the success (only that) is remembered for this version of it.
official_works() {
  local version probe seen
  version=$(cargo-build-sbf --version 2>/dev/null) || return 1
  [[ $version != *"registry toolchain"* ]] || return 1
  seen=$CACHE/official-$(hash <<<"$version $(command -v cargo-build-sbf)")
  [ ! -e "$seen" ] || return 0
  say "trying the installed cargo-build-sbf: ${version//$'\n'/, }"
  probe=$(mktemp -d)
  mkdir "$probe/src"
  cat > "$probe/Cargo.toml" <<P
[package]
name = "probe"
version = "0.0.0"
edition = "2021"
$(grep '^rust-version = "' "$ROOT/programs/carbon-consensus/Cargo.toml")
[lib]
crate-type = ["cdylib"]
[workspace]
P
  cat > "$probe/src/lib.rs" <<'P'
#[no_mangle]
pub extern "C" fn entrypoint(_input: *mut u8) -> u64 {
    0
}
P
  if (cd "$probe" && cargo-build-sbf --arch v3 --sbf-out-dir "$probe/out") >&2 && [ -s "$probe/out/probe.so" ]; then
    mkdir -p "$CACHE" && touch "$seen"
  fi
  rm -rf "$probe"
  [ -e "$seen" ]
}

registry() {
  local prefix
  prefix=$CACHE/sbf-$(hash "$ROOT/toolchain/setup.sh" "$ROOT/toolchain/rust-src-solana.patch")
  if [ ! -e "$prefix/ready" ]; then
    [ "$(uname -sm)" = "Linux x86_64" ] || {
      say "no working cargo-build-sbf, and the registry toolchain is for Linux on x86-64 only:"
      say "install the Solana command-line tools (their cargo-build-sbf), and try again"
      exit 1
    }
    mkdir -p "$CACHE"
    exec 9>"$prefix.lock"
    flock -n 9 || { say "waiting for another set-up of $prefix"; flock 9; }
    [ -e "$prefix/ready" ] || {
      say "setting up the compiler for the program in $prefix (a few minutes, once)"
      "$ROOT/toolchain/setup.sh" "$prefix" >&2
    }
  fi
  echo "$prefix/bin"
}

case ${CARBON_SBF:-auto} in
  official) ;;
  registry) registry ;;
  auto) official_works || registry ;;
  *) say "CARBON_SBF is auto, official or registry, not '$CARBON_SBF'"; exit 2 ;;
esac
