#!/usr/bin/env bats
# What holds for every operator's script.

load setup.bash

@test "every script explains itself, and does nothing else" {
    for script in "$SCRIPTS"/*.sh; do
        run "$script" --help
        [[ $status == 0 ]]
        said usage:
        said --dry-run
        [[ $output != *shellcheck* ]]
    done
    [[ ! -s $CALLS ]]
}

@test "an unknown option is refused, with a way on" {
    for script in "$SCRIPTS"/*.sh; do
        run "$script" --colour
        [[ $status == 1 ]]
        said "unknown option --colour; see --help"
    done
}

@test "an end that nobody explained names the step, the command and the log" {
    answer 'az account show*' 0 11111111-2222-3333-4444-555555555555
    answer 'az group create*' 1 "AuthorizationFailed"
    run "$SCRIPTS/setup-aks.sh" --yes
    [[ $status == 1 ]]
    said "AuthorizationFailed"
    said "error: resource group, registry, vault, logs: \`az group create --name todo-chatbot"
    said "log: $LOG_FILE"
    [[ $(grep -c 'error: ' <<<"$output") == 1 ]]
}

@test "an end that was explained is explained once" {
    run "$SCRIPTS/rollback.sh" --revision
    [[ $(grep -c 'error: ' <<<"$output") == 1 ]]
    run "$SCRIPTS/rollback.sh" --revision one
    [[ $(grep -c 'error: ' <<<"$output") == 1 ]]
}

@test "an option without its value is refused" {
    run "$SCRIPTS/rollback.sh" --revision
    [[ $status == 1 ]]
    said "--revision needs a value"
}

@test "colours are for terminals" {
    for script in "$SCRIPTS"/*.sh; do
        run "$script" --colour
        [[ $output != *$'\e['* ]]
    done
}

@test "without a terminal nothing is changed unasked" {
    answer 'az account show*' 0 11111111-2222-3333-4444-555555555555
    run "$SCRIPTS/setup-aks.sh" </dev/null
    [[ $status == 1 ]]
    said "say --yes if you mean it"
    not_called "az group create"
}

@test "a dry run asks nobody and changes nothing" {
    run "$SCRIPTS/setup-aks.sh" --dry-run --budget 200 --email me@example.com --github me/todo
    [[ $status == 0 ]]
    said "+ az aks create"
    run "$SCRIPTS/install-dapr.sh" --dry-run
    [[ $status == 0 ]]
    run "$SCRIPTS/setup-secrets.sh" --dry-run
    [[ $status == 0 ]]
    run "$SCRIPTS/setup-topics.sh" --dry-run --brokers broker.example.com:9092
    [[ $status == 0 ]]
    run "$SCRIPTS/deploy.sh" --dry-run --origin https://todo.example.com --registry r.example.com --brokers b:9092 --tag 1.0.0
    [[ $status == 0 ]]
    said "helm upgrade --install todo"
    run "$SCRIPTS/rollback.sh" --dry-run
    [[ $status == 0 ]]
    run "$SCRIPTS/cleanup-azure.sh" --dry-run
    [[ $status == 0 ]]
    [[ ! -s $CALLS ]] || { cat "$CALLS"; false; }
    no_secret_shows
}

@test "another context than the one that is meant is refused" {
    run "$SCRIPTS/rollback.sh" --context production --yes
    [[ $status == 1 ]]
    said "kubectl talks to test-cluster, not to production"
}

@test "without a cluster it says what to do" {
    answer 'kubectl config current-context' 1
    run "$SCRIPTS/install-dapr.sh" --yes
    [[ $status == 1 ]]
    said "kubectl knows no cluster"
}

@test "a cluster that does not answer is not touched" {
    answer 'kubectl get --raw /readyz' 1
    run "$SCRIPTS/install-dapr.sh" --yes
    [[ $status == 1 ]]
    said "the cluster test-cluster does not answer"
    not_called "helm upgrade"
}
