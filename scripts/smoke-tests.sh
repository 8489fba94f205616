#!/usr/bin/env bash
# Uses the product over its public address as a person and a program would: fifteen named checks.
# Makes accounts of its own, and deletes them at the end.
#
# usage: smoke-tests.sh --url URL [--junit FILE] [--insecure] [--patience SECONDS] [--deadline SECONDS] [--dry-run]
#
#   --url       scheme and host that browsers see, for example https://todo.example.com
#   --junit     write the results as JUnit XML, too
#   --insecure  accept a certificate that nobody vouches for
#   --patience  how long the address may take to answer at first (default: 60)
#   --deadline  after how long what has not passed has failed (default: 300)
#   --dry-run   only list the checks
#
# Exit status: 0 when all pass, 1 when one fails.
# shellcheck source=scripts/lib/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/common.sh"
# shellcheck source=scripts/lib/smoke.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/smoke.sh"

URL='' JUNIT='' PATIENCE=60 DEADLINE=300 CURL=()
while (($#)); do
    case $1 in
        --url) URL=$(value "$@"); shift ;;
        --junit) JUNIT=$(value "$@"); shift ;;
        --patience) PATIENCE=$(value "$@"); shift ;;
        --deadline) DEADLINE=$(value "$@"); shift ;;
        --insecure) CURL+=(--insecure) ;;
        *) common_option "$1" || unknown_option "$1" ;;
    esac
    shift
