#!/usr/bin/env bash
# Builds and runs the whole product on this machine. Ctrl-C stops it; the data stays under .run/.
#   run.sh          the optimised build
#   run.sh watch    a build that is made fast, made again and started again whenever a source changes
#   PORT          of the web app, 8080
#   BACKEND_PORT  of the API behind it, 8081
#   DATABASE_URL  a PostgreSQL of your own instead of the private one
# shellcheck source=scripts/dev/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

PORT=${PORT:-8080}
BACKEND_PORT=${BACKEND_PORT:-8081}
MODE=${1:-run}
if [[ $MODE == watch ]]; then
    PROFILE=dev
    export WASM_PROFILE=dev
else
    PROFILE=release
fi
BINARIES=${CARGO_TARGET_DIR:-target}/${PROFILE/dev/debug}
RUN=$ROOT/.run
ORIGIN=http://localhost:$PORT
PIDS=()

stop_services() {
    local index
    for ((index = ${#PIDS[@]} - 1; index >= 0; index--)); do
        kill -TERM "${PIDS[index]}" 2>/dev/null || true
        wait "${PIDS[index]}" 2>/dev/null || true
    done
    PIDS=()
}

stop() {
    trap - EXIT INT TERM
    stop_services
    [[ -z ${PRIVATE:-} ]] || scripts/dev/postgres.sh stop "$RUN/pg"
    log "stopped; your tasks are kept under .run/"
}

# wait_for NAME URL PID
wait_for() {
    local tries
    for ((tries = 0; tries < 150; tries++)); do
        curl -fsS -o /dev/null --max-time 2 "$2" 2>/dev/null && { log "$1 is ready"; return; }
        kill -0 "$3" 2>/dev/null || { tail -n 20 "$RUN/$1.log" >&2; die "$1 ended: see .run/$1.log"; }
        sleep 0.1
    done
    die "$1 is not ready after 15 s: see .run/$1.log"
}

# start NAME VARIABLE=VALUE... COMMAND: in a session of its own, so that Ctrl-C reaches only this script.
start() {
    local name=$1
    shift
    setsid env "$@" >"$RUN/$name.log" 2>&1 </dev/null &
    PIDS+=("$!")
}

build() {
    SITE_DIR=$(scripts/dev/web.sh) && SQLX_OFFLINE=true cargo build --profile "$PROFILE" --locked -p backend -p frontend
}

start_services() {
    start backend DATABASE_URL="$DATABASE_URL" MIGRATE_ON_START=true LISTEN_ADDR="127.0.0.1:$BACKEND_PORT" \
        PUBLIC_ORIGIN="$ORIGIN" "$BINARIES/backend" serve
    wait_for backend "http://127.0.0.1:$BACKEND_PORT/health/ready" "${PIDS[-1]}"
    start frontend LISTEN_ADDR="127.0.0.1:$PORT" BACKEND_URL="http://127.0.0.1:$BACKEND_PORT" \
        PUBLIC_ORIGIN="$ORIGIN" SITE_DIR="$SITE_DIR" "$BINARIES/frontend"
    wait_for frontend "http://127.0.0.1:$PORT/health/ready" "${PIDS[-1]}"
    log "open $ORIGIN in a browser; Ctrl-C stops everything"
}

# Looks at the times of the sources: nothing to install, on any system. A build that fails leaves what runs alone.
watch() {
    local changed
    while sleep 0.5; do
        changed=$(find Cargo.toml Cargo.lock shared backend frontend tools/web -name node_modules -prune -o -type f -newer "$RUN/built" -print -quit)
        [[ -n $changed ]] || continue
        log "$changed changed: building"
        touch "$RUN/built"
        build || { log "the build failed: what ran before runs on"; continue; }
        stop_services
        start_services
    done
}

have cargo || die "Rust is missing: install it with rustup (https://rustup.rs), then run this again"
have curl || apt_install "waiting until the services are ready" curl
port_taken "$PORT" && die "port $PORT is taken: choose another, for example PORT=8090 make run"
port_taken "$BACKEND_PORT" && die "port $BACKEND_PORT is taken: choose another, for example BACKEND_PORT=8091 make run"
mkdir -p "$RUN"

[[ $MODE == run || $MODE == watch ]] || die "usage: run.sh [watch]"
log "building the services (minutes the first time, seconds after)"
touch "$RUN/built"
build
trap stop EXIT
trap 'exit 0' INT TERM
if [[ -z ${DATABASE_URL:-} ]]; then
    PRIVATE=1
    log "starting a private PostgreSQL under .run/pg"
    DATABASE_URL=$(scripts/dev/postgres.sh start "$RUN/pg")
fi
start_services
[[ $MODE == run ]] || watch
# Whichever service ends first ends the run.
wait -n || true
die "a service ended: see .run/backend.log and .run/frontend.log"
