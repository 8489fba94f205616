#!/usr/bin/env bash
# Proves the product on the cluster that KUBECONFIG names, installed by the operator's own scripts; database and broker
# run on this machine, outside the cluster. Writes docs/CLUSTER.md.
#
# usage: test-cluster.sh [--yes] [PART...]     parts: install use guard scale change failures break faults; all without any
#
#   HOST_ADDRESS  this machine's address, as pods reach it
#   LOAD_IMAGES   what brings an image archive into the nodes, for example "kind load image-archive"; not set: they are there
#   IMAGES        folder with backend.tar and frontend.tar, made by images.sh TAG FOLDER; built where it is not set
#   TAG           their tag (default: the current commit)
#   DAPR_CHART    a chart on disk, where the public chart repository cannot be reached and the cluster has no Dapr
#   DAPR_VALUES   values for it, for example where its images are
#   REPORT        where the report goes (default: docs/CLUSTER.md)
# shellcheck source=scripts/dev/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

YES=0
PARTS=()
while (($#)); do
    case $1 in
        --yes) YES=1 ;;
        -*) die "unknown option $1: the comment at the top of this script says what there is" ;;
        *) PARTS+=("$1") ;;
    esac
    shift
done
((${#PARTS[@]})) || PARTS=(install use guard scale change failures break faults)
for part in "${PARTS[@]}"; do
    [[ -f scripts/dev/cluster/$part.sh ]] || die "there is no part $part: install use guard scale change failures break faults"
done

export NAMESPACE=todo-proof RELEASE=todo
FAULTS=$NAMESPACE-faults
HOST=todo.test
ORIGIN=https://$HOST
TAG=${TAG:-$(git rev-parse --short=12 HEAD)}
REPORT=${REPORT:-$ROOT/docs/CLUSTER.md}
WORK=$(mktemp -d "${TMPDIR:-/tmp}/todo-cluster.XXXXXX")
chmod 755 "$WORK"
export LOG_FILE=$WORK/operator.log
PIDS=()
FAILED=0

# shellcheck source=scripts/dev/cluster/lib.sh
source scripts/dev/cluster/lib.sh
# shellcheck source=scripts/dev/cluster/criteria.sh
source scripts/dev/cluster/criteria.sh

check_surroundings() {
    have kubectl || die "kubectl is missing: install it, then run this again"
    have helm || die "helm is missing: install it, then run this again"
    CONTEXT=$(kubectl config current-context 2>/dev/null) || die "KUBECONFIG names no cluster: start one (kind, AKS), and set KUBECONFIG"
    kubectl get --raw /readyz >/dev/null 2>&1 || die "the cluster $CONTEXT does not answer: is it running?"
    [[ -n ${HOST_ADDRESS:-} ]] || die "HOST_ADDRESS is missing: this machine's address, as pods reach it"
    if [[ $YES == 0 ]]; then
        [[ -t 0 ]] || die "this makes and deletes the namespace $NAMESPACE on $CONTEXT: say --yes if you mean it"
        local answer
        read -r -p "Make and delete the namespace $NAMESPACE on $CONTEXT? [y/N] " answer
        [[ $answer == [yY]* ]] || die "nothing was changed"
    fi
}

clean_up() {
    local status=$? pid
    trap - EXIT INT TERM
    for pid in "${PIDS[@]}"; do
        kill -TERM "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    forget_name
    if [[ ${KEEP:-} != true ]]; then
        helm --namespace "$NAMESPACE" uninstall "$RELEASE" --wait --timeout 2m >/dev/null 2>&1 || true
        kubectl delete namespace "$NAMESPACE" "$FAULTS" stranger --ignore-not-found --timeout 2m >/dev/null 2>&1 || true
        stop_outside
        rm -rf "$WORK"
    else
        log "kept, as KEEP says: namespace $NAMESPACE, $WORK"
    fi
    exit "$status"
}

check_surroundings
trap clean_up EXIT
trap 'exit 130' INT TERM
log "cluster $CONTEXT: ${PARTS[*]}"
[[ ! " ${PARTS[*]} " =~ \ (change|failures|break)\  ]] || prepare_books
start_outside
for part in "${PARTS[@]}"; do
    # shellcheck source=/dev/null
    source "scripts/dev/cluster/$part.sh"
    run_part "$part"
done
write_report
echo "test result: cluster. $((${#PARTS[@]} - FAILED)) passed; $FAILED failed; 0 ignored"
((FAILED == 0))
