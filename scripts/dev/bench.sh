#!/usr/bin/env bash
# Measures the product on this machine: a table, and figures as JSON in target/bench/.
# shellcheck source=scripts/dev/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

WORK=$(mktemp -d "${TMPDIR:-/tmp}/todo-bench.XXXXXX")
chmod 755 "$WORK"
trap 'scripts/dev/postgres.sh stop "$WORK/pg" || true; rm -rf "$WORK"' EXIT

log "building (minutes the first time)"
SQLX_OFFLINE=true cargo bench --no-run --locked -p backend --bench product
DATABASE_URL=$(scripts/dev/postgres.sh start "$WORK/pg")
psql -qX "$DATABASE_URL" -c "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'"
scripts/dev/postgres.sh stop "$WORK/pg"
DATABASE_URL=$(scripts/dev/postgres.sh start "$WORK/pg")
PGBENCH=$(scripts/dev/postgres.sh bin "$WORK/pg")/pgbench
BROKER=false
if scripts/dev/daprd.sh >/dev/null && have java && have mvn; then
    BROKER=true
else
    log "SKIPPED: the figures through sidecar and broker, which need Go, Java and Maven"
fi
export DATABASE_URL PGBENCH BROKER
# PARTS=requests,api,embedded,broker: two, three, five and five minutes.
log "measuring: about fifteen minutes, on an otherwise idle machine; PARTS=requests,api takes five"
SQLX_OFFLINE=true cargo bench --locked -p backend --bench product
log "measuring the app in a browser"
scripts/dev/e2e.sh bench | tee "${CARGO_TARGET_DIR:-target}/bench/browser.json"