done
[[ $URL =~ ^https?://[A-Za-z0-9.-]+(:[0-9]+)?$ ]] || die "--url is scheme and host, for example https://todo.example.com"
[[ $PATIENCE =~ ^[1-9][0-9]*$ && $DEADLINE =~ ^[1-9][0-9]*$ ]] || die "--patience and --deadline are seconds"
need curl jq
private_folder
JAR=$PRIVATE/first
MARK=smoke-$(date +%s)-$$
EMAIL=$MARK@example.com
PASSWORD=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')

page-answers() {
    call GET / && expect_status 200
    expect "a page" grep -qi '<!doctype html>' "$BODY"
}

healthy() {
    call GET /health/live && expect_status 2..
    call GET /health/ready && expect_status 2..
}

security-headers() {
    call GET /
    expect_header content-security-policy "default-src 'none'.*frame-ancestors 'none'"
    expect_header x-content-type-options nosniff
    expect_header referrer-policy .
    [[ $URL == http://* ]] || expect_header strict-transport-security max-age
    call GET /api/v1/me
    expect_header x-content-type-options nosniff
}

register() {
    call POST /api/v1/auth/register "{\"email\":\"$EMAIL\",\"password\":\"$PASSWORD\",\"time_zone\":\"Europe/Berlin\"}"
    expect_status 201
    expect_header set-cookie 'session=.*httponly'
    expect_header set-cookie samesite
    [[ $URL == http://* ]] || expect_header set-cookie 'secure'
    call GET /api/v1/me && expect_status 200
    expect_json ".email == \"$EMAIL\""
}

sign-in() {
    JAR=$PRIVATE/second
    call POST /api/v1/auth/login "{\"email\":\"$EMAIL\",\"password\":\"not it\"}" && expect_status 401
    call POST /api/v1/auth/login "{\"email\":\"$EMAIL\",\"password\":\"$PASSWORD\"}" && expect_status 200
    call GET /api/v1/me && expect_status 200
    JAR=$PRIVATE/first
}

task-created() {
    call POST /api/v1/tasks "{\"title\":\"$MARK first\",\"due\":{\"date\":\"2040-02-29\"}}" && expect_status 201
    expect_header etag .
    TASK=$(header location)
    call GET "$TASK" && expect_status 200
    expect_json ".title == \"$MARK first\" and .due.date == \"2040-02-29\" and .status == \"open\""
}

chat-adds-a-task() {
    call POST /api/v1/chat "{\"message\":\"add $MARK second\"}" && expect_status 200
    expect_json '[.actions[].type] == ["task.created"]'
    call GET "/api/v1/tasks?limit=100" && expect_status 200
    expect_json "[.items[].title] | contains([\"$MARK second\"])"
}

wrong-input-is-named() {
    call POST /api/v1/tasks '{"title":"   "}' && expect_status 422
    expect_header content-type application/problem.json
    expect_json '.errors[0].field == "title"'
    call POST /api/v1/tasks '{"title":' && expect_status 400
}

replay-changes-nothing() {
    local key=$MARK-key first
    call POST /api/v1/tasks "{\"title\":\"$MARK once\"}" --header "Idempotency-Key: $key" && expect_status 201
    first=$(jq -r .id "$BODY")
    call POST /api/v1/tasks "{\"title\":\"$MARK once\"}" --header "Idempotency-Key: $key" && expect_status 201
    expect_header idempotency-replayed true
    expect_json ".id == \"$first\""
    call POST /api/v1/tasks "{\"title\":\"$MARK other\"}" --header "Idempotency-Key: $key" && expect_status 422
}

stale-write-is-refused() {
    call PATCH "$TASK" '{"priority":"high"}' --header 'If-Match: "0"' && expect_status 412
    call GET "$TASK" && expect_json '.priority == "none"'
}

undo-restores() {
    call DELETE "$TASK" && expect_status 204
    local token
    token=$(header undo-token)
    call GET /api/v1/tasks?limit=100 && expect_json "[.items[].title] | contains([\"$MARK first\"]) | not"
    call POST /api/v1/undo "{\"token\":\"$token\"}" && expect_status 200
    call GET "$TASK" && expect_status 200 && expect_json '.deleted_at == null'
}

# What a consumer of the event wrote.
event-takes-effect() {
    local tries
    call POST /api/v1/tasks "{\"title\":\"$MARK event\"}" && expect_status 201
    TASK=$(header location)
    for ((tries = 0; tries < 100; tries++)); do
        call GET "$TASK/activity" && expect_status 200
        jq -e '.items | length > 0' "$BODY" >/dev/null && return
        sleep 0.1
    done
    fail "the task's activity was not written within 10 s"
}

# A stream looks by itself every 15 s; what comes within 5 s was woken by an event.
stream-tells-and-resumes() {
    local last
    listen "$PRIVATE/events"
    call POST /api/v1/tasks "{\"title\":\"$MARK live\"}" && expect_status 201
    wait_for 50 "$PRIVATE/events" "$MARK live"
    stop_listening
    last=$(sed -n 's/^id: *//p' "$PRIVATE/events" | tail -n 1)
    expect "the stream numbers its events" test -n "$last"
    call POST /api/v1/tasks "{\"title\":\"$MARK missed\"}" && expect_status 201
    listen "$PRIVATE/resumed" --header "Last-Event-ID: $last"
    wait_for 50 "$PRIVATE/resumed" "$MARK missed"
    stop_listening
    expect "nothing comes twice" bash -c "! grep -q '$MARK live' '$PRIVATE/resumed'"
}

strangers-stay-out() {
    JAR=/dev/null
    call GET "$TASK" && expect_status 401
    JAR=$PRIVATE/stranger
    call POST /api/v1/auth/guest '{"time_zone":"UTC"}' && expect_status 201
    call GET "$TASK" && expect_status 404
    call DELETE /api/v1/me '{"confirm":"delete"}' && expect_status 204
    JAR=$PRIVATE/first
    call POST /api/v1/tasks "{\"title\":\"$MARK foreign\"}" --header 'Origin: https://evil.example' && expect_status 403
}

nothing-internal-is-public() {
    local path
    for path in /metrics /health/app /v1.0/metadata /v1.0/healthz /v1.0/invoke/backend/method/api/v1/me \
        /v1.0/state/statestore/x /events/durable/task-events /events/live/task-events /dapr/subscribe /dapr/config; do
        call GET "$path" && expect_status 404
        call POST "$path" && expect_status '40[345]'
    done
    local host=${URL#*://}
    [[ ${host%:*} =~ ^(localhost|127\.) ]] && return
    for path in 3500 9090 9464 50002; do
        expect "port $path is closed" bash -c "! timeout 2 bash -c ': <>/dev/tcp/${host%:*}/$path' 2>/dev/null"
    done
}

if [[ $DRY_RUN == 1 ]]; then
    printf '%s\n' "${CHECKS[@]}"
    exit
fi
step "smoke tests of $URL"
until curl "${CURL[@]}" --silent --output /dev/null --max-time 5 "$URL/health/live"; do
    ((SECONDS < PATIENCE)) || die "$URL does not answer after $PATIENCE s: does its name resolve, is the load balancer there?"
    sleep 1
done
run_checks
# What was made is taken away, however late it is.
DEADLINE=$((SECONDS + 20))
(call DELETE /api/v1/me "{\"password\":\"$PASSWORD\"}"; expect_status 204) \
    || say "the account $EMAIL stays: $(cat "$PRIVATE/reason" 2>/dev/null)"
report
