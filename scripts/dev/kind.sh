#!/usr/bin/env bash
# A cluster of kind for test-cluster.sh: with metrics for the autoscaler, enforced network policies, and load-balancer
# addresses. Needs Docker, kind, kubectl.
#   kind.sh up     makes it, and prints the environment for test-cluster.sh, as NAME=VALUE lines
#   kind.sh down
# shellcheck source=scripts/dev/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

NAME=todo-proof
METRICS=https://github.com/kubernetes-sigs/metrics-server/releases/download/v0.8.0/components.yaml
# For documentation (RFC 5737): routed to the node, where kube-proxy serves it.
ADDRESSES=198.51.100.0/24
STATE=$CACHE/kind
export KUBECONFIG=$STATE/kubeconfig

up() {
    local node gateway
    mkdir -p "$STATE"
    kind create cluster --name "$NAME" --kubeconfig "$KUBECONFIG" --wait 3m >&2
    # The kubelet of a node of kind shows a certificate of its own.
    curl -fsSL "$METRICS" | sed 's/^\( *\)- --metric-resolution=.*/&\n\1- --kubelet-insecure-tls/' | kubectl apply -f - >&2
    kubectl --namespace kube-system rollout status deployment/metrics-server --timeout 3m >&2
    node=$(docker inspect --format '{{.NetworkSettings.Networks.kind.IPAddress}}' "$NAME-control-plane")
    as_root ip route replace "$ADDRESSES" via "$node"
    setsid "${BASH_SOURCE[0]}" addresses </dev/null >"$STATE/addresses.log" 2>&1 &
    echo "$!" >"$STATE/addresses.pid"
    gateway=$(docker network inspect kind --format '{{range .IPAM.Config}}{{.Gateway}} {{end}}' | tr ' ' '\n' | grep -m 1 '\.')
    printf 'KUBECONFIG=%s\nHOST_ADDRESS=%s\nLOAD_IMAGES=kind load image-archive --name %s\n' "$KUBECONFIG" "$gateway" "$NAME"
}

# What a cloud does: every LoadBalancer gets an address.
addresses() {
    local next=10 namespace service
    while sleep 1; do
        while read -r namespace service; do
            kubectl --namespace "$namespace" patch service "$service" --subresource status --type merge \
                --patch "{\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"${ADDRESSES%.*}.$next\"}]}}}"
            next=$((next % 240 + 1))
        done < <(kubectl get services --all-namespaces --output json | jq -r '.items[]
            | select(.spec.type == "LoadBalancer" and (.status.loadBalancer.ingress // []) == []) | "\(.metadata.namespace) \(.metadata.name)"')
    done
}

down() {
    [[ ! -f $STATE/addresses.pid ]] || kill "$(<"$STATE/addresses.pid")" 2>/dev/null || true
    kind delete cluster --name "$NAME" --kubeconfig "$KUBECONFIG" >&2
    as_root ip route del "$ADDRESSES" 2>/dev/null || true
    rm -rf "$STATE"
}

case ${1:-} in
    up) up ;;
    addresses) addresses ;;
    down) down ;;
    *) die "usage: kind.sh up|down" ;;
esac
