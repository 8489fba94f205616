#!/usr/bin/env bash
# Kills and pauses backends, sidecars and the broker while people write, then checks the books.
#   SEEDS    one run each, "1 2 3"
#   CHAOS_SECONDS  how long each goes on, 120
# shellcheck source=scripts/dev/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

WORK=$(mktemp -d "${TMPDIR:-/tmp}/todo-chaos.XXXXXX")
chmod 755 "$WORK"
trap 'scripts/dev/postgres.sh stop "$WORK/pg" || true; rm -rf "$WORK"' EXIT

scripts/dev/daprd.sh >/dev/null
DATABASE_URL=$(scripts/dev/postgres.sh start "$WORK/pg")
export DATABASE_URL CHAOS_SECONDS=${CHAOS_SECONDS:-120} SQLX_OFFLINE=true
for seed in ${SEEDS:-1 2 3}; do
    CHAOS_SEED=$seed cargo test --locked -p backend --test conformance -- --ignored the_books_balance_after_chaos
done
