#!/usr/bin/env bash
# Builds what browsers download, and prints the folder that holds it (SITE_DIR of the frontend).
# shellcheck source=scripts/dev/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

WASM_CARGO=$(scripts/dev/wasm.sh)
export WASM_CARGO
cargo run --release --locked --quiet -p web
