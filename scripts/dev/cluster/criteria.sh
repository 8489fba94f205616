# shellcheck shell=bash disable=SC2154
# The success criteria beside what was measured. Sourced by test-cluster.sh.

# measured START: what the figure was whose name starts so.
measured() {
    awk -F ' [|] ' -v start="| $1" 'index($0, start) == 1 { print $2; found = 1; exit } END { exit !found }' "$WORK/figures" \
        || echo "not run"
}

criterion() {
    printf '| %s | %s | %s |\n' "$1" "$2" "$3"
}

write_criteria() {
    local part
    echo '## Success criteria'
    echo
    printf '| criterion | wanted | measured here |\n|---|---|---|\n'
    criterion SC-001 "the public address is usable within 5 minutes" "$(measured "from \`deploy.sh\`") from \`deploy.sh\` to verified over the address"
    criterion SC-002 "able to be available 99.9 % of the time" \
        "while everything above happened: $(for part in 'rolling restart of both services: books' 'rolling upgrade: books' 'every pod evicted' "Dapr's control plane restarted: books"; do
            measured "$part" | sed -n 's/.*available \([0-9.]* %\).*/\1/p'
        done | paste -sd, | sed 's/,/, /g') (restart, upgrade, eviction, control plane lost); a month cannot be had here"
    criterion SC-003 "a deployment within 10 minutes" "$(measured 'rolling upgrade: from') for an upgrade; the pipeline's own summary tells the rest"
    criterion SC-004 "every failed release is rolled back" \
        "probes: $(measured 'a release that fails its probes: undone'); migration: $(measured 'a release whose migration fails: undone'); smoke tests: $(measured 'a release that fails the smoke tests: undone')"
    criterion SC-005 "100 people at the same time" "$(measured "load of 100 people") (requests a second; p50, p99); failed: $(measured "failed requests of 100 people")"
    criterion SC-006 "more capacity within 60 s" "$(measured '100 people: from the first request')"
    criterion SC-007 "no secret in logs or code" "in the cluster: $(measured 'no secret in logs'); in the code: \`make check-deploy\`"
    criterion SC-008 "the health view is fresh within 30 s" "$(measured "database gone") until the metrics said so; they are read every 15 s"
    criterion SC-009 "a search through the logs within 10 s" "$(measured 'a search through the logs') with kubectl; Log Analytics was not there"
    criterion SC-010 "1,000 events an hour" "$(measured 'events under load')"
    criterion SC-011 "more than 95 % of the pipeline's runs succeed" "not measurable here: the pipeline's history tells"
    criterion SC-012 "cost per user" "not measured: \`docs/deployment/cost.md\` calculates it"
}
