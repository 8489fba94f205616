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

# The specs of what everybody does, in a browser over the public address, as plain pages and with the app alive.
browser_flow() {
    local chromium passed
    chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || die "chromium is missing: install it, then run this again"
    [[ -d frontend/e2e/node_modules/@playwright ]] \
        || PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm --prefix frontend/e2e ci --no-audit --no-fund --loglevel=error >&2
    (cd frontend/e2e && BASE_URL=$ORIGIN OWN_CERTIFICATE=true CHROMIUM=$chromium npx --no-install playwright test app.spec.js \
        --grep 'a guest says a task|is completed, undone|is found where|stays in Completed|makes an account' --output "$WORK/browser") \
        >"$WORK/browser.log" 2>&1 || { tail -n 40 "$WORK/browser.log" >&2; return 1; }
    passed=$(awk '/^  [0-9]+ passed/ { print $1 }' "$WORK/browser.log")
    figure "browser specs of the main flow, over HTTP/2, with scripts off and with the app alive" "$passed passed" "" yes
}

# What the app refuses is passed on at once, and asked once.
refusal_seconds() {
    curl --silent --output /dev/null --cookie "$WORK/jar" --write-out '%{time_total}' "$ORIGIN/api/v1/tasks/00000000-0000-7000-8000-000000000000"
}

search_logs() {
    k logs --selector app.kubernetes.io/name=todo-chatbot --all-containers --prefix --tail -1 --max-log-requests 40 \
        | grep -q 'service.listening'
}

part_use() {
    local began effects quick dead seconds
    began=$(now_ms)
    scripts/smoke-tests.sh --url "$ORIGIN"
    figure "the 15 smoke tests over the load balancer's address, TLS" "passed in $((($(now_ms) - began) / 1000)) s" "" yes
    check "two replicas of each service are ready" both_have_replicas
    check "$STREAMS streams at both replicas show a change, woken by Kafka's event" streams_on_all_replicas
    at_most "a refusal of the backend reaches the client in" "$(refusal_seconds)" 0.2 s
    browser_flow || figure "browser specs of the main flow" failed "" no
    event_path
    read -r effects quick dead <"$WORK/events"
    figure "events that came through Kafka and took effect" "$effects, $quick % of them within 0.5 s, $dead dead letters" "0 dead letters" \
        "$( ((effects > 0 && dead == 0)) && echo yes || echo no)"
    seconds=$(timed_seconds search_logs)
    at_most "a search through the logs of all pods" "$seconds" 10 s
    check "no secret in logs, events, ConfigMaps, manifests or arguments" no_secret_shows
    at_most "helm test" "$(timed_seconds helm --namespace "$NAMESPACE" test "$RELEASE" --timeout 2m)" 60 s
}

timed_seconds() {
    local began
    began=$(now_ms)
    "$@" >/dev/null
    awk "BEGIN { printf \"%.1f\", ($(now_ms) - $began) / 1000 }"
}
