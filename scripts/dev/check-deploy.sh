#!/usr/bin/env bash
# Checks everything that is deployed: chart, images, operator's scripts, pipeline. No cluster is needed.
# A check whose tool cannot be had is reported as SKIPPED, by name; with CI=true that is a failure, unless the tool is one that is
# only used where the machine has it.
# shellcheck source=scripts/dev/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=scripts/dev/deploy-tools.sh
source "$(dirname "${BASH_SOURCE[0]}")/deploy-tools.sh"
cd "$ROOT"

CHART=helm/todo-chatbot
WORK=$(mktemp -d "${TMPDIR:-/tmp}/todo-deploy.XXXXXX")
trap 'rm -rf "$WORK"' EXIT
PASSED=0
FAILED=0
SKIPPED=0
LEFT_OUT=0

# check_where_there NAME TOOL COMMAND...: with a tool that nothing here fetches.
check_where_there() {
    if have "$2"; then
        check "$@"
    else
        log "SKIPPED $1: $2 is not on this machine, and is not fetched"
        LEFT_OUT=$((LEFT_OUT + 1))
    fi
}

# check NAME TOOL[,TOOL...] COMMAND...
check() {
    local name=$1 tools=$2 began=$SECONDS tool
    shift 2
    for tool in ${tools//,/ }; do
        have "$tool" && continue
        log "SKIPPED $name: $tool cannot be had on this machine"
        SKIPPED=$((SKIPPED + 1))
        return
    done
    # Not in a condition: `set -e` must hold inside the check.
    set +e
    (set -e; "$@") >"$WORK/$name.log" 2>&1
    local status=$?
    set -e
    if ((status == 0)); then
        log "passed  $name ($((SECONDS - began)) s)$(counted "$WORK/$name.log")"
        PASSED=$((PASSED + 1))
    else
        sed "s/^/$name: /" "$WORK/$name.log" >&2
        log "FAILED  $name ($((SECONDS - began)) s)"
        FAILED=$((FAILED + 1))
    fi
}

# How many tests a runner says it ran.
counted() {
    sed -n 's/^\([0-9]* passed\).*/: \1/p; s/^1\.\.\([0-9]*\)$/: \1 passed/p' "$1" | head -n 1
}

# accepted TOOL: the checks that the tool is to skip; accepted-findings.txt says why.
accepted() {
    awk -v tool="$1" '$1 == tool { print $2 }' helm/accepted-findings.txt
}

render() {
    local file name
    mkdir -p "$WORK/rendered"
    for file in "$CHART"/ci/*-values.yaml; do
        name=$(basename "$file" -values.yaml)
        helm lint --quiet --strict "$CHART" -f "$file"
        helm template todo "$CHART" --namespace todo -f "$file" >"$WORK/rendered/$name.yaml"
    done
    for name in prod small; do
        helm lint --quiet --strict "$CHART" -f "$CHART/values-$name.yaml" --set publicOrigin=https://todo.example.com \
            --set image.registry=registry.example.com --set kafka.brokers=broker.example.com:9092
    done
}

chart_tests() {
    pytest -q -p no:cacheprovider helm/tests
}

chart_score() {
    local ignore=() check
    for check in $(accepted kube-score); do ignore+=(--ignore-test "$check"); done
    kube-score score --kubernetes-version v1.31 --output-format ci "${ignore[@]}" \
        "$WORK"/rendered/{default,tls,ingress,keyvault}.yaml >"$WORK/score" || true
    grep -q '^\[OK\]' "$WORK/score"
    ! grep -E '^\[(CRITICAL|WARNING)\]' "$WORK/score"
}

# Without the pod of `helm test`: it runs once, and needs no probes.
chart_checkov() {
    local name
    mkdir -p "$WORK/lasting"
    for name in default tls ingress keyvault; do
        helm template todo "$CHART" --namespace todo --skip-tests -f "$CHART/ci/$name-values.yaml" >"$WORK/lasting/$name.yaml"
    done
    checkov --directory "$WORK/lasting" --framework kubernetes --compact --quiet --skip-download \
        --skip-check "$(accepted checkov | paste -sd, -)"
}

chart_linter() {
    kube-linter lint --exclude "$(accepted kube-linter | paste -sd, -)" "$WORK"/rendered/{default,tls,ingress,keyvault}.yaml
}

# With the rules that are built in: fetching newer ones would need the network.
chart_trivy() {
    trivy config --quiet --skip-check-update --severity HIGH,CRITICAL --exit-code 1 "$WORK/rendered"
}

chart_readme() {
    helm-docs --chart-search-root helm --dry-run 2>/dev/null >"$WORK/readme"
    diff -u "$CHART/README.md" "$WORK/readme" || die "the chart's README is out of date: run \`helm-docs --chart-search-root helm\`"
}

alerts() {
    promtool check rules "$CHART/files/alerts.yaml"
    promtool test rules helm/tests/alerts.yaml
}

shell() {
    git ls-files -z '*.sh' .ci/run | xargs -0 shellcheck
}

# The longest check: it begins first, and is waited for last.
begin_script_tests() {
    have bats && have helm && have jq && have openssl || return 0
    { bats scripts/tests && echo 0 || echo 1; } >"$WORK/bats" 2>&1 &
    SCRIPT_TESTS=$!
}

script_tests() {
    # Until they have ended, whatever they wrote: a full disk takes the last line away.
    while kill -0 "$SCRIPT_TESTS" 2>/dev/null; do sleep 0.2; done
    sed '$d' "$WORK/bats"
    [[ $(tail -n 1 "$WORK/bats") == 0 ]]
}

# Keys and tokens by their shape. What the scripts print, log and pass on is searched by their own tests, what the chart
# renders by the chart's.
secrets() {
    local shapes='-----BEGIN [A-Z ]*PRIVATE KEY-----|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|xox[abprs]-[0-9A-Za-z-]{10,}'
    shapes+='|AccountKey=[A-Za-z0-9+/=]{40,}|eyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}|hooks\.slack\.com/services/T[A-Z0-9]+'
    echo "-----BEGIN EC PRIVATE ""KEY-----" | grep -qE -e "$shapes"
    ! git grep -nIE -e "$shapes" -- ':!scripts/dev/check-deploy.sh' || die "that looks like a secret: take it out, and make it invalid"
    ! grep -rnE -e "$shapes" "$WORK/rendered" || die "the chart renders what looks like a secret"
}

workflows() {
    actionlint -shellcheck "$(command -v shellcheck)"
}

workflow_security() {
    zizmor --offline --quiet --pedantic .github
}

compose() {
    local profile
    for profile in '' monitoring; do
        COMPOSE_PROFILES=$profile compose-check compose.yaml >"$WORK/compose.yaml"
        grep -q 'name: todo-chatbot' "$WORK/compose.yaml"
    done
}

dockerfiles() {
    hadolint Dockerfile.backend Dockerfile.frontend
}

deploy_tools
begin_script_tests
check render helm render
check chart pytest,helm,go chart_tests
check kube-score kube-score chart_score
check checkov checkov chart_checkov
check_where_there kube-linter kube-linter chart_linter
check_where_there trivy trivy chart_trivy
check readme helm-docs chart_readme
check secrets git secrets
check alerts promtool alerts
check workflows actionlint,shellcheck workflows
check pipeline zizmor workflow_security
check dockerfiles hadolint dockerfiles
check compose compose-check compose
check shellcheck shellcheck shell
check scripts bats,helm,jq,openssl script_tests

((SKIPPED == 0)) || [[ ${CI:-} != true ]] || { FAILED=$((FAILED + SKIPPED)); log "with CI=true nothing may be skipped"; }
echo "test result: deploy. $PASSED passed; $FAILED failed; $((SKIPPED + LEFT_OUT)) ignored"
((FAILED == 0))
