#!/usr/bin/env bash
# Installs Dapr's control plane, pinned and highly available, and verifies it. Running it again changes nothing.
#
# usage: install-dapr.sh [--cluster-only [--chart CHART] [--values FILE]] [--context NAME] [--no-ha] [--dry-run] [--yes]
#
#   --cluster-only  by Helm, on any cluster; without it as the AKS extension, which Azure keeps patched
#   --chart         a chart on disk, where the public chart repository cannot be reached
#   --values        more values of that chart, for example a registry of your own
#   --no-ha         one replica of each, for a single node
#
# Environment: RESOURCE_GROUP, CLUSTER, DAPR_VERSION (1.18.2).
# shellcheck source=scripts/lib/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/common.sh"
# shellcheck source=scripts/lib/cluster.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/cluster.sh"

CLUSTER_ONLY=0 CHART='' VALUES=() CONTEXT='' HA=true
while (($#)); do
    case $1 in
        --cluster-only) CLUSTER_ONLY=1 ;;
        --chart) CHART=$(value "$@"); shift ;;
        --values) VALUES+=(--values "$(value "$@")"); shift ;;
        --context) CONTEXT=$(value "$@"); shift ;;
        --no-ha) HA=false ;;
        *) common_option "$1" || unknown_option "$1" ;;
    esac
    shift
done
[[ -z $CHART || -e $CHART ]] || die "there is no chart at $CHART"
[[ $CLUSTER_ONLY == 1 || ${#VALUES[@]} == 0 ]] || die "--values is for Dapr's chart, so with --cluster-only: the AKS extension takes none"

# A namespace with restricted Pod Security refuses sidecars that keep a capability.
SETTINGS=(global.ha.enabled="$HA" global.mtls.enabled=true global.logAsJson=true
    dapr_sidecar_injector.sidecarDropALLCapabilities=true)

installed_version() {
    read_only kubectl --namespace dapr-system get deployment dapr-sidecar-injector \
        --output jsonpath='{.metadata.labels.app\.kubernetes\.io/version}'
}

as_extension() {
    need az
    local verb=create
    read_only az k8s-extension show --name dapr --cluster-type managedClusters --cluster-name "$CLUSTER" \
        --resource-group "$RESOURCE_GROUP" --output none && verb=update
    local kind=()
    [[ $verb == update ]] || kind=(--extension-type Microsoft.Dapr)
    run az k8s-extension "$verb" --name dapr --cluster-type managedClusters --cluster-name "$CLUSTER" \
        --resource-group "$RESOURCE_GROUP" "${kind[@]}" --auto-upgrade-minor-version false --version "$DAPR_VERSION" \
        --configuration-settings "${SETTINGS[@]}" --yes --output none
}

by_helm() {
    local source=(dapr --repo https://dapr.github.io/helm-charts) setting settings=()
    [[ -z $CHART ]] || source=("$CHART")
    for setting in "${SETTINGS[@]}"; do settings+=(--set "$setting"); done
    run helm upgrade --install dapr "${source[@]}" --version "$DAPR_VERSION" --namespace dapr-system --create-namespace \
        "${VALUES[@]}" "${settings[@]}" --wait --timeout 5m "$(rollback_option)"
}

verify() {
    step "verifying"
    local workload
    for workload in deployment/dapr-operator deployment/dapr-sentry deployment/dapr-sidecar-injector \
        statefulset/dapr-placement-server statefulset/dapr-scheduler-server; do
        run kubectl --namespace dapr-system rollout status "$workload" --timeout 300s \
            || die "$workload is not ready: \`kubectl -n dapr-system describe $workload\` says why"
    done
    [[ $DRY_RUN == 1 ]] && return
    local version
    version=$(installed_version)
    [[ $version == "$DAPR_VERSION" ]] || die "Dapr $version runs, not $DAPR_VERSION: run this again, or set DAPR_VERSION"
}

use_context "$CONTEXT"
present=$(installed_version) || present=''
if [[ $present == "$DAPR_VERSION" ]]; then
    say "Dapr $DAPR_VERSION is there already"
else
    step "installing Dapr $DAPR_VERSION${present:+ over $present}"
    if [[ $CLUSTER_ONLY == 1 ]]; then by_helm; else as_extension; fi
fi
verify
good "Dapr $DAPR_VERSION is ready after $SECONDS s; next: scripts/setup-secrets.sh"
