#!/usr/bin/env bash
# Installs Dapr's control plane, pinned and highly available, and verifies it. Running it again changes nothing.
#
# usage: install-dapr.sh [--chart CHART] [--values FILE] [--extension] [--cluster-only] [--context NAME] [--no-ha] [--dry-run]
#                        [--yes]
#
#   --chart         a chart on disk, where the public chart repository cannot be reached
#   --values        more values of that chart, for example a registry of your own
#   --extension     not by Helm but as the AKS extension, which Microsoft supports. It carries versions of its own, some
#                   releases behind: say DAPR_VERSION=1.X.Y as `az k8s-extension extension-types list-versions-by-cluster` lists
#                   it, without `-msft.N`
#   --cluster-only  ask nothing of Azure, which without --extension nothing does
#   --no-ha         one replica of each, for a single node
#
# Environment: RESOURCE_GROUP, CLUSTER (with --extension), DAPR_VERSION (1.18.2).
# shellcheck source=scripts/lib/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/common.sh"
# shellcheck source=scripts/lib/cluster.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/cluster.sh"

EXTENSION=0 CHART='' VALUES=() CONTEXT='' HA=true
while (($#)); do
    case $1 in
        --cluster-only) EXTENSION=0 ;;
        --extension) EXTENSION=1 ;;
        --chart) CHART=$(value "$@"); shift ;;
        --values) VALUES+=(--values "$(value "$@")"); shift ;;
        --context) CONTEXT=$(value "$@"); shift ;;
        --no-ha) HA=false ;;
        *) common_option "$1" || unknown_option "$1" ;;
    esac
    shift
done
[[ -z $CHART || -e $CHART ]] || die "there is no chart at $CHART"
[[ $EXTENSION == 0 || ${#VALUES[@]} == 0 && -z $CHART ]] || die "--chart and --values are for Helm: the AKS extension takes none"

# A namespace with restricted Pod Security refuses sidecars that keep a capability.
SETTINGS=(global.ha.enabled="$HA" global.mtls.enabled=true global.logAsJson=true
    dapr_sidecar_injector.sidecarDropALLCapabilities=true)

installed_version() {
    read_only kubectl --namespace dapr-system get deployment dapr-sidecar-injector \
        --output jsonpath='{.metadata.labels.app\.kubernetes\.io/version}'
}

as_extension() {
    need az
    local verb=create version
    read_only az extension show --name k8s-extension --output none || run az extension add --name k8s-extension --yes --only-show-errors
    [[ $(read_only az provider show --namespace Microsoft.KubernetesConfiguration --query registrationState --output tsv) == Registered ]] \
        || run az provider register --namespace Microsoft.KubernetesConfiguration --wait --output none
    version=$(extension_version)
    read_only az k8s-extension show --name dapr --cluster-type managedClusters --cluster-name "$CLUSTER" \
        --resource-group "$RESOURCE_GROUP" --output none && verb=update
    local kind=()
    [[ $verb == update ]] || kind=(--extension-type Microsoft.Dapr)
    run az k8s-extension "$verb" --name dapr --cluster-type managedClusters --cluster-name "$CLUSTER" \
        --resource-group "$RESOURCE_GROUP" "${kind[@]}" --auto-upgrade-minor-version false --version "$version" \
        --configuration-settings "${SETTINGS[@]}" --yes --output none \
        || die "the AKS extension does not install Dapr $version: the log says why; without --extension Helm does"
}

# The newest that Microsoft builds of this version: 1.14.4 is 1.14.4-msft.10 there.
extension_version() {
    local versions
    [[ $DRY_RUN == 0 ]] || { echo "$DAPR_VERSION"; return; }
    versions=$(read_only az k8s-extension extension-types list-versions-by-cluster --cluster-type managedClusters --cluster-name "$CLUSTER" \
        --resource-group "$RESOURCE_GROUP" --extension-type Microsoft.Dapr --query '[].properties.version' --output tsv) || versions=''
    grep -E "^${DAPR_VERSION//./\\.}(-msft\.[0-9]+)?$" <<<"$versions" | sort -V | tail -n 1 | grep . \
        || die "the AKS extension has no Dapr $DAPR_VERSION; it has: $(sort -V <<<"$versions" | tail -n 5 | paste -sd ' '). Set DAPR_VERSION, or leave --extension out"
}

is_wanted() {
    [[ $1 == "$DAPR_VERSION" || $EXTENSION == 1 && $1 == "$DAPR_VERSION"-msft.* ]]
}

by_helm() {
    local source=(dapr --repo https://dapr.github.io/helm-charts) setting settings=()
    [[ -z $CHART ]] || source=("$CHART")
    for setting in "${SETTINGS[@]}"; do settings+=(--set "$setting"); done
    run helm upgrade --install dapr "${source[@]}" --version "$DAPR_VERSION" --namespace dapr-system --create-namespace \
        "${VALUES[@]}" "${settings[@]}" --wait --timeout 5m "$(rollback_option)" \
        || die "Helm could not install Dapr $DAPR_VERSION: is the chart right, can the images be pulled? What it said is above"
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
    is_wanted "$version" || die "Dapr $version runs, not $DAPR_VERSION: run this again, or set DAPR_VERSION"
}

use_context "$CONTEXT"
present=$(installed_version) || present=''
if is_wanted "$present"; then
    say "Dapr $present is there already"
else
    step "installing Dapr $DAPR_VERSION${present:+ over $present}"
    if [[ $EXTENSION == 1 ]]; then as_extension; else by_helm; fi
fi
verify
good "Dapr $DAPR_VERSION is ready after $SECONDS s; next: scripts/setup-secrets.sh"
