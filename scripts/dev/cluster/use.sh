# shellcheck shell=bash disable=SC2154
# As people and programs use it: over the public address, through both services' replicas.

STREAMS=8

# Every one of several streams, which end at different replicas, shows a change.
streams_on_all_replicas() {
    local jar=$WORK/jar number pids=() seen=0
    guest "$jar"
    for ((number = 0; number < STREAMS; number++)); do
        curl --silent --no-buffer --max-time 60 --cookie "$jar" "$ORIGIN/api/v1/stream" >"$WORK/stream.$number" &
        pids+=("$!")
    done
    sleep 2
    curl --silent --fail --cookie "$jar" --header 'Content-Type: application/json' --data '{"title":"seen by all"}' \
        "$ORIGIN/api/v1/tasks" >/dev/null
    # Less than a heartbeat: what comes now was woken by an event.
    for ((number = 0; number < STREAMS; number++)); do
        if eventually 10 grep -q 'seen by all' "$WORK/stream.$number"; then seen=$((seen + 1)); fi
    done
    kill "${pids[@]}" 2>/dev/null || true
    [[ $seen == "$STREAMS" ]] || { log "$seen of $STREAMS streams saw it"; return 1; }
}

holds_streams() {
    local pod
    for pod in $(pods "$1"); do
        k logs "$pod" --container "$1" --tail 1 >/dev/null || return 1
    done
    [[ $(pods "$1" | wc -l) -ge 2 ]]
}

# No value of a secret is in logs, events, ConfigMaps, manifests, environments or arguments.
no_secret_shows() {
    local pod value key found=0
    {
        for pod in $(k get pods --output name); do k logs "$pod" --all-containers; done
        k get events,configmaps,pods,deployments,components,configurations --output yaml
        helm --namespace "$NAMESPACE" get manifest "$RELEASE"
        helm --namespace "$NAMESPACE" get values "$RELEASE" --all
        cat "$LOG_FILE"
        ps -eo args
    } >"$WORK/everything" 2>/dev/null
    grep -q todo-chatbot "$WORK/everything"
    while IFS='=' read -r key value; do
        [[ $key != KAFKA_USERNAME ]] || continue
        # Of a URL the password counts.
        [[ $value != postgres://* ]] || { value=${value#*://*:}; value=${value%@*}; }
        if grep -qF -e "$value" "$WORK/everything"; then log "the value of $key shows"; found=1; fi
    done <"$WORK/env"
    for key in todo-chatbot-dapr-api-token todo-chatbot-app-api-token; do
        value=$(k get secret "$key" --output jsonpath='{.data.token}' | base64 --decode)
        if grep -qF -e "$value" "$WORK/everything"; then log "the value of $key shows"; found=1; fi
    done
    ((found == 0))
}

part_use() {
    local began
    began=$(now_ms)
    scripts/smoke-tests.sh --url "$ORIGIN"
    figure "the 15 smoke tests over the load balancer's address, TLS" "passed in $((($(now_ms) - began) / 1000)) s" "" yes
    check "two replicas of each service are ready" both_have_replicas
    check "$STREAMS streams at both replicas show a change, woken by Kafka's event" streams_on_all_replicas
    check "no secret in logs, events, ConfigMaps, manifests or arguments" no_secret_shows
    at_most "helm test" "$(timed_seconds helm --namespace "$NAMESPACE" test "$RELEASE" --timeout 2m)" 60 s
}

both_have_replicas() {
    holds_streams backend && holds_streams frontend
}

timed_seconds() {
    local began
    began=$(now_ms)
    "$@" >/dev/null
    awk "BEGIN { printf \"%.1f\", ($(now_ms) - $began) / 1000 }"
}
