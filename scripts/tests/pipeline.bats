#!/usr/bin/env bats
# What the pipeline says when it is done.

load setup.bash

notify() {
    export GITHUB_SERVER_URL=https://git.example.com GITHUB_REPOSITORY=me/todo GITHUB_RUN_ID=7 GITHUB_SHA=0123456789abcdef
    export GITHUB_STEP_SUMMARY=$WORK/summary SLACK_WEBHOOK=https://hooks.example.com/$CANARY RESULTS=$1
    rm -f "$WORK/bin/curl"
    # Keeps what would be sent; the address comes on standard input.
    cat >"$WORK/bin/curl" <<'SH'
#!/usr/bin/env bash
"$FAKE" "$@"
status=$?
cat >>"$WORK/stdin"
exit "$status"
SH
    chmod +x "$WORK/bin/curl"
    ln -sf "$SCRIPTS/tests/fakes/fake" "$WORK/bin/gh"
    answer 'gh api*' 0 '| job | seconds |\n|---|---|\n| Test | 61 |'
    FAKE=$SCRIPTS/tests/fakes/fake WORK=$WORK "$SCRIPTS/../.github/notify.sh"
}

@test "a verified release is said to be live" {
    run notify '{"test":{"result":"success"},"verify":{"result":"success"},"rollback":{"result":"skipped"}}'
    [[ $status == 0 ]]
    said "todo-chatbot 0123456789ab is live and verified: https://git.example.com/me/todo/actions/runs/7"
    grep -q '| Test | 61 |' summary
    [[ $(jq -r .text slack.json) == *"is live and verified"* ]]
    grep -q "$CANARY" stdin
    no_secret_shows
}

@test "a release that was rolled back is said to be so" {
    run notify '{"verify":{"result":"failure"},"rollback":{"result":"success"}}'
    said "was rolled back"
}

@test "a mailbox is told although Slack does not answer" {
    answer 'fake*--mail-rcpt*' 0
    answer 'fake*--json*' 22
    export SMTP_URL=smtps://mail.example.com SMTP_USER=me:$CANARY MAIL_TO=me@example.com
    run notify '{"verify":{"result":"success"}}'
    [[ $status == 1 ]]
    said "not told: Slack"
    called "--mail-rcpt me@example.com"
    grep -q '^From: todo-chatbot <me@example.com>' mail.txt
    grep -qE '^Date: [A-Z][a-z]{2}, ' mail.txt
    no_secret_shows
}

@test "what failed is named" {
    run notify '{"test":{"result":"failure"},"scan":{"result":"failure"},"verify":{"result":"skipped"},"rollback":{"result":"skipped"}}'
    said "failed (test, scan)"
}
