# shellcheck shell=bash
# How the smoke tests ask, compare and report. Sourced after common.sh.

CHECKS=(page-answers healthy security-headers register sign-in task-created chat-adds-a-task wrong-input-is-named
    replay-changes-nothing stale-write-is-refused undo-restores event-takes-effect stream-tells-and-resumes strangers-stay-out
    nothing-internal-is-public)
RESULTS=()
FAILED=0
STATUS=''
LISTENER=''

# call METHOD PATH [JSON [CURL-OPTION...]]: leaves STATUS, HEADERS and BODY. Follows nothing.
call() {
    local method=$1 path=$2 json=${3:-} options=() left=$((DEADLINE - SECONDS))
    ((left > 0)) || fail "not tried: the $DEADLINE s for all checks are over"
    shift "$(($# < 3 ? $# : 3))"
    HEADERS=$PRIVATE/headers BODY=$PRIVATE/body
    if [[ -n $json ]]; then
        # In a file: a command line can be read by everybody on the machine.
        printf '%s' "$json" >"$PRIVATE/request"
        options+=(--header 'Content-Type: application/json' --data-binary "@$PRIVATE/request")
    fi
    [[ $path == http*://* ]] || path=$URL$path
    : >"$BODY"
    STATUS=$(curl "${CURL[@]}" --silent --show-error --max-time "$((left < 20 ? left : 20))" --request "$method" --cookie "$JAR" --cookie-jar "$JAR" \
        --dump-header "$HEADERS" --output "$BODY" --write-out '%{http_code}' "${options[@]}" "$@" "$path") \
        || fail "$method $path: no answer"
    WHAT="$method ${path#"$URL"}"
}

fail() {
    printf '%s\n' "$*" >"$PRIVATE/reason"
    exit 1
}

# expect_status PATTERN: a regular expression of the whole code.
expect_status() {
    [[ $STATUS =~ ^$1$ ]] || fail "$WHAT answered $STATUS, expected $1: $(head -c 300 "$BODY")"
}

header() {
    tr -d '\r' <"$HEADERS" | sed -n "s/^$1: *//Ip" | tail -n 1
}

# expect_header NAME PATTERN
expect_header() {
    tr -d '\r' <"$HEADERS" | grep -iqE "^$1: *.*$2" || fail "$WHAT: header $1 is '$(header "$1")', expected $2"
}

# expect_json FILTER: a jq filter that gives true.
expect_json() {
    jq -e "$1" "$BODY" >/dev/null 2>&1 || fail "$WHAT: the answer does not fulfil $1: $(head -c 300 "$BODY")"
}

# expect WHAT COMMAND...
expect() {
    local what=$1
    shift
    "$@" || fail "expected $what"
}

# listen FILE [CURL-OPTION...]: opens the stream, and returns once it is open.
listen() {
    local file=$1
    shift
    : >"$file"
    curl "${CURL[@]}" --silent --no-buffer --max-time 60 --cookie "$JAR" --dump-header "$file.headers" "$@" \
        "$URL/api/v1/stream" >"$file" &
    LISTENER=$!
    wait_for 50 "$file.headers" '200'
}

stop_listening() {
    kill "$LISTENER" 2>/dev/null || true
    wait "$LISTENER" 2>/dev/null || true
    LISTENER=''
}

# wait_for TENTHS FILE TEXT
wait_for() {
    local tries
    for ((tries = 0; tries < $1; tries++)); do
        grep -q "$3" "$2" 2>/dev/null && return
        sleep 0.1
    done
    [[ -z $LISTENER ]] || stop_listening
    fail "'$3' did not come within $(($1 / 10)) s"
}

milliseconds() {
    local now=$EPOCHREALTIME
    echo $((${now/[.,]/} / 1000))
}

run_checks() {
    local check began status reason
    for check in "${CHECKS[@]}"; do
        began=$(milliseconds)
        : >"$PRIVATE/reason"
        # What a check learns for the next ones (TASK) goes through a file: each runs in a shell of its own.
        set +e
        (set -e; [[ ! -f $PRIVATE/task ]] || TASK=$(<"$PRIVATE/task"); "$check"; printf '%s' "${TASK:-}" >"$PRIVATE/task")
        status=$?
        set -e
        reason=$(<"$PRIVATE/reason")
        if ((status == 0)); then
            RESULTS+=("$check"$'\t'passed$'\t'$(($(milliseconds) - began))$'\t')
        else
            FAILED=$((FAILED + 1))
            RESULTS+=("$check"$'\t'FAILED$'\t'$(($(milliseconds) - began))$'\t'"${reason:-ended with status $status}")
        fi
    done
}

xml() {
    sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g; s/"/\&quot;/g' | tr -d '\000-\010\013\014\016-\037'
}

write_junit() {
    local name result time reason
    {
        printf '<?xml version="1.0" encoding="UTF-8"?>\n'
        printf '<testsuite name="smoke" tests="%d" failures="%d">\n' "${#RESULTS[@]}" "$FAILED"
        for line in "${RESULTS[@]}"; do
            IFS=$'\t' read -r name result time reason <<<"$line"
            printf '  <testcase classname="smoke" name="%s" time="%d.%03d">' "$name" $((time / 1000)) $((time % 1000))
            [[ $result == passed ]] || printf '<failure message="%s"/>' "$(xml <<<"$reason")"
            printf '</testcase>\n'
        done
        printf '</testsuite>\n'
    } >"$JUNIT"
}

report() {
    local name result time reason number=0
    for line in "${RESULTS[@]}"; do
        IFS=$'\t' read -r name result time reason <<<"$line"
        number=$((number + 1))
        printf '%2d  %-28s %s%-6s%s %6d ms  %s\n' "$number" "$name" "$([[ $result == passed ]] && echo "$GREEN" || echo "$RED")" \
            "$result" "$PLAIN" "$time" "$reason"
    done
    [[ -z $JUNIT ]] || write_junit
    printf '%d passed, %d failed\n' $((${#RESULTS[@]} - FAILED)) "$FAILED"
    ((FAILED == 0)) || { say "log: $LOG_FILE"; exit 1; }
}
