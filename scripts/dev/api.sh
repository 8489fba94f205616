#!/usr/bin/env bash
# The API against its own description, by generated requests to a server of its own; and our recurrence rules against
# python-dateutil's.
#   api.sh          a bounded run: part of `make test`
#   api.sh full     `make fuzz-api`: more of everything, another seed each time; reports go to target/api/
# shellcheck source=scripts/dev/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

WORK=$(mktemp -d "${TMPDIR:-/tmp}/todo-api.XXXXXX")
chmod 755 "$WORK"
TARGET=${CARGO_TARGET_DIR:-target}
BACKEND=
stop() {
    [[ -z $BACKEND ]] || { kill -TERM "$BACKEND" 2>/dev/null && wait "$BACKEND" 2>/dev/null; } || true
    scripts/dev/postgres.sh stop "$WORK/pg" || true
    rm -rf "$WORK"
}
trap stop EXIT

if [[ ${1:-} == full ]]; then
    BOUNDS=(--max-examples 300 --report "junit,har" --report-dir "$TARGET/api")
    RULES=(100000 "$RANDOM")
else
    BOUNDS=(--max-examples 25 --max-time 75 --seed 20261124)
    RULES=(10000)
fi

BIN=$(scripts/dev/api-tools.sh)
have curl || apt_install "waiting until the backend is ready" curl
build_as_tested

log "comparing ${RULES[0]} recurrence rules with python-dateutil's"
RRULE=$TARGET/debug/examples/rrule "$BIN/python" scripts/dev/rrule-check.py "${RULES[@]}"

DATABASE_URL=$(POSTGRES_OPTIONS="-c fsync=off" scripts/dev/postgres.sh start "$WORK/pg")
export DATABASE_URL
PORT=$(free_port)
MIGRATE_ON_START=true LISTEN_ADDR=127.0.0.1:$PORT REQUESTS_PER_MINUTE=10000000 SIGN_INS_PER_MINUTE=10000000 RUST_LOG=warn \
    "$TARGET/debug/backend" serve >"$WORK/backend.log" 2>&1 &
BACKEND=$!
for _ in {1..150}; do
    curl -fsS -o /dev/null --max-time 2 "http://127.0.0.1:$PORT/health/ready" 2>/dev/null && break
    sleep 0.1
done
# The stream never ends: it has tests of its own.
PYTHONPATH=tools/api PYTHONDONTWRITEBYTECODE=1 SCHEMATHESIS_HOOKS=hooks "$BIN/st" --config-file tools/api/schemathesis.toml run "http://127.0.0.1:$PORT/api/openapi.json" --no-color \
    --exclude-path /api/v1/stream --continue-on-failure --generation-database none "${BOUNDS[@]}" | tee "$WORK/st.log" \
    || { tail -n 20 "$WORK/backend.log" >&2; die "the API is not what its description says: see above"; }
# One for each operation that was tested, in the form that test.sh counts.
printf '  %d passed\n' "$(sed -n 's/^  Tested: //p' "$WORK/st.log")"
