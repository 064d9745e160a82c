#!/usr/bin/env bash
# setup.sh PREFIX
#
# Builds under PREFIX, from package registries alone, a toolchain that compiles Solana / Anchor programs
# (with std) to SBPF v3 ELFs, for machines that cannot reach the place where the official platform-tools are kept.
# Nothing is installed system-wide and the machine's own toolchain is not touched. Linux on x86-64 only.
#
#   PREFIX/toolchain   copy (hard links) of Rust 1.95.0 with a patched standard library
#   PREFIX/llvm        LLVM 23: Debian's packages run under their own loader, or a Rust nightly's library
#   PREFIX/target      sbpfv3-solana-solana.json, the compilation target
#   PREFIX/bin         sbpf-linker, sbpf-link (wrapper), sbf-build, cargo-build-sbf (what `anchor build` calls)
#   PREFIX/ready       written last: a PREFIX without it is unfinished
#
# An unfinished PREFIX is taken up where it was left: packages that are there and a linker that is built are kept. The
# caller sees to it that only one runs on a PREFIX at a time (scripts/toolchain.sh does).
#
# DEBS=dir keeps or supplies the .deb files; SBF_LLVM=debian|rustup and SBF_RUST_SRC=debian|rustup force a source.
set -euo pipefail
PREFIX=${1:?usage: setup.sh PREFIX}
mkdir -p "$PREFIX"; PREFIX=$(readlink -f "$PREFIX")
HERE=$(cd "$(dirname "$0")" && pwd)
PATCH=$HERE/rust-src-solana.patch
RUST=1.95.0
LLVM_NIGHTLY=nightly-2026-08-21            # ships LLVM 23.1.0
LINKER=0.2.6
DEBS=${DEBS:-$PREFIX/debs}
RUST_SRC_DEB="rust-src=1.95.0+dfsg1-2~bpo13+1"
LLVM_DEBS="libllvm23 libc6 libstdc++6 libgcc-s1 libedit2 libffi8 libxml2-16 libz3-4 libzstd1 zlib1g libtinfo6 libbsd0 libmd0"
rm -f "$PREFIX/ready"
mkdir -p "$PREFIX"/{bin,target,llvm} "$DEBS"
step() { printf '[sbf-toolchain] %s\n' "$*" >&2; }

