# shellcheck shell=bash disable=SC2153,SC2154
# What an operator can get wrong: each ends in one message that says what to do, and nothing half-installed stays.

# refused_whole WHAT WORDS WHY COMMAND...: also says why, and nothing of the release is there afterwards.
refused_whole() {
    local what=$1 words=$2 why=$3
    shift 3
    refused "$what" "$words" "$@"
    grep -qE -e "$why" "$WORK/fault.log" || { tail -n 25 "$WORK/fault.log" >&2; figure "fault: $what: the reason" "is not said: $why" "" no; }
    eventually 60 nothing_left || figure "fault: $what: what stays" "$(left)" nothing no
}

left() {
    k get deployments,statefulsets,jobs,pods,services,networkpolicies,configmaps,serviceaccounts,components --output name \
        | grep -vE '^(configmap/kube-root-ca.crt|serviceaccount/default)$'
    helm --namespace "$NAMESPACE" list --short
}

nothing_left() {
    local left
    left=$(left) || true
    [[ -z $left ]] || { echo "$left"; return 1; }
}

# wrong_password VARIABLE: the Secrets, with a wrong password in this URL.
wrong_password() {
    (umask 077; sed -E "/^$1=/s|(://[^:]*:)[^@]*@|\1wrong@|" "$WORK/env" >"$WORK/env.wrong")
    scripts/setup-secrets.sh --yes --context "$CONTEXT" --env "$WORK/env.wrong" --tls-cert "$WORK/tls.crt" --tls-key "$WORK/tls.key"
}

unnamed_context() {
    scripts/deploy.sh --cluster-only --origin "$ORIGIN" --registry localhost --tag "$TAG" --brokers "$KAFKA"
}

part_faults() {
    printf 'apiVersion: v1\nkind: Config\ncurrent-context: gone\nclusters: [{name: gone, cluster: {server: "https://127.0.0.1:1"}}]\n' >"$WORK/gone"
    printf 'contexts: [{name: gone, context: {cluster: gone, user: gone}}]\nusers: [{name: gone, user: {}}]\n' >>"$WORK/gone"
    refused "no cluster" "kubectl knows no cluster" env KUBECONFIG=/dev/null scripts/deploy.sh --cluster-only --origin "$ORIGIN" --registry r --brokers b:1
    refused "a cluster that does not answer" "the cluster gone does not answer" \
        env KUBECONFIG="$WORK/gone" scripts/deploy.sh --cluster-only --origin "$ORIGIN" --registry r --brokers b:1
    refused "another context than the one that was meant" "kubectl talks to $CONTEXT, not to production" deploy --context production
    refused "no context and no --yes" "There is no terminal to ask on: say --yes if you mean it" unnamed_context
    if helm --namespace "$NAMESPACE" status "$RELEASE" >/dev/null 2>&1; then
        refused "another release in the namespace" "has another release already: $RELEASE" env RELEASE=second scripts/deploy.sh --yes --cluster-only \
            --context "$CONTEXT" --origin "$ORIGIN" --registry localhost --tag "$TAG" --brokers "$KAFKA" --values "$WORK/values.yaml"
    fi
    # What fails later has a namespace of its own, and is a first release there.
    NAMESPACE=$FAULTS
    refused_whole "no Secret" "the Secret todo-chatbot-secrets is missing in $FAULTS: run scripts/setup-secrets.sh" . deploy --skip-smoke
    wrong_password MIGRATION_DATABASE_URL
    refused_whole "a wrong password for the migration" "the first release failed and was removed again" "password authentication failed" \
        deploy --skip-smoke --timeout 60s
    wrong_password DATABASE_URL
    refused_whole "a wrong password for the backend" "the first release failed and was removed again" "password authentication failed" \
        deploy --skip-smoke --timeout 60s
    wrong_password NONE
    refused_whole "an image that is not there" "the first release failed and was removed again" "(ErrImage|Failed to pull|ImagePull).*not-there" \
        deploy --skip-smoke --timeout 45s --tag not-there
    refused_whole "a broker that cannot be reached" "the first release failed and was removed again" "(kafka|broker|pubsub)" \
        deploy --skip-smoke --timeout 60s --brokers "$HOST_ADDRESS:1"
    kubectl delete namespace "$FAULTS" --wait=false >/dev/null
}
