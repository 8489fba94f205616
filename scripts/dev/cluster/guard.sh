# shellcheck shell=bash disable=SC2153,SC2154
# Who may talk to whom: each lock is tried with and without it, so that it is the lock which holds.

# stranger NAMESPACE NAME ANNOTATIONS URL: a pod that is none of ours asks URL; prints what it was told.
stranger() {
    local namespace=$1 name=$2 annotations=$3 url=$4
    kubectl --namespace "$namespace" delete pod "$name" --ignore-not-found --wait >/dev/null
    kubectl --namespace "$namespace" apply --filename - >/dev/null <<TEXT
apiVersion: v1
kind: Pod
metadata: {name: $name, annotations: {$annotations}}
spec:
  restartPolicy: Never
  automountServiceAccountToken: false
  securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
  containers:
    - name: $name
      image: localhost/todo-chatbot/backend:$TAG
      imagePullPolicy: IfNotPresent
      args: [health, "$url"]
      securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
TEXT
    local phase
    for _ in {1..60}; do
        phase=$(kubectl --namespace "$namespace" get pod "$name" --output json \
            | jq -r --arg name "$name" '.status.containerStatuses[]? | select(.name == $name) | .state.terminated.exitCode // empty')
        [[ -z $phase ]] || break
        sleep 0.5
    done
    kubectl --namespace "$namespace" logs "$name" --container "$name" 2>&1
    kubectl --namespace "$namespace" delete pod "$name" --wait=false >/dev/null
    [[ $phase == 0 ]]
}

pod_ip() {
    k get pod "$(pods "$1" | head -n 1)" --output jsonpath='{.status.podIP}'
}

# Refused by the network: nothing answered at all.
unreachable() {
    local told
    told=$(stranger "$@") && { log "it was reached"; return 1; }
    [[ $told != *answered* ]] || { log "it answered: $told"; return 1; }
}

reachable() {
    local told
    told=$(stranger "$@") || [[ $told == *answered* ]] || { log "it was not reached: $told"; return 1; }
}

refused_with() {
    local status=$1 told
    shift
    told=$(stranger "$@") && { log "it was let in"; return 1; }
    [[ $told == *" $status "* ]] || { log "expected $status: $told"; return 1; }
}

# exec_refused COMPONENT URL: its own sidecar refuses a service that shows no token.
exec_refused() {
    local told
    told=$(k exec "$(pods "$1" | head -n 1)" --container "$1" -- "/$1" health "$2" 2>&1) && { log "it was let in"; return 1; }
    [[ $told == *" 401 "* ]] || { log "expected 401: $told"; return 1; }
}

no_tokens_mounted() {
    k get pods --output json | jq -e '[.items[] | select(.status.phase == "Running") | .spec.containers[].volumeMounts[]?
        | select(.mountPath == "/var/run/secrets/kubernetes.io/serviceaccount")] | length == 0' >/dev/null
}

policies() {
    k get networkpolicies --output name
}

part_guard() {
    local app sidecar
    kubectl create namespace stranger --dry-run=client --output yaml | kubectl apply --filename - >/dev/null
    app="http://$(pod_ip backend):8081/health/live"
    sidecar="http://$(pod_ip backend):3500/v1.0/healthz"
    check "a pod of another namespace reaches no backend" unreachable stranger stranger "" "$app"
    check "nor a sidecar's API" unreachable stranger stranger "" "$sidecar"
    check "a pod of our namespace that is none of ours reaches no backend" unreachable "$NAMESPACE" stranger "" "$app"
    check "nor the database" unreachable "$NAMESPACE" stranger "" "http://$HOST_ADDRESS:$DATABASE_PORT/"
    check "a sidecar's API takes no call without its token" exec_refused frontend http://127.0.0.1:3500/v1.0/metadata
    check "no ServiceAccount token is mounted" no_tokens_mounted
    # Without the policies, what lies behind them is tried: then it is Dapr that refuses.
    k get networkpolicies --output yaml >"$WORK/policies.yaml"
    k delete networkpolicies --all >/dev/null
    eventually 30 reachable "$NAMESPACE" stranger "" "$app"
    check "without the network policies the backend's port is reached" reachable "$NAMESPACE" stranger "" "$app"
    check "then still: its event routes take no call without the sidecar's token" refused_with 401 "$NAMESPACE" stranger "" \
        "http://$(pod_ip backend):8081/events/durable/task-events"
    check "and Dapr's access control refuses another app's sidecar" refused_with 403 "$NAMESPACE" stranger \
        'dapr.io/enabled: "true", dapr.io/app-id: stranger, dapr.io/config: todo-chatbot' \
        http://127.0.0.1:3500/v1.0/invoke/backend/method/api/v1/me
    jq_clean_apply "$WORK/policies.yaml"
    eventually 60 unreachable "$NAMESPACE" stranger "" "$app"
}

# Puts back what was deleted, without what the server had added.
jq_clean_apply() {
    kubectl create --filename "$1" --dry-run=client --output json \
        | jq 'del(.. | .resourceVersion?, .uid?, .creationTimestamp?, .generation?)' | kubectl apply --server-side --force-conflicts --filename - >/dev/null
}
