#!/usr/bin/env bash
# Goes back to an earlier revision, and verifies it.
#
# usage: rollback.sh [--list] [--revision N] [--url URL] [--context NAME] [--timeout 5m] [--dry-run] [--yes]
#
#   --list      show the revisions and do nothing
#   --revision  the one to go back to; without it, the last one before the current that was deployed
#   --url       run the smoke tests there afterwards
#
# The database stays as it is: migrations expand first and contract a release later, so the version before still runs.
# Environment: NAMESPACE (todo), RELEASE (todo).
# shellcheck source=scripts/lib/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/common.sh"
# shellcheck source=scripts/lib/cluster.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/cluster.sh"

LIST=0 REVISION='' URL='' CONTEXT='' TIMEOUT=5m
while (($#)); do
    case $1 in
        --list) LIST=1 ;;
        --revision) REVISION=$(value "$@"); shift ;;
        --url) URL=$(value "$@"); shift ;;
        --context) CONTEXT=$(value "$@"); shift ;;
        --timeout) TIMEOUT=$(value "$@"); shift ;;
        *) common_option "$1" || unknown_option "$1" ;;
    esac
    shift
done
[[ -z $REVISION || $REVISION =~ ^[1-9][0-9]*$ ]] || die "--revision is a number: --list shows them"

need jq
use_context "$CONTEXT"
if [[ $LIST == 1 ]]; then
    helm --namespace "$NAMESPACE" history "$RELEASE" --max 20
    exit
fi
HISTORY=$(history_of_release) || HISTORY=''
[[ -n $HISTORY || $DRY_RUN == 1 ]] || die "there is no release $RELEASE in namespace $NAMESPACE: say RELEASE and NAMESPACE"
CURRENT=$(tail -n 1 <<<"$HISTORY")
if [[ -z $REVISION ]]; then
    # The last that was good and is not the one that runs; a failed one was never good.
    REVISION=$(head -n -1 <<<"$HISTORY" | awk '$2 == "deployed" || $2 == "superseded" { last = $1 } END { print last }')
    [[ -n $REVISION || $DRY_RUN == 1 ]] || die "no earlier revision was ever deployed: there is nothing to go back to. If the first release was interrupted, run \`helm --namespace $NAMESPACE uninstall $RELEASE\` and deploy again"
    REVISION=${REVISION:-1}
elif [[ $DRY_RUN == 0 ]]; then
    grep -qE "^$REVISION (deployed|superseded)$" <<<"$HISTORY" || die "revision $REVISION was never deployed: --list shows which were"
    [[ $REVISION != "${CURRENT%% *}" ]] || { [[ $CURRENT == *deployed ]] && die "revision $REVISION is the one that runs"; }
fi

confirm "Go back from revision ${CURRENT%% *} to revision $REVISION?"
step "rolling back to revision $REVISION"
run helm --namespace "$NAMESPACE" rollback "$RELEASE" "$REVISION" --wait --timeout "$TIMEOUT" \
    || die "Helm could not go back to revision $REVISION: the log says why; docs/deployment/TROUBLESHOOTING.md"
rolled_out || die "revision $REVISION does not become ready: docs/deployment/TROUBLESHOOTING.md"
if [[ -n $URL ]]; then
    run "$ROOT/scripts/smoke-tests.sh" --url "$URL" || die "revision $REVISION runs, but does not pass the smoke tests"
fi
good "revision $REVISION serves after $SECONDS s"
