#!/usr/bin/env bats
# load-test.sh, with a k6 that only says what it measured. scripts/lib/load.js runs against the product itself.

load setup.bash

measured() {
    rm "$WORK/bin/k6"
    cat >"$WORK/bin/k6" <<SH
#!/usr/bin/env bash
[[ \$1 != version ]] || { echo "k6 \${K6_VERSION:-v1.8.1} (go)"; exit; }
for argument; do
    [[ \$argument != OUT=* ]] || echo '$1' >"\${argument#OUT=}"
done
sleep 2
SH
    chmod +x "$WORK/bin/k6"
}

GOOD='{"requests":1000,"requests_per_second":100,"failed":0,"failed_percent":0,"p50_ms":10,"p95_ms":20,"p99_ms":30,"max_ms":40}'

load_test() {
    "$SCRIPTS/load-test.sh" --yes --url https://todo.example.com --minutes 0.1 "$@"
}

@test "it reports what was measured, and when the pods were there" {
    measured "$GOOD"
    seen() { printf 'Deployment backend %d\\nDeployment frontend 2\\nHorizontalPodAutoscaler backend %d\\nHorizontalPodAutoscaler frontend 2' "$@"; }
    answer 'kubectl*get deployments,hpa*' 0 "$(seen 5 5)"
    answer 'kubectl*get deployments,hpa*' 0! "$(seen 2 5)"
    run load_test --json out.json
    [[ $status == 0 ]]
    said "answered  p50 10 ms, p95 20 ms, p99 30 ms"
    # It counts whole seconds: where one begins in between, it is one more.
    [[ $output =~ "backend   2 -> 5 pods ready after "[12]" s, 5 wanted" ]]
    [[ $output =~ "frontend  2 -> 2 pods ready after "[01]" s, 2 wanted" ]]
    [[ $(jq .scaling.pods_most out.json) == 5 ]]
}

@test "failed requests fail the test" {
    measured "${GOOD/\"failed_percent\":0/\"failed_percent\":0.2}"
    run load_test --no-cluster
    [[ $status == 1 ]]
    said "the load was too much"
    not_called kubectl
}

@test "slow answers fail the test" {
    measured "${GOOD/\"p50_ms\":10/\"p50_ms\":900}"
    run load_test --no-cluster
    [[ $status == 1 ]]
}

@test "a k6 that fails is reported, and nobody goes on watching" {
    rm "$WORK/bin/k6"
    printf '#!/usr/bin/env bash\n[[ $1 != version ]] || { echo "k6 v1.8.1"; exit; }\necho "no such script" >&2\nexit 107\n' >"$WORK/bin/k6"
    chmod +x "$WORK/bin/k6"
    run load_test
    [[ $status == 1 ]]
    said "no such script"
    said "k6 ended with an error"
    calls=$(wc -l <"$CALLS")
    sleep 2.2
    [[ $(wc -l <"$CALLS") == "$calls" ]]
}

@test "another version of k6 is refused" {
    measured "$GOOD"
    K6_VERSION=v0.52.0 run load_test --no-cluster
    [[ $status == 1 ]]
    said "is not version 1"
}

@test "without k6 its image is used" {
    rm "$WORK/bin/k6"
    local folder path=
    while read -rd: folder; do
        [[ -x $folder/k6 ]] || path+=$folder:
    done <<<"$PATH:"
    [[ -n $(PATH=$path command -v jq) ]] || skip "a k6 lies beside the other tools"
    PATH=$path run load_test --no-cluster
    called "grafana/k6:1.8.1 run"
    [[ $status == 1 ]]
    said "k6 measured nothing"
}
