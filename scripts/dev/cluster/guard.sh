# shellcheck shell=bash disable=SC2153,SC2154
# Who may talk to whom: each lock is tried with and without it, so that it is the lock which holds.

# stranger NAMESPACE NAME [ANNOTATIONS]: a pod that is none of ours, from which others are asked.
stranger() {
    kubectl --namespace "$1" apply --filename - >/dev/null <<TEXT
apiVersion: v1
kind: Pod
metadata: {name: $2, annotations: {${3:-}}}
spec:
  restartPolicy: Never
  automountServiceAccountToken: false
  terminationGracePeriodSeconds: 0
  securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
  containers:
    - name: $2
      image: localhost/todo-chatbot/backend:$TAG
      imagePullPolicy: IfNotPresent
      args: [sleep, "3600"]
      securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
TEXT
    kubectl --namespace "$1" wait --for condition=Ready "pod/$2" --timeout 60s >/dev/null
}

# told NAMESPACE POD CONTAINER PROGRAM URL: what the program in the pod is told there; fails unless that is good.
told() {
    kubectl --namespace "$1" exec "$2" --container "$3" -- "/$4" health "$5" 2>&1
}

pod_ip() {
    k get pod "$(pods "$1" | head -n 1)" --output jsonpath='{.status.podIP}'
}

# Refused by the network: nothing answered at all.
unreachable() {
    local told
    told=$(told "$1" "$2" "$2" backend "$3") && { echo "it was reached"; return 1; }
    [[ $told != *answered* ]] || { echo "it answered: $told"; return 1; }
}

reachable() {
    local told
    told=$(told "$1" "$2" "$2" backend "$3") || [[ $told == *answered* ]] || { echo "it was not reached: $told"; return 1; }
}

# refused_with STATUS NAMESPACE POD CONTAINER PROGRAM URL
refused_with() {
    local status=$1 told
    shift
    told=$(told "$@") && { echo "it was let in"; return 1; }
    [[ $told == *" $status "* ]] || { echo "expected $status: $told"; return 1; }
}

no_tokens_mounted() {
    k get pods --selector app.kubernetes.io/name=todo-chatbot --output json | jq -e '[.items[] | .spec.containers[].volumeMounts[]?
        | select(.mountPath == "/var/run/secrets/kubernetes.io/serviceaccount")] | length == 0' >/dev/null
}

policies() {
    k get networkpolicies --output name
}

part_guard() {
    local ip app database
    kubectl create namespace stranger --dry-run=client --output yaml | kubectl apply --filename - >/dev/null
    stranger stranger outsider
    stranger "$NAMESPACE" insider
    ip=$(pod_ip backend)
    app=http://$ip:8081/health/live
    database=http://$HOST_ADDRESS:$DATABASE_PORT/
    # Some networks hold a new pod to its policies only after a moment.
    check "a pod of another namespace does not reach the backend" eventually 30 unreachable stranger outsider "$app"
    check "nor its metrics" eventually 30 unreachable stranger outsider "http://$ip:9464/metrics"
    check "nor its sidecar, neither for programs nor for other sidecars" neither_sidecar_port stranger outsider "$ip"
    check "a pod of our namespace that is none of ours does not reach the backend" eventually 30 unreachable "$NAMESPACE" insider "$app"
    check "nor its sidecar" neither_sidecar_port "$NAMESPACE" insider "$ip"
    check "nor the database" eventually 30 unreachable "$NAMESPACE" insider "$database"
    check "a sidecar's API takes no call without its token" refused_with 401 "$NAMESPACE" "$(pods frontend | head -n 1)" frontend frontend \
        http://127.0.0.1:3500/v1.0/metadata
    check "no ServiceAccount token is mounted in a service of ours" no_tokens_mounted
    # Without the policies, what lies behind them is tried.
    k get networkpolicies --output yaml >"$WORK/policies.yaml"
    k delete networkpolicies --all >/dev/null
    check "without the network policies it reaches the backend's port" eventually 30 reachable "$NAMESPACE" insider "$app"
    check "and the database's" eventually 30 reachable "$NAMESPACE" insider "$database"
    check "then still: the backend's event routes take no call without the sidecar's token" refused_with 401 "$NAMESPACE" insider insider \
        backend "http://$ip:8081/events/durable/task-events"
    stranger "$NAMESPACE" impostor 'dapr.io/enabled: "true", dapr.io/app-id: stranger, dapr.io/config: todo-chatbot, dapr.io/disable-builtin-k8s-secret-store: "true"'
    check "and Dapr's access control refuses another app's sidecar" eventually 30 refused_with 403 "$NAMESPACE" impostor impostor backend \
        http://127.0.0.1:3500/v1.0/invoke/backend/method/api/v1/me
    jq_clean_apply "$WORK/policies.yaml"
    check "with them again it does not reach the backend" eventually 60 unreachable "$NAMESPACE" insider "$app"
    k delete pod insider impostor --wait=false >/dev/null
    kubectl delete namespace stranger --wait=false >/dev/null
}

neither_sidecar_port() {
    eventually 30 unreachable "$1" "$2" "http://$3:3500/v1.0/healthz" && eventually 30 unreachable "$1" "$2" "http://$3:50002/"
}

# Puts back what was deleted, without what the server had added.
jq_clean_apply() {
    kubectl create --filename "$1" --dry-run=client --output json \
        | jq 'del(.. | .resourceVersion?, .uid?, .creationTimestamp?, .generation?)' | kubectl apply --server-side --force-conflicts --filename - >/dev/null
}
