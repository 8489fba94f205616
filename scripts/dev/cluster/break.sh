# shellcheck shell=bash disable=SC2154
# What breaks in a cluster, while people work. The books balance at the end of each.

delete_at_random() {
    local end=$((SECONDS + ${BREAK_SECONDS:-120})) pod
    while ((SECONDS < end)); do
        pod=$(k get pods --selector app.kubernetes.io/name=todo-chatbot --field-selector status.phase=Running --output name | shuf -n 1)
        [[ -z $pod ]] || k delete "$pod" --wait=false
        sleep $((RANDOM % 6 + 5))
    done
    settled
}

settled() {
    k rollout status "deployment/$BACKEND" --timeout 3m && k rollout status "deployment/$FRONTEND" --timeout 3m
}

# The eviction API answers 429 while the disruption budget has nothing left.
evict_all() {
    local pod
    for pod in $(pods backend) $(pods frontend); do
        eventually 180 evict "$pod"
    done
    settled
}

# A pod that is gone meanwhile, as the autoscaler has it, needs no eviction.
evict() {
    local said
    said=$(printf '{"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "%s", "namespace": "%s"}}' "$1" "$NAMESPACE" \
        | kubectl create --raw "/api/v1/namespaces/$NAMESPACE/pods/$1/eviction" --filename - 2>&1) && return
    echo "$said"
    [[ $said == *NotFound* ]]
}

# All of it at once, as when its nodes are lost.
restart_dapr() {
    local workload before schedulers
    before=$(dapr_pods)
    schedulers=$(kubectl --namespace dapr-system get statefulset dapr-scheduler-server --output jsonpath='{.spec.replicas}')
    # Where the schedulers keep their etcd in memory, one that comes back empty is not let in by those that are still there: all
    # go before one comes.
    kubectl --namespace dapr-system scale statefulset dapr-scheduler-server --replicas 0
    # kubectl's own waiting has been seen never to end, though every pod had been replaced.
    kubectl --namespace dapr-system delete pods --all --wait=false
    eventually 120 none_is_left "$before"
    kubectl --namespace dapr-system scale statefulset dapr-scheduler-server --replicas "$schedulers"
    for workload in $(kubectl --namespace dapr-system get deployments,statefulsets --output name); do
        kubectl --namespace dapr-system rollout status "$workload" --timeout 4m
    done
}

dapr_pods() {
    kubectl --namespace dapr-system get pods --output jsonpath='{range .items[*]}{.metadata.uid}{"\n"}{end}'
}

none_is_left() {
    local pods
    pods=$(dapr_pods) && ! grep --quiet --fixed-strings --line-regexp --file <(echo "$1") <<<"$pods"
}

# A new root: sentry makes one when it finds the Secret empty. The others read it when they start.
rotate_root() {
    local before after
    before=$(root_of_trust)
    kubectl --namespace dapr-system patch secret dapr-trust-bundle --type json --patch '[{"op": "remove", "path": "/data"}]'
    kubectl --namespace dapr-system rollout restart deployment/dapr-sentry
    kubectl --namespace dapr-system rollout status deployment/dapr-sentry --timeout 4m
    after=$(root_of_trust)
    [[ -n $after && $before != "$after" ]] || { log "the root of trust is still the one of before"; return 1; }
    restart_dapr
    k rollout restart "deployment/$BACKEND" "deployment/$FRONTEND"
    settled
}

root_of_trust() {
    kubectl --namespace dapr-system get configmap dapr-trust-bundle --output jsonpath='{.data.ca\.crt}'
}

# outage PROGRAM FOLDER: gone without a word for a minute.
outage() {
    local end=$((SECONDS + ${OUTAGE_SECONDS:-60})) began
    began=$(now_ms)
    "scripts/dev/$1.sh" kill "$WORK/$2"
    if [[ $1 == postgres ]]; then
        eventually 60 database_is_missed
        # Prometheus reads it 15 s later at most.
        at_most "database gone: the metrics tell after, and Prometheus reads them within 15 s more" "$(awk "BEGIN { printf \"%.1f\", ($(now_ms) - $began) / 1000 }")" 15 s
    fi
    sleep $((end > SECONDS ? end - SECONDS : 0))
    start_again "$1"
    sleep 10
    settled
}

database_is_missed() {
    local pod
    pod=$(k get pods --selector app.kubernetes.io/component=backend --output jsonpath='{.items[0].metadata.name}')
    kubectl get --raw "/api/v1/namespaces/$NAMESPACE/pods/$pod:9464/proxy/metrics" | grep -qx 'database_up 0'
}

start_again() {
    case $1 in
        kafka) KAFKA_HOST=$HOST_ADDRESS scripts/dev/kafka.sh start "$WORK/kafka" >/dev/null ;;
        postgres) POSTGRES_HOST=$HOST_ADDRESS scripts/dev/postgres.sh start "$WORK/pg" >/dev/null ;;
    esac
}

part_break() {
    with_books "pods deleted at random for ${BREAK_SECONDS:-120} s" "" delete_at_random
    with_books "every pod evicted within the disruption budget" "" evict_all
    with_books "Dapr's control plane restarted" "nobody is refused" restart_dapr
    with_books "Dapr's root of trust replaced" "" rotate_root
    with_books "broker killed for ${OUTAGE_SECONDS:-60} s" "nobody is refused" outage kafka kafka
    with_books "database killed for ${OUTAGE_SECONDS:-60} s" "" outage postgres pg
}
