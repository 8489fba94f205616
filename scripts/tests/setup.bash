# shellcheck shell=bash
# What every test of the operator's scripts needs. Loaded by bats.
# shellcheck disable=SC2034,SC2154 # bats reads and sets these

SCRIPTS=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
# Nothing of this may be seen anywhere but in the Secret.
CANARY=canary-7f3a9c

setup() {
    WORK=$BATS_TEST_TMPDIR
    export CALLS=$WORK/calls ANSWERS=$WORK/answers LOG_FILE=$WORK/log TMPDIR=$WORK POLL_SECONDS=0
    : >"$CALLS"
    : >"$ANSWERS"
    mkdir "$WORK/bin"
    local name
    for name in az kubectl kubelogin rpk kafka-topics.sh kafka-configs.sh k6 docker pg_dump psql curl; do
        ln -s "$SCRIPTS/tests/fakes/fake" "$WORK/bin/$name"
    done
    # The chart is rendered by the real Helm; everything else that Helm would do is recorded.
    REAL_HELM=$(command -v helm) || true
    export REAL_HELM
    cat >"$WORK/bin/helm" <<'SH'
#!/usr/bin/env bash
case $1 in
    template | version) exec "$REAL_HELM" "$@" ;;
esac
exec "$(dirname "$0")/helm.fake/helm" "$@"
SH
    chmod +x "$WORK/bin/helm"
    mkdir "$WORK/bin/helm.fake"
    ln -s "$SCRIPTS/tests/fakes/fake" "$WORK/bin/helm.fake/helm"
    PATH=$WORK/bin:$PATH
    cd "$WORK" || exit 1
    cat >.env <<ENV
DATABASE_URL=postgres://app:$CANARY-app@db.example.com/todo?sslmode=require
MIGRATION_DATABASE_URL="postgres://owner:$CANARY-owner@db.example.com/todo?sslmode=require"
KAFKA_USERNAME=todo
KAFKA_PASSWORD='$CANARY-kafka'
ENV
    answer 'kubectl config current-context' 0 test-cluster
}

# answer PATTERN STATUS [OUTPUT]: later ones come first.
answer() {
    printf '%s\t%s\t%s\n' "$1" "$2" "${3:-}" | cat - "$ANSWERS" >"$ANSWERS.new"
    mv "$ANSWERS.new" "$ANSWERS"
}

called() {
    grep -qF -- "$1" "$CALLS" || { echo "not called: $1; calls were:"; cat "$CALLS"; return 1; }
}

not_called() {
    ! grep -F -- "$1" "$CALLS"
}

# said TEXT: in what the script printed.
said() {
    [[ $output == *"$1"* ]] || { echo "not said: $1; output was:"; echo "$output"; return 1; }
}

# The order in which two calls came.
before() {
    local first second
    first=$(grep -nF -- "$1" "$CALLS" | head -n 1 | cut -d: -f1)
    second=$(grep -nF -- "$2" "$CALLS" | head -n 1 | cut -d: -f1)
    [[ -n $first && -n $second && $first -lt $second ]] || { echo "not in this order: $1 | $2"; cat "$CALLS"; return 1; }
}

# No secret in what was printed, logged, or given on a command line.
no_secret_shows() {
    ! grep -rF "$CANARY" "$CALLS" "$LOG_FILE" <(printf '%s' "$output")
}