# --- Debian, with newer suites in an apt state of our own -------------------------------------------------
APT=()
apt_state() {
  [ ${#APT[@]} -gt 0 ] && return
  command -v apt-get >/dev/null || return 1
  local a=$PREFIX/apt mirror s
  mkdir -p "$a"/{etc,lists/partial}
  # the mirror this machine uses, from apt's own list or else from its sources in the newer format
  mirror=${DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 2>/dev/null | grep -v security | grep debian | head -1)}
  [ -n "$mirror" ] || mirror=$(grep -rhoE '^URIs: *[^ ]+' /etc/apt/sources.list.d 2>/dev/null | awk '{print $2}' | grep -v security | head -1)
  [ -n "$mirror" ] || return 1
  for s in trixie-backports trixie forky sid; do
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror%/} $s main"
  done > "$a/etc/sources.list"
  step "reading Debian's package lists"
  # APT::Sandbox::User: apt drops root for a user who cannot write into PREFIX
  local apt=(-o Dir::Etc::SourceList="$a/etc/sources.list" -o Dir::Etc::SourceParts=/dev/null
             -o Dir::State::Lists="$a/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root)
  apt-get "${apt[@]}" update -qq || return 1
  APT=("${apt[@]}")
}
deb() { # package[=version] -> downloaded into DEBS unless there
  local name=${1%%[=/]*} new
  compgen -G "$DEBS/${name}_*.deb" >/dev/null && return
  apt_state || return 1
  # into a folder of its own, so that a download that was cut off is never taken for a package
  new=$(mktemp -d "$DEBS/new.XXXXXX")
  step "downloading $name"
  (cd "$new" && apt-get "${APT[@]}" -qq download "$1") || { rm -rf "$new"; return 1; }
  # apt has checked the archive's signature; this only tells which versions the project has been checked with
  (cd "$new" && grep -F "$(sha256sum -- *.deb | cut -d' ' -f1)" "$HERE/debian-packages.sha256" >/dev/null) ||
    step "note: $(cd "$new" && echo *.deb) is not the version in debian-packages.sha256"
  mv "$new"/*.deb "$DEBS/"; rmdir "$new"
}

# --- 1. the machine's Rust, copied, with its sources ------------------------------------------------------
# An outer cargo or rustup leaves these, and they would decide which toolchain is found below.
unset RUSTC RUSTFLAGS CARGO_ENCODED_RUSTFLAGS RUSTUP_TOOLCHAIN LD_LIBRARY_PATH
is_rust() { [[ "$("$@" --version 2>/dev/null)" == "rustc $RUST "* ]]; }
sysroot_of_rust() { # the sysroot of Rust $RUST: the default toolchain, or the one of that name, or any that is of that version
  local t
  is_rust rustc && { rustc --print sysroot; return; }
  command -v rustup >/dev/null || return 1
  for t in "$RUST" $(rustup toolchain list | cut -d' ' -f1); do
    is_rust rustup run "$t" rustc && { rustup run "$t" rustc --print sysroot; return; }
  done
  return 1
}
SYSROOT=$(sysroot_of_rust) || {
  command -v rustup >/dev/null || { step "Rust $RUST is needed: install it, or rustup, and try again"; exit 1; }
  step "installing Rust $RUST"
  rustup toolchain install "$RUST" --profile minimal --no-self-update
  SYSROOT=$(sysroot_of_rust)
}
SYSROOT=$(readlink -f "$SYSROOT")
step "copying Rust $RUST"
rm -rf "$PREFIX/toolchain"
cp -al "$SYSROOT" "$PREFIX/toolchain" 2>/dev/null || { rm -rf "$PREFIX/toolchain"; cp -a "$SYSROOT" "$PREFIX/toolchain"; }
SRC=$PREFIX/toolchain/lib/rustlib/src
rm -rf "$SRC"; mkdir -p "$SRC/rust"
src_debian() {
  deb "$RUST_SRC_DEB" || return 1
  rm -rf "$PREFIX/rust-src"; mkdir "$PREFIX/rust-src"
  dpkg -x "$DEBS"/rust-src_*.deb "$PREFIX/rust-src" || return 1
  cp -a "$PREFIX/rust-src/usr/src/rustc-$RUST/library" "$SRC/rust/"; rm -rf "$PREFIX/rust-src"
}
src_rustup() {
  command -v rustup >/dev/null || return 1
  [ -d "$SYSROOT/lib/rustlib/src/rust/library" ] ||
    timeout 300 rustup component add rust-src --toolchain "$(basename "$SYSROOT")" || return 1
  cp -a "$SYSROOT/lib/rustlib/src/rust/library" "$SRC/rust/"
}
step "standard library sources"
case ${SBF_RUST_SRC:-} in debian) src_debian;; rustup) src_rustup;; *) src_debian || src_rustup;; esac
(cd "$SRC/rust" && patch -p0 -s < "$PATCH")

# --- 2. LLVM 23 -------------------------------------------------------------------------------------------
llvm_debian() {
  local p d
  for p in $LLVM_DEBS; do deb "$p" || return 1; done
  rm -rf "$PREFIX/llvm"; mkdir -p "$PREFIX/llvm"
  for d in $LLVM_DEBS; do dpkg -x "$DEBS/${d}"_*.deb "$PREFIX/llvm" || return 1; done
  local lib=$PREFIX/llvm/usr/lib/x86_64-linux-gnu
  mkdir -p "$lib/llvm-only"; ln -sf ../libLLVM.so.23.1 "$lib/llvm-only/libLLVM-23.so"
  LLVM_PATH=$lib/llvm-only; LOADER="$lib/ld-linux-x86-64.so.2 --library-path $lib"
}
llvm_rustup() {
  command -v rustup >/dev/null || return 1
  rustup run "$LLVM_NIGHTLY" rustc --version >/dev/null 2>&1 ||
    timeout 600 rustup toolchain install "$LLVM_NIGHTLY" --profile minimal --no-self-update || return 1
  LLVM_PATH=$(rustup run "$LLVM_NIGHTLY" rustc --print sysroot)/lib; LOADER=
}
step "LLVM 23"
case ${SBF_LLVM:-} in debian) llvm_debian;; rustup) llvm_rustup;; *) llvm_debian || llvm_rustup;; esac

# --- 3. the linker ----------------------------------------------------------------------------------------
# Built with the copy: it is Rust $RUST whatever the machine's default is. Its own target folder, so that building it
# again after an interruption goes on where it was left.
[ -x "$PREFIX/bin/sbpf-linker" ] || {
  step "building sbpf-linker $LINKER"
  PATH=$PREFIX/toolchain/bin:$PATH CARGO_TARGET_DIR=$PREFIX/linker-build \
    cargo install sbpf-linker --version "$LINKER" --locked --root "$PREFIX"
  rm -rf "$PREFIX/linker-build"
}
cat > "$PREFIX/bin/sbpf-link" <<E
#!/usr/bin/env bash
# sbpf-linker on LLVM 23, which has no Os/Oz pipelines any more: O2, and the optsize attributes say the rest
args=()
for a in "\$@"; do case \$a in -Os|-Oz) a=-O2;; esac; args+=("\$a"); done
export LD_LIBRARY_PATH=$LLVM_PATH
exec $LOADER "$PREFIX/bin/sbpf-linker" "\${args[@]}"
E

# --- 4. the target ----------------------------------------------------------------------------------------
# Compiler builtins that the program may call, which the linker has to keep: wide integers and floats.
builtins() {
  local o t i m
  for o in multi3 muloti4 mulodi4 udivti3 umodti3 divti3 modti3 ashlti3 ashrti3 lshrti3 clzti2 ctzti2 bswapti2; do
    echo "__$o"
  done
  for t in sf df; do
    for o in add sub mul div; do echo "__$o${t}3"; done
    for o in eq ne lt le gt ge unord powi; do echo "__$o${t}2"; done
    for i in si di ti; do echo "__float$i$t" "__floatun$i$t" "__fix$t$i" "__fixuns$t$i"; done
  done
  echo __extendsfdf2 __truncdfsf2
  for m in cbrt ceil copysign fabs fdim floor fma fmax fmin fmod rint round sqrt trunc roundeven; do echo $m ${m}f; done
}
llvm_args() {
  # the first is read by sbpf-linker (the VM's frame), the next by LLVM: the 64 bytes between keep the
  # stack slots of the sixth and later arguments clear of locals
  echo -bpf-stack-size=4096 -bpf-stack-size 4032
  echo -bpf-max-stores-per-memfunc=8
  # eBPF v4 instructions that SBPF v3 has not got
  echo -disable-movsx -disable-ldsx -disable-bswap -disable-gotol -bpf-min-jump-table-entries=4294967295
  # eBPF defines x/0 = 0, so LLVM would hoist divisions above the check for zero; SBPF traps. Never drop these.
  echo -disable-machine-cse -disable-machine-licm -disable-postra-machine-licm
  echo -inline-threshold=10
}
commas() { tr -s ' \n' ',,' | sed 's/,$//'; }
cat > "$PREFIX/target/sbpfv3-solana-solana.json" <<E
{
 "arch": "bpf", "os": "solana", "vendor": "solana", "cpu": "v4", "features": "+allows-misaligned-mem-access",
 "crt-objects-fallback": "false", "data-layout": "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128",
 "dynamic-linking": true, "only-cdylib": true, "linker-flavor": "bpf", "linker": "sbpf-link", "linker-is-gnu": false,
 "pre-link-args": {"bpf": ["--arch=v3", "--deploy=false", "--llvm-args=$(llvm_args | commas)", "--export=$(builtins | commas)"]},
 "llvm-target": "bpfel", "max-atomic-width": 64, "merge-functions": "disabled", "no-builtins": true, "obj-is-bitcode": true,
 "panic-strategy": "abort", "relocation-model": "static", "singlethread": true, "target-pointer-width": 64
}
E

# --- 5. the commands --------------------------------------------------------------------------------------
cat > "$PREFIX/bin/sbf-build" <<E
#!/usr/bin/env bash
# sbf-build [cargo build options]: compiles the workspace's programs into target/deploy/NAME.so
set -euo pipefail
export PATH=$PREFIX/bin:$PREFIX/toolchain/bin:\$PATH RUSTC_BOOTSTRAP=1
# an outer cargo of rustup leaves these; with its LD_LIBRARY_PATH rustc would take that toolchain for its own
unset RUSTC RUSTFLAGS CARGO_ENCODED_RUSTFLAGS RUSTUP_TOOLCHAIN LD_LIBRARY_PATH
# sbpf-linker does the link-time optimisation; rustc's own would drop the compiler builtins
export CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=1 CARGO_PROFILE_RELEASE_PANIC=abort
ROOT=\$(cargo locate-project --workspace --message-format plain); ROOT=\${ROOT%/Cargo.toml}
TD=\${SBF_TARGET_DIR:-\$ROOT/target/sbf}; OUT=\${SBF_OUT_DIR:-\$ROOT/target/deploy}
export CARGO_TARGET_SBPFV3_SOLANA_SOLANA_RUSTFLAGS="-C passes=lower-atomic -Zremap-cwd-prefix= --remap-path-prefix=\$ROOT/= --remap-path-prefix=\${CARGO_HOME:-\$HOME/.cargo}/registry/src/= --remap-path-prefix=$PREFIX/toolchain/lib/rustlib/src/rust/=rust/"
rm -f "\$TD"/sbpfv3-solana-solana/release/*.so
cargo build --release --target $PREFIX/target/sbpfv3-solana-solana.json --target-dir "\$TD" -Zjson-target-spec -Zbuild-std=std,panic_abort "\$@"
mkdir -p "\$OUT"
for f in "\$TD"/sbpfv3-solana-solana/release/lib*.so; do b=\${f##*/lib}; cp "\$f" "\$OUT/\$b"; echo "\$OUT/\$b \$(stat -c %s "\$f") bytes"; done
E
cat > "$PREFIX/bin/cargo-build-sbf" <<E
#!/usr/bin/env bash
# stands in for cargo-build-sbf, so that 'cargo build-sbf' and 'anchor build' use this toolchain
[ "\${1:-}" = build-sbf ] && shift
a=()
while [ \$# -gt 0 ]; do case \$1 in
  --version|-V) echo "cargo-build-sbf 4.5.0 (registry toolchain)"; exit;;
  --tools-version|--arch) shift 2;;
  --sbf-out-dir) export SBF_OUT_DIR=\$(readlink -m "\$2"); shift 2;;
  --skip-tools-install|--no-rustup-override|--force-tools-install|--lto|--) shift;;
  *) a+=("\$1"); shift;; esac; done
exec $PREFIX/bin/sbf-build "\${a[@]}"
E
chmod +x "$PREFIX"/bin/*
"$PREFIX/bin/sbpf-link" --version >&2
"$PREFIX/toolchain/bin/rustc" --version >&2
rm -rf "$PREFIX/apt"                       # package lists of four suites, a few hundred megabytes
touch "$PREFIX/ready"
step "ready: $PREFIX/bin/sbf-build"
