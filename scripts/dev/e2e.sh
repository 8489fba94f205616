#!/usr/bin/env bash
# The browser specs, against both services on free ports and a database of their own.
#   e2e.sh                   smoke tests and specs; pictures go to IMAGES, a folder; without it, they are dropped
#   e2e.sh specs -g NAME     some specs alone: what follows goes to Playwright
#   e2e.sh bench             measures the optimised build instead, and prints JSON
#   e2e.sh audit             Lighthouse, frames and reactions of the optimised build; fails where a target is missed
# shellcheck source=scripts/dev/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

WORK=$(mktemp -d "${TMPDIR:-/tmp}/todo-e2e.XXXXXX")
chmod 755 "$WORK"
MODE=${1:-specs}
shift || true
case $MODE in
bench | audit) PROFILE=release ;;
*) PROFILE=dev ;;
esac
BINARIES=${CARGO_TARGET_DIR:-target}/${PROFILE/dev/debug}
export IMAGES=${IMAGES:-$WORK/images}
PIDS=()

stop() {
    local index
    for ((index = ${#PIDS[@]} - 1; index >= 0; index--)); do
        kill -TERM "${PIDS[index]}" 2>/dev/null || true
        wait "${PIDS[index]}" 2>/dev/null || true
    done
    scripts/dev/postgres.sh stop "$WORK/pg" || true
    rm -rf "$WORK"
}
trap stop EXIT

wait_for() {
    for _ in {1..150}; do
        curl -fsS -o /dev/null --max-time 2 "$2" 2>/dev/null && return
        sleep 0.1
    done
    cat "$WORK/$1.log" >&2
    die "$1 was not ready within 15 s"
}

have npm || apt_install "the browser specs" nodejs npm
have curl || apt_install "waiting until the services are ready" curl
have jq || apt_install "the smoke tests" jq
# Icons of lists are emoji: without a font that has them, browsers draw boxes.
fc-list :charset=1fab4 2>/dev/null | grep -q . || apt_install "the browser specs" fontconfig fonts-noto-color-emoji
CHROMIUM=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
[[ -n $CHROMIUM ]] || { apt_install "the browser specs" chromium; CHROMIUM=$(command -v chromium); }
export CHROMIUM PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1

SITE_DIR=$(scripts/dev/web.sh)
export SITE_DIR
if [[ $PROFILE == dev ]]; then
    build_as_tested
else
    SQLX_OFFLINE=true cargo build --release --locked -p backend -p frontend >&2
fi
DATABASE_URL=$(scripts/dev/postgres.sh start "$WORK/pg")
API=$(free_port)
WEB=$(free_port)
export BASE_URL=http://localhost:$WEB
VAPID_PRIVATE_KEY=$(openssl rand -hex 32)
export VAPID_PRIVATE_KEY
DATABASE_URL=$DATABASE_URL MIGRATE_ON_START=true LISTEN_ADDR=127.0.0.1:$API PUBLIC_ORIGIN=$BASE_URL \
    "$BINARIES/backend" serve >"$WORK/backend.log" 2>&1 &
PIDS+=("$!")
# A spec holds it for a while, to see what people are told.
export BACKEND_PID=$!
wait_for backend "http://127.0.0.1:$API/health/ready"
LISTEN_ADDR=127.0.0.1:$WEB BACKEND_URL=http://127.0.0.1:$API PUBLIC_ORIGIN=$BASE_URL \
    "$BINARIES/frontend" >"$WORK/frontend.log" 2>&1 &
PIDS+=("$!")
wait_for frontend "http://127.0.0.1:$WEB/health/ready"

install() {
    npm --prefix "$1" ci --no-audit --no-fund --loglevel=error >&2
}
if [[ $MODE == audit ]]; then
    install frontend/e2e/audit
    (cd frontend/e2e/audit && node audit.js)
    exit
fi
install frontend/e2e
if [[ $MODE == bench ]]; then
    (cd frontend/e2e && node bench.js)
    exit
fi
# What the services do is the same whichever specs run.
[[ $# -gt 0 ]] || LOG_FILE=$WORK/smoke.log scripts/smoke-tests.sh --url "$BASE_URL"
(cd frontend/e2e && npx --no-install playwright test --output "$WORK/results" "$@")
