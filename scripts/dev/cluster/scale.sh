# shellcheck shell=bash disable=SC2154
# A hundred people at once: more pods within a minute, and fewer again once they have left.

# load NAME USERS MINUTES: the operator's script; its figures as rows.
load() {
    scripts/load-test.sh --yes --context "$CONTEXT" --insecure --url "$ORIGIN" --users "$2" --minutes "$3" --json "$WORK/load.$1.json"
    figure "load of $2 people, $1: requests a second; p50, p99" \
        "$(jq -r '"\(.requests_per_second); \(.p50_ms) ms, \(.p99_ms) ms"' "$WORK/load.$1.json")"
}

replicas() {
    [[ $(k get deployment "$BACKEND" --output jsonpath='{.status.replicas}') -le $1 ]]
}

part_scale() {
    local began
    eventually 120 hpa_knows
    load before 5 0.5
    load during 100 "${LOAD_MINUTES:-3}"
    at_most "failed requests of 100 people" "$(jq .failed_percent "$WORK/load.during.json")" 0 %
    at_most "100 people: from the first request to $(jq .scaling.pods_most "$WORK/load.during.json") ready backend pods" \
        "$(jq .scaling.seconds "$WORK/load.during.json")" 60 s
    check "the autoscaler reached its maximum" jq -e '.scaling.pods_most == 5' "$WORK/load.during.json"
    events_under_load
    began=$SECONDS
    eventually 480 replicas 2
    at_most "back to two pods after the load" $((SECONDS - began)) 480 s
    load after 5 0.5
}

# What the consumers took since their pods started, most of it during the load.
events_under_load() {
    local effects quick dead
    event_path
    read -r effects quick dead <"$WORK/events"
    figure "events under load" "$effects effects of three consumers in ${LOAD_MINUTES:-3} minutes, $quick % within 0.5 s, $dead dead letters" \
        "1,000 an hour, 0 dead letters" "$( ((effects > 1000 && dead == 0)) && echo yes || echo no)"
}

hpa_knows() {
    k get hpa "$BACKEND" --output json | jq -e '.status.currentMetrics[0].containerResource.current.averageUtilization // .status.currentMetrics[0].resource.current.averageUtilization'
}
