#!/usr/bin/env bats
# smoke-tests.sh itself: what it makes of answers. Against the product it runs in the cluster's tests.

load setup.bash

# Everything answers 500, at once.
broken() {
    rm "$WORK/bin/curl"
    cat >"$WORK/bin/curl" <<'SH'
#!/usr/bin/env bash
while (($#)); do
    case $1 in
        --output | --dump-header) echo "internal <error>" >"$2"; shift ;;
    esac
    shift
done
printf 500
SH
    chmod +x "$WORK/bin/curl"
}

smoke() {
    "$SCRIPTS/smoke-tests.sh" --url http://localhost:1 --patience 1 "$@"
}

@test "each check is listed" {
    run smoke --dry-run
    [[ $status == 0 ]]
    [[ ${#lines[@]} == 15 ]]
    [[ ${lines[0]} == page-answers ]]
}

@test "a table says what failed and why, and the status is 1" {
    broken
    run smoke
    [[ $status == 1 ]]
    said " 1  page-answers                 FAILED"
    said "GET / answered 500, expected 200: internal <error>"
    said "0 passed, 15 failed"
    said "the account smoke-"
    said "log: $LOG_FILE"
    [[ $(grep -c 'error: ' <<<"$output") == 0 ]]
}

@test "JUnit says the same, as well-formed XML" {
    broken
    run smoke --junit smoke.xml
    [[ $status == 1 ]]
    python3 - smoke.xml <<'PY'
import sys
import xml.etree.ElementTree as tree

suite = tree.parse(sys.argv[1]).getroot()
assert suite.get("tests") == suite.get("failures") == "15"
first = suite.find("testcase")
assert first.get("name") == "page-answers"
assert "internal <error>" in first.find("failure").get("message")
PY
}

@test "a failing check does not keep the next from running" {
    broken
    sed -i 's/^printf 500/[[ $* ]]; printf 200/' "$WORK/bin/curl"
    sed -i 's/internal <error>/<!DOCTYPE html>/' "$WORK/bin/curl"
    run smoke
    [[ $status == 1 ]]
    said " 1  page-answers                 passed"
    said " 2  healthy                      passed"
    said " 4  register                     FAILED"
    said "2 passed, 13 failed"
}

@test "after the deadline nothing more is tried" {
    broken
    sed -i 's/^printf/sleep 1.2\nprintf/' "$WORK/bin/curl"
    run smoke --deadline 2
    [[ $status == 1 ]]
    said "not tried: the 2 s for all checks are over"
    ((SECONDS < 20))
}

@test "an address that does not answer is said to be so" {
    answer 'curl*' 7
    run smoke
    [[ $status == 1 ]]
    said "does not answer after 1 s"
}

@test "wrong arguments are refused" {
    run "$SCRIPTS/smoke-tests.sh" --url todo.example.com
    [[ $status == 1 ]]
    said "--url is scheme and host"
    run smoke --deadline soon
    [[ $status == 1 ]]
    said "are seconds"
}
