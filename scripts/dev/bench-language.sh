#!/usr/bin/env bash
# Builds the program that reads utterances, scores it on a folder of data, and writes docs/LANGUAGE-SCORES.md.
set -euo pipefail
data=$(realpath "$1")
cd "$(dirname "$0")/../.."
cargo build --quiet --release -p shared --example understand
program=${CARGO_TARGET_DIR:-target}/release/examples/understand
exec python3 tools/language/bench.py "$program" "$data" docs/LANGUAGE-SCORES.md
