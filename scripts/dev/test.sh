#!/usr/bin/env bash
# Runs every check, each as a part with its time; goes on after a failure and closes with a table.
# shellcheck source=scripts/dev/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

WORK=$(mktemp -d "${TMPDIR:-/tmp}/todo-test.XXXXXX")
chmod 755 "$WORK"
trap 'scripts/dev/postgres.sh stop "$WORK/pg" || true; rm -rf "$WORK"' EXIT

have cargo || die "Rust is missing: install it with rustup (https://rustup.rs), then run this again"

SUMMARY=()
FAILED=0

part() {
    local name=$1 began=$SECONDS result=passed
    shift
    log "== $name"
    # Not in a condition: `set -e` must hold inside the part.
    set +e
    (set -e; "$@") 2>&1 | tee "$WORK/$name.log"
    [[ ${PIPESTATUS[0]} -eq 0 ]] || { result=FAILED; FAILED=$((FAILED + 1)); }
    set -e
    SUMMARY+=("$(printf '%-12s %-8s %4ds' "$name" "$result" $((SECONDS - began)))")
}

format() {
    cargo fmt --all --check
}

# The services and tests, then what browsers run: other code is compiled for them.
lint() {
    SQLX_OFFLINE=true cargo clippy --workspace --all-targets --locked -- -D warnings
    local wasm
    wasm=$(scripts/dev/wasm.sh)
    # The distribution's Rust, where rustup has no target, has no clippy.
    [[ $wasm != cargo ]] || cargo clippy --locked --target wasm32-unknown-unknown -p frontend --bin browser \
        --no-default-features --features hydrate -- -D warnings
}

# The checked-in descriptions of the queries agree with the migrations.
queries() {
    local version
    version=$(sed -n '/^name = "sqlx"$/{n;s/version = "\(.*\)"/\1/p}' Cargo.lock)
    if [[ $("$CACHE/tools/bin/sqlx" --version 2>/dev/null) != "sqlx-cli $version" ]]; then
        log "installing sqlx-cli $version into $CACHE/tools: it checks the SQL against the schema"
        cargo install sqlx-cli --version "$version" --locked --no-default-features \
            --features postgres --root "$CACHE/tools"
    fi
    PATH=$CACHE/tools/bin:$PATH
    sqlx migrate run --source backend/migrations
    cargo sqlx prepare --workspace --check
}

tests() {
    SQLX_OFFLINE=true cargo test --workspace --locked --no-fail-fast
}

sidecar_and_broker() {
    scripts/dev/daprd.sh >/dev/null
    scripts/dev/daprd.sh sentry >/dev/null
    have java || apt_install "running the Kafka broker" default-jre-headless
    have mvn || apt_install "fetching the Kafka broker" maven
}

# The API against its own description, and recurrence rules against another implementation's.
api() {
    scripts/dev/api.sh
}

api_tools() {
    have python3 || apt_install "checking the API against its description" python3
    scripts/dev/api-tools.sh >/dev/null
}

# optional NAME PREPARE: a part whose prerequisites cannot be had is skipped, and says so. Not in CI.
optional() {
    local began=$SECONDS
    if (set -e; "$2"); then
        part "$1" "$1"
    elif [[ ${CI:-} == true ]]; then
        FAILED=$((FAILED + 1))
        SUMMARY+=("$(printf '%-12s %-8s %4ds' "$1" FAILED $((SECONDS - began)))")
    else
        SUMMARY+=("$(printf '%-12s %-8s %4ds  its prerequisites are missing, see above' "$1" SKIPPED $((SECONDS - began)))")
    fi
}

# What a test writes need not outlive this machine.
export POSTGRES_OPTIONS="-c fsync=off"
DATABASE_URL=$(scripts/dev/postgres.sh start "$WORK/pg")
export DATABASE_URL

part format format
part lint lint
part queries queries
part tests tests
optional conformance sidecar_and_broker
optional api api_tools
part browser scripts/dev/e2e.sh
part deploy scripts/dev/check-deploy.sh
# A cluster of somebody's is not for tests: only who says how pods reach this machine means it.
if [[ -n ${KUBECONFIG:-} && -n ${HOST_ADDRESS:-} ]]; then
    REPORT=$WORK/CLUSTER.md part cluster scripts/dev/test-cluster.sh --yes
else
    SUMMARY+=("$(printf '%-12s %-8s %4ds  no cluster is named: KUBECONFIG, and HOST_ADDRESS, are not set' cluster SKIPPED 0)")
fi

# cargo's own lines hold the counts of every test binary, Playwright's last ones those of the specs.
counts=$(awk '/^test result:/ { passed += $4; failed += $6; skipped += $8 }
    /^  [0-9]+ passed/ { passed += $1 }
    /^  [0-9]+ failed/ { failed += $1 }
    /^  [0-9]+ skipped/ { skipped += $1 }
    # The tests that need the sidecar are left out of the part `tests`.
    FILENAME ~ /conformance/ && /^test result:/ { skipped -= $4 + $6 }
    END { printf "%d passed, %d failed, %d skipped", passed, failed, skipped }' \
    "$WORK"/*.log)
echo
printf '%s\n' "${SUMMARY[@]}"
echo
# By name, so that the end of the log tells what to look at.
[[ $FAILED -eq 0 ]] || grep -hE '^test .+ \.\.\. FAILED$|^    \[[a-z-]+\] › |^\[ *[0-9]+s\] FAILED ' "$WORK"/*.log | sort -u || true
echo "$counts"
[[ $FAILED -eq 0 ]]
