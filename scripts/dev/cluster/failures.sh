# shellcheck shell=bash disable=SC2154
# Releases that fail are undone by themselves.

# fails_and_is_undone WHAT WORDS DEPLOY-OPTION...: the script fails, says so in these words, and the version before serves.
fails_and_is_undone() {
    local what=$1 words=$2 before after began
    shift 2
    before=$(helm --namespace "$NAMESPACE" get values "$RELEASE" --output json | jq -cS .)
    began=$(now_ms)
    if deploy "$@" >"$WORK/failed.log" 2>&1; then
        log "it did not fail"
        return 1
    fi
    grep -q "$words" "$WORK/failed.log" || { tail -n 20 "$WORK/failed.log" >&2; log "it did not say '$words'"; return 1; }
    figure "$what: undone and verified after" "$((($(now_ms) - began) / 1000)) s"
    after=$(helm --namespace "$NAMESPACE" get values "$RELEASE" --output json | jq -cS .)
    [[ $before == "$after" ]] || { log "the values are not those of before"; return 1; }
    scripts/smoke-tests.sh --url "$ORIGIN" >"$WORK/smoke.log" 2>&1 || { cat "$WORK/smoke.log" >&2; return 1; }
}

# A migration that somebody changed after it had run is refused.
spoil_migrations() {
    psql -qX "$DATABASE" -c "UPDATE _sqlx_migrations SET checksum = checksum || '\\x00' WHERE version = 1"
}

mend_migrations() {
    psql -qX "$DATABASE" -c "UPDATE _sqlx_migrations SET checksum = substring(checksum FROM 1 FOR length(checksum) - 1) WHERE version = 1"
}

migration_fails() {
    local status=0
    spoil_migrations
    fails_and_is_undone "a release whose migration fails" "rolled back" --set-string backend.env.RELEASE=migration --timeout 2m || status=$?
    mend_migrations
    return "$status"
}

part_failures() {
    local first
    first=$(revision)
    with_books "a release that fails its probes is undone" "nobody is refused" \
        fails_and_is_undone "a release that fails its probes" "rolled back" --set-string backend.env.LOG_FORMAT=nonsense --timeout 90s
    with_books "a release whose migration fails is undone" "nobody is refused" migration_fails
    # It answers inside, but nobody may connect.
    with_books "a release that fails the smoke tests is undone" "" \
        fails_and_is_undone "a release that fails the smoke tests" "serves again" --set 'service.loadBalancerSourceRanges[0]=203.0.113.0/24'
    scripts/rollback.sh --yes --context "$CONTEXT" --revision "$first" --url "$ORIGIN"
    figure "\`rollback.sh\` to revision $first" "verified" "" yes
}
