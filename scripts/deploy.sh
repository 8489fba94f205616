#!/usr/bin/env bash
# Installs or upgrades the product: checks first, rolls back what fails, verifies, and prints the public address.
#
# usage: deploy.sh --origin URL --registry HOST --brokers HOST:PORT[,...] [--tag TAG] [--profile prod|small]
#                  [--values FILE]... [--set KEY=VALUE]... [--set-string KEY=VALUE]... [--context NAME] [--cluster-only] [--insecure-http]
#                  [--timeout 5m] [--skip-smoke] [--dry-run] [--yes]
#
#   --tag            tag of both images (default: the current commit)
#   --context        the kubectl context that is meant: it is not asked for then, and another is refused
#   --cluster-only   ask nothing of Azure: any cluster will do, images are there already
#   --insecure-http  allow an http:// origin: passwords cross the network in the clear
#   --skip-smoke     do not verify over the public address
#
# Environment: NAMESPACE (todo), RELEASE (todo).
# shellcheck source=scripts/lib/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/common.sh"
# shellcheck source=scripts/lib/cluster.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/cluster.sh"
# shellcheck source=scripts/lib/secrets.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/secrets.sh"

ORIGIN='' REGISTRY='' BROKERS='' TAG='' PROFILE=prod EXTRA=() CONTEXT='' CLUSTER_ONLY=0 INSECURE=0 TIMEOUT=5m SMOKE=1
while (($#)); do
    case $1 in
        --origin) ORIGIN=$(value "$@"); shift ;;
        --registry) REGISTRY=$(value "$@"); shift ;;
        --brokers) BROKERS=$(value "$@"); shift ;;
        --tag) TAG=$(value "$@"); shift ;;
        --profile) PROFILE=$(value "$@"); shift ;;
        --values) EXTRA+=(--values "$(value "$@")"); shift ;;
        --set) EXTRA+=(--set "$(value "$@")"); shift ;;
        --set-string) EXTRA+=(--set-string "$(value "$@")"); shift ;;
        --context) CONTEXT=$(value "$@"); shift ;;
        --timeout) TIMEOUT=$(value "$@"); shift ;;
        --cluster-only) CLUSTER_ONLY=1 ;;
        --insecure-http) INSECURE=1 ;;
        --skip-smoke) SMOKE=0 ;;
        *) common_option "$1" || unknown_option "$1" ;;
    esac
    shift
done
CHART=$ROOT/helm/todo-chatbot
TIMINGS=()

timed() {
    local name=$1 began=$SECONDS
    shift
    step "$name"
    "$@"
    TIMINGS+=("$(printf '%-28s %4d s' "$name" $((SECONDS - began)))")
}

