#!/usr/bin/env bash
# Tells Slack and a mailbox how a release went, where their addresses are set, and writes how long each job took.
set -euo pipefail

run=$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID
if jq -e '.rollback.result == "success"' <<<"$RESULTS" >/dev/null; then
    outcome="was rolled back"
elif jq -e '.verify.result == "success"' <<<"$RESULTS" >/dev/null; then
    outcome="is live and verified"
else
    failed=$(jq -r '[to_entries[] | select(.value.result == "failure") | .key] | join(", ")' <<<"$RESULTS")
    outcome="failed (${failed:-cancelled})"
fi
message="todo-chatbot ${GITHUB_SHA:0:12} $outcome: $run"
echo "$message" | tee -a "$GITHUB_STEP_SUMMARY"

gh api "repos/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID/jobs" --jq '
    "| job | seconds |", "|---|---|",
    (.jobs[] | select(.completed_at != null)
        | "| \(.name) | \((.completed_at | fromdate) - (.started_at | fromdate)) |"),
    "| all | \(([.jobs[].completed_at | select(. != null) | fromdate] | max)
        - ([.jobs[].started_at | fromdate] | min)) |"' \
    | grep '^|' >>"$GITHUB_STEP_SUMMARY"

# Each on its own: a mailbox is told although Slack does not answer, and the other way round.
missed=''
# Addresses with keys in them go through standard input, never a command line.
if [[ -n ${SLACK_WEBHOOK:-} ]]; then
    jq -n --arg text "$message" '{text: $text}' >slack.json
    printf 'url = "%s"\n' "$SLACK_WEBHOOK" \
        | curl --config - --silent --show-error --fail --max-time 20 --json @slack.json --output /dev/null \
        || missed+=' Slack'
fi
if [[ -n ${SMTP_URL:-} && -n ${MAIL_TO:-} ]]; then
    printf 'From: todo-chatbot <%s>\r\nTo: %s\r\nDate: %s\r\nSubject: todo-chatbot %s\r\n\r\n%s\r\n' \
        "${MAIL_FROM:-$MAIL_TO}" "$MAIL_TO" "$(LC_ALL=C date -R)" "$outcome" "$message" >mail.txt
    printf 'url = "%s"\nuser = "%s"\n' "$SMTP_URL" "${SMTP_USER:-}" \
        | curl --config - --silent --show-error --max-time 30 --ssl-reqd --mail-from "${MAIL_FROM:-$MAIL_TO}" --mail-rcpt "$MAIL_TO" \
            --upload-file mail.txt \
        || missed+=' mail'
fi
[[ -z $missed ]] || { echo "::error::not told:$missed" >&2; exit 1; }
