#!/usr/bin/env bash
# Lets many people work at once, and watches what the cluster does about it.
#
# usage: load-test.sh --url URL [--users 100] [--minutes 5] [--json FILE] [--no-cluster] [--context NAME] [--insecure]
#                     [--dry-run] [--yes]
#
#   --users       people at work at the same time
#   --minutes     for how long
#   --json        write what was measured to this file, too
#   --no-cluster  do not watch the autoscaler: the product runs elsewhere
#
# Reports percentiles of the time to answer, errors, and the seconds until each service had its most pods ready.
# Uses k6 (https://k6.io, AGPL), version 1.x: from the PATH, or the image grafana/k6 where Docker is at hand.
# Exit status: 1 when more than 0.1 % of the requests failed, or half of the answers took over half a second.
# shellcheck source=scripts/lib/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/common.sh"
# shellcheck source=scripts/lib/cluster.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/cluster.sh"

K6_IMAGE=grafana/k6:1.8.1

URL='' USERS=100 MINUTES=5 JSON='' WATCH=1 CONTEXT='' INSECURE=0
while (($#)); do
    case $1 in
        --url) URL=$(value "$@"); shift ;;
        --users) USERS=$(value "$@"); shift ;;
        --minutes) MINUTES=$(value "$@"); shift ;;
        --json) JSON=$(value "$@"); shift ;;
        --no-cluster) WATCH=0 ;;
        --context) CONTEXT=$(value "$@"); shift ;;
        --insecure) INSECURE=1 ;;
        *) common_option "$1" || unknown_option "$1" ;;
    esac
    shift
done
[[ $URL =~ ^https?://[A-Za-z0-9.-]+(:[0-9]+)?$ ]] || die "--url is scheme and host, for example https://todo.example.com"
[[ $USERS =~ ^[1-9][0-9]*$ ]] || die "--users is a number"
[[ $MINUTES =~ ^[0-9]+(\.[0-9]+)?$ ]] || die "--minutes is a number"
need jq
private_folder

if command -v k6 >/dev/null; then
    [[ $(k6 version) == *" v1."* ]] || die "$(k6 version) is not version 1: install k6 1.x"
    K6=(k6)
elif command -v docker >/dev/null; then
    chmod 755 "$PRIVATE"
    mkdir -m 777 "$PRIVATE/out"
    K6=(docker run --rm --network host --volume "$ROOT/scripts/lib:$ROOT/scripts/lib:ro" --volume "$PRIVATE/out:$PRIVATE/out" "$K6_IMAGE")
else
    die "k6 is missing: install version 1.x (https://k6.io), or Docker"
fi
mkdir -p "$PRIVATE/out"

# Each second a line for each service and each of their autoscalers: seconds since the start, kind, component, pods that are ready
# or that it wants.
watch_pods() {
    local began=$EPOCHSECONDS seen
    while true; do
        seen=$(kubectl --namespace "$NAMESPACE" get deployments,hpa --selector "app.kubernetes.io/instance=$RELEASE" --output \
            'jsonpath={range .items[*]}{.kind} {.metadata.labels.app\.kubernetes\.io/component} {.status.readyReplicas}{.status.desiredReplicas}{"\n"}{end}') || seen=''
        awk -v at=$((EPOCHSECONDS - began)) '{ print at, $0 }' <<<"$seen" >>"$PRIVATE/pods"
        sleep 1
    done
}

# scaling SERVICE: seconds until the most of its pods that were ever ready were ready, how many there were at first and then, and
# how many the autoscaler wanted, as JSON.
scaling() {
    awk -v service="$1" 'NF != 4 || $3 != service { next }
        $2 == "Deployment" { if (from == "") from = $4; if ($4 + 0 > most) { most = $4 + 0; at = $1 } }
        $2 == "HorizontalPodAutoscaler" && $4 + 0 > wanted { wanted = $4 + 0 }
        END { printf "{\"seconds\": %d, \"pods_before\": %d, \"pods_most\": %d, \"pods_wanted\": %d}", at, from, most, wanted }' "$PRIVATE/pods"
}

confirm "Let $USERS people work at $URL for $MINUTES minutes?"
[[ $WATCH == 0 ]] || use_context "$CONTEXT"
LOAD=("${K6[@]}" run --quiet --no-usage-report --summary-mode compact --env "URL=$URL" --env "USERS=$USERS"
    --env "SECONDS=$(awk "BEGIN { print int($MINUTES * 60) }")" --env "OUT=$PRIVATE/out/result.json")
[[ $INSECURE == 0 ]] || LOAD+=(--insecure-skip-tls-verify)
LOAD+=("$ROOT/scripts/lib/load.js")
: >"$PRIVATE/pods"
if [[ $WATCH == 1 && $DRY_RUN == 0 ]]; then
    in_background watch_pods
fi
step "$USERS people at $URL"
run "${LOAD[@]}" || die "k6 ended with an error: see above"
[[ $DRY_RUN == 0 ]] || exit 0
[[ -s $PRIVATE/out/result.json ]] || die "k6 measured nothing: see above"
# Of the backend, which does the work, and beside it of the frontend.
jq --argjson backend "$(scaling backend)" --argjson frontend "$(scaling frontend)" --argjson watched "$WATCH" \
    '. + if $watched == 1 then {scaling: ($backend + {frontend: $frontend})} else {} end' \
    "$PRIVATE/out/result.json" >"$PRIVATE/out/final.json"
[[ -z $JSON ]] || cp "$PRIVATE/out/final.json" "$JSON"
jq -r '"requests  \(.requests) (\(.requests_per_second) a second)",
    "failed    \(.failed) (\(.failed_percent) %)",
    "answered  p50 \(.p50_ms) ms, p95 \(.p95_ms) ms, p99 \(.p99_ms) ms, slowest \(.max_ms) ms",
    (.scaling // empty | (. + {name: "backend"}), (.frontend + {name: "frontend"})
        | "\(.name + "   " | .[:9]) \(.pods_before) -> \(.pods_most) pods ready after \(.seconds) s, \(.pods_wanted) wanted")' "$PRIVATE/out/final.json"
jq -e '.failed_percent <= 0.1 and .p50_ms <= 500' "$PRIVATE/out/final.json" >/dev/null \
    || die "the load was too much: over 0.1 % failed, or half of the answers took over half a second"
good "done after $SECONDS s"
