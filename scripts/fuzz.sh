#!/usr/bin/env bash
# fuzz.sh: runs each parser of the notary on mutated input for FUZZ_SECONDS (default 20), and stops at the first panic.
#
# libFuzzer needs coverage counters in the compiled code. They are an LLVM pass that the stable compiler can run too, so
# neither a nightly toolchain nor cargo-fuzz is needed. (Address sanitizing would need nightly, but no code here is `unsafe`.)
# Corpus and crashes stay in target/fuzz.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${FUZZ_SECONDS:-20}
out=$PWD/target/fuzz
manifest=crates/notary-engine/fuzz/Cargo.toml
targets=(manifest csv_rows json_rows facts texts bundle)

flags=(--cfg fuzzing -Cpasses=sancov-module)
for option in level=4 inline-8bit-counters pc-table trace-compares; do
  flags+=("-Cllvm-args=-sanitizer-coverage-$option")
done
# With a target named, build scripts and macros are compiled without the counters.
host=$(rustc -vV | sed -n 's/^host: //p')
RUSTFLAGS="${flags[*]}" CARGO_TARGET_DIR=$out cargo build --quiet --release --locked --target "$host" --manifest-path $manifest

# Seeds: bundles of every kind, clean and corrupted.
rm -rf "$out/seeds"
cargo run --quiet --locked --bin notary -- bench --write "$out/seeds" --corrupted 1 --clean 1 > /dev/null
for target in "${targets[@]}"; do mkdir -p "$out/corpus/$target" "$out/crashes/$target"; done
for bundle in "$out"/seeds/*/; do
  name=$(basename "$bundle")
  cp "$bundle/manifest.json" "$out/corpus/manifest/$name"
  cp "$bundle/context.json" "$out/corpus/facts/$name"
  for rows in "$bundle"/rows/*.csv; do [ ! -e "$rows" ] || head -c 3000 "$rows" > "$out/corpus/csv_rows/$name"; done
  for rows in "$bundle"/rows/*.jsonl; do [ ! -e "$rows" ] || head -c 3000 "$rows" > "$out/corpus/json_rows/$name"; done
done
number=0
for text in 1234.5 2024-06-30 2024-06-30T10:30:00Z 11111111111111111111111111111111 rows/gas.csv; do
  number=$((number + 1))
  printf %s "$text" > "$out/corpus/texts/seed-$number"
done
# Each input is a sample number, a place and the content; see crates/notary-engine/fuzz/src/bundle.rs.
for rows in "$out"/corpus/csv_rows/0*; do { printf '\000\003'; cat "$rows"; } > "$out/corpus/bundle/$(basename "$rows")"; done

for target in "${targets[@]}"; do
  echo "[fuzz] $target for $seconds s"
  "$out/$host/release/$target" -max_total_time="$seconds" -max_len=65536 -timeout=10 -rss_limit_mb=1024 -verbosity=0 \
    -print_final_stats=1 -artifact_prefix="$out/crashes/$target/" "$out/corpus/$target" 2>&1 |
    sed -nE 's/^stat::number_of_executed_units: */[fuzz]   inputs: /p; /ERROR|panicked|Test unit/p'
done