check_arguments() {
    [[ $ORIGIN =~ ^https?://[a-z0-9.-]+(:[0-9]+)?$ ]] || die "--origin is what browsers see, for example https://todo.example.com"
    [[ $ORIGIN == https://* || $INSECURE == 1 ]] || die "$ORIGIN has no TLS: passwords would cross the network in the clear. Use https://, or say --insecure-http for a test"
    [[ -n $REGISTRY ]] || die "--registry is missing: setup-aks.sh printed it"
    [[ -n $BROKERS ]] || die "--brokers is missing: HOST:PORT of the Kafka API"
    [[ -f $CHART/values-$PROFILE.yaml ]] || die "--profile is prod or small, not $PROFILE"
    TAG=${TAG:-$(git -C "$ROOT" rev-parse --short=12 HEAD)}
    [[ $TAG != latest ]] || die "--tag latest says nothing about what runs: name a version or a commit"
}

# The values of this release, as Helm takes them.
release_values() {
    VALUES=(--values "$CHART/values-$PROFILE.yaml")
    [[ $ORIGIN == https://* ]] || VALUES+=(--set-string tls.existingSecret=)
    VALUES+=("${EXTRA[@]}" --set-string "publicOrigin=$ORIGIN" --set-string "image.registry=$REGISTRY"
        --set-string "image.tag=$TAG" --set-string "kafka.brokers=${BROKERS//,/\\,}")
    helm template "$RELEASE" "$CHART" --namespace "$NAMESPACE" "${VALUES[@]}" >"$PRIVATE/manifest.yaml" 2>"$PRIVATE/helm.err" \
        || die "the values are wrong: $(<"$PRIVATE/helm.err")"
}

# A cluster without the Prometheus operator knows none of its objects, and Azure's managed Prometheus no rules.
check_monitoring() {
    [[ $DRY_RUN == 0 ]] || return 0
    local kind group
    for kind in ServiceMonitor PrometheusRule; do
        group=$(awk -v kind="$kind" '$1 == "apiVersion:" { group = $2 } $0 == "kind: " kind { print group; exit }' "$PRIVATE/manifest.yaml")
        [[ -n $group ]] || continue
        has_kind "${kind,,}s.${group%/*}" && continue
        say "this cluster has no $kind of ${group%/*}: installing without"
        VALUES+=(--set "monitoring.${kind,}=false")
    done
}

check_dapr() {
    [[ $DRY_RUN == 0 ]] || return 0
    has_kind components.dapr.io || die "Dapr is missing in this cluster: run scripts/install-dapr.sh"
    kubectl --namespace dapr-system rollout status deployment/dapr-sidecar-injector --timeout 10s >"$PRIVATE/injector" 2>&1 && return
    cat "$PRIVATE/injector" >>"$LOG_FILE"
    if grep -q Forbidden "$PRIVATE/injector"; then
        say "whether Dapr's sidecar injector is ready is not checked: you may not look into dapr-system"
        return
    fi
    die "Dapr's sidecar injector is not ready: run scripts/install-dapr.sh, which says why"
}

# Every Secret that the manifests name, with the keys that they name.
check_secrets_there() {
    [[ $DRY_RUN == 0 ]] || return 0
    if grep -q '^kind: SecretProviderClass' "$PRIVATE/manifest.yaml"; then
        say "secrets come from the vault"
    else
        check_own_secrets
    fi
    check_certificate
}

check_own_secrets() {
    local name key keys
    keys=$(secret_keys "$SECRET_NAME") || die "the Secret $SECRET_NAME is missing in $NAMESPACE: run scripts/setup-secrets.sh"
    for key in "${SECRET_KEYS[@]}" "${OPTIONAL_KEYS[@]}"; do
        grep -q "key: $key" "$PRIVATE/manifest.yaml" || continue
        grep -qx "$key" <<<"$keys" || die "the Secret $SECRET_NAME lacks $key: run scripts/setup-secrets.sh"
    done
    for name in "$DAPR_TOKEN_NAME" "$APP_TOKEN_NAME" "$WEBHOOK_KEYS_NAME" "$VAPID_KEY_NAME"; do
        [[ $name == "$DAPR_TOKEN_NAME" || $name == "$APP_TOKEN_NAME" ]] || grep -q "name: $name" "$PRIVATE/manifest.yaml" || continue
        has_key "$name" token || die "the Secret $name is missing in $NAMESPACE: run scripts/setup-secrets.sh"
    done
}

# That of the frontend, or of the ingress, unless cert-manager writes it once the ingress is there.
check_certificate() {
    local name
    name=$(awk '/^ +secret: \{secretName:/ { gsub(",", ""); print $3; exit }
        /^kind: Ingress$/ { ingress = 1 } /cert-manager.io\/|kubernetes.io\/tls-acme/ { managed = 1 }
        /^---$/ { ingress = 0 } ingress && !managed && /^ +secretName:/ { print $2; exit }' "$PRIVATE/manifest.yaml")
    [[ -z $name ]] || has_key "$name" tls.crt \
        || die "the TLS Secret $name is missing in $NAMESPACE: run scripts/setup-secrets.sh --tls-cert FILE --tls-key FILE"
}

check_images() {
    [[ $CLUSTER_ONLY == 0 && $DRY_RUN == 0 ]] || return 0
    need az
    local service
    for service in backend frontend; do
        read_only az acr repository show --name "${REGISTRY%%.*}" --image "todo-chatbot/$service:${TAG%%@*}" --output none \
            || die "the image todo-chatbot/$service:$TAG is not in $REGISTRY: has the pipeline pushed it, are you signed in?"
    done
}

# A namespace has room for one release: the sidecars' names are fixed.
check_release() {
    local others
    # Each status by name: Helm 4 knows no --all, Helm 3 lists not all without.
    others=$(read_only helm --namespace "$NAMESPACE" list --deployed --failed --pending --superseded --uninstalling --output json | jq -r --arg mine "$RELEASE" \
        '.[] | select(.chart | startswith("todo-chatbot-")) | select(.name != $mine) | .name') || others=''
    [[ -z $others ]] || die "namespace $NAMESPACE has another release already: $others. Say RELEASE=$others, or another NAMESPACE"
    # A release that was interrupted blocks the next one.
    local history last
    history=$(history_of_release) || history=''
    last=$(tail -n 1 <<<"$history")
    if [[ $last == *pending-* ]]; then
        grep -qE ' (deployed|superseded)$' <<<"$history" \
            || die "the first release was interrupted: run \`helm --namespace $NAMESPACE uninstall $RELEASE\`, then this again"
        die "revision ${last%% *} was interrupted: run scripts/rollback.sh, then this again"
    fi
    PREVIOUS=$(history_of_release | awk '$2 == "deployed" { last = $1 } END { print last }') || PREVIOUS=''
}

upgrade() {
    mkdir "$PRIVATE/words"
    [[ $DRY_RUN == 1 ]] || in_background keep_last_words "$PRIVATE/words"
    run helm upgrade --install "$RELEASE" "$CHART" --namespace "$NAMESPACE" "${VALUES[@]}" \
        --wait --timeout "$TIMEOUT" "$(rollback_option)" && { finish_background; return; }
    finish_background
    explain_failure
    if [[ -n $PREVIOUS ]]; then
        verify || die "the release failed, and the one before, revision $PREVIOUS, does not answer either: docs/deployment/TROUBLESHOOTING.md"
        die "the release failed and was rolled back to revision $PREVIOUS, which answers. Nothing changed for users; what failed is above"
    fi
    remove_hooks
    die "the first release failed and was removed again; what failed is above"
}

# What runs before a release is not part of it: Helm leaves it.
remove_hooks() {
    local kinds=job,networkpolicy,serviceaccount
    ! grep -q '^kind: SecretProviderClass' "$PRIVATE/manifest.yaml" || kinds+=,secretproviderclass
    run kubectl --namespace "$NAMESPACE" delete "$kinds" --selector "app.kubernetes.io/instance=$RELEASE" --ignore-not-found || true
}

# What the cluster says about pods that were not ready, and what they said themselves.
explain_failure() {
    run kubectl --namespace "$NAMESPACE" get events --field-selector type=Warning --sort-by .lastTimestamp || true
    run kubectl --namespace "$NAMESPACE" logs "job/$(full_name)-migration" --tail 5 || true
    show_last_words "$PRIVATE/words"
}

wait_for_address() {
    [[ $DRY_RUN == 0 ]] || return 0
    local address
    for _ in {1..60}; do
        address=$(public_address) || address=''
        [[ -z $address ]] || { say "the load balancer has the address $address"; return; }
        [[ $(read_only kubectl --namespace "$NAMESPACE" get service "$(full_name)-frontend" \
            --output jsonpath='{.spec.type}') == LoadBalancer ]] || return 0
        sleep "${POLL_SECONDS:-2}"
    done
    say "the load balancer has no address after two minutes: \`kubectl -n $NAMESPACE describe service $(full_name)-frontend\`"
    return 1
}

# Sets MISSED, what it did not reach.
verify() {
    MISSED="does not become ready"
    rolled_out || return 1
    MISSED="got no public address"
    wait_for_address || return 1
    MISSED="does not pass the smoke tests"
    [[ $SMOKE == 0 ]] || run "$ROOT/scripts/smoke-tests.sh" --url "$ORIGIN"
}

release_or_roll_back() {
    verify && return
    [[ -n $PREVIOUS ]] || die "the first release $MISSED: it is left as it is, to be looked at, and this can be run again"
    local missed=$MISSED
    COLOUR=$RED say "the release $missed: rolling back to revision $PREVIOUS"
    local options=(--revision "$PREVIOUS" --yes)
    [[ -z $CONTEXT ]] || options+=(--context "$CONTEXT")
    [[ $SMOKE == 0 ]] || options+=(--url "$ORIGIN")
    "$ROOT/scripts/rollback.sh" "${options[@]}" || die "the rollback to revision $PREVIOUS failed, too: docs/deployment/TROUBLESHOOTING.md"
    die "the release $missed; revision $PREVIOUS serves again"
}

check_arguments
need helm kubectl jq curl
private_folder
use_context "$CONTEXT"
timed "checking values" release_values
timed "checking Dapr" check_dapr
timed "checking monitoring" check_monitoring
timed "checking images" check_images
timed "checking the release" check_release
timed "preparing the namespace" ensure_namespace
timed "checking secrets" check_secrets_there
timed "installing (migration first)" upgrade
timed "verifying" release_or_roll_back
printf '%s\n' "${TIMINGS[@]}" >&2
good "version $TAG is verified after $SECONDS s"
echo "$ORIGIN"
