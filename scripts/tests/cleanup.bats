#!/usr/bin/env bats
# cleanup-azure.sh: nothing goes without a backup, three times yes, and the name.

load setup.bash

there() {
    answer 'helm*get values*' 0 'publicOrigin: https://todo.example.com'
    answer 'kubectl*get secrets*' 0 '{"kind":"List","apiVersion":"v1","items":[{"kind":"Secret","type":"Opaque","metadata":{"name":"todo","uid":"an-uid","resourceVersion":"7","creationTimestamp":"t","ownerReferences":[]},"data":{"token":"'"$CANARY-token"'"}},{"kind":"Secret","type":"helm.sh/release.v1","metadata":{"name":"sh.helm.release.v1.todo.v1"},"data":{}}]}'
    answer 'pg_dump*' 0 "dump with $CANARY-row"
}

cleanup() {
    BACKUP_PASSPHRASE=$CANARY-pass CONFIRM_NAME=todo-chatbot "$SCRIPTS/cleanup-azure.sh" --yes --backup kept "$@"
}

@test "the backup comes first, encrypted and readable" {
    there
    run cleanup
    [[ $status == 0 ]]
    before "pg_dump" "az group delete"
    before "helm --namespace todo uninstall" "az group delete --name todo-chatbot --yes"
    ! grep -rF "$CANARY" kept
    openssl enc -d -aes-256-cbc -pbkdf2 -iter 600000 -in kept/database.enc -pass "pass:$CANARY-pass" | grep -q "$CANARY-row"
    openssl enc -d -aes-256-cbc -pbkdf2 -iter 600000 -in kept/secrets.enc -pass "pass:$CANARY-pass" >secrets.json
    [[ $(jq -c '[.items[].metadata]' secrets.json) == '[{"name":"todo"}]' ]]
    [[ $(jq -r '.items[0].data.token' secrets.json) == "$CANARY-token" ]]
    rm secrets.json
    no_secret_shows
}

@test "only the cluster that is deleted is asked and touched" {
    there
    answer 'kubectl config current-context' 0 production
    rm "$WORK/bin/helm"
    cat >"$WORK/bin/helm" <<'SH'
#!/usr/bin/env bash
echo "$KUBECONFIG" >>"$WORK/kubeconfigs"
exec "$(dirname "$0")/helm.fake/helm" "$@"
SH
    chmod +x "$WORK/bin/helm"
    WORK=$WORK run cleanup
    [[ $status == 0 ]]
    called "az aks get-credentials --name todo-chatbot --resource-group todo-chatbot --file $WORK/todo-chatbot."
    [[ $(sort -u "$WORK/kubeconfigs") == "$WORK"/todo-chatbot.*/kubeconfig ]]
    before "az aks get-credentials" "helm --namespace todo uninstall"
}

@test "a cluster that does not answer keeps everything, unless no backup is wanted" {
    there
    answer 'az aks get-credentials*' 3
    run cleanup
    [[ $status == 1 ]]
    said "nothing was deleted"
    not_called "az group delete"
    run cleanup --skip-backup
    [[ $status == 0 ]]
    not_called "helm --namespace todo uninstall"
    called "az group delete"
}

@test "a database server in the group goes only when it is meant" {
    there
    answer 'az resource list*' 0 todo-db
    run cleanup
    [[ $status == 1 ]]
    said "the database server todo-db is in todo-chatbot"
    not_called "az group delete"
    run cleanup --with-database
    [[ $status == 0 ]]
    called "az group delete"
    answer 'az resource list*' 1
    : >"$CALLS"
    run cleanup --with-database
    [[ $status == 1 ]]
    said "cannot be listed"
    not_called "az group delete"
}

@test "Secrets that cannot be read keep everything" {
    there
    answer 'kubectl*get secrets*' 1
    run cleanup
    [[ $status == 1 ]]
    said "the Secrets could not be backed up: nothing was deleted"
    not_called "az group delete"
}

@test "an empty backup keeps everything" {
    there
    answer 'helm*get values*' 0
    run cleanup
    [[ $status == 1 ]]
    said "the backup's values.yaml is empty"
    not_called "az group delete"
}

@test "passphrases that differ keep everything" {
    there
    command -v script >/dev/null || skip "no terminal can be made"
    export SCRIPTS
    run script -qec "CONFIRM_NAME=todo-chatbot '$SCRIPTS/cleanup-azure.sh' --yes --backup kept" /dev/null <<<$'one\ntwo'
    [[ $status == 1 ]]
    said "the passphrases differ"
    not_called "az group delete"
}

@test "a certificate can take the passphrase's place" {
    there
    openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=backup -keyout backup.key -out backup.crt -days 1 2>/dev/null
    CONFIRM_NAME=todo-chatbot run "$SCRIPTS/cleanup-azure.sh" --yes --backup kept --recipient backup.crt
    [[ $status == 0 ]]
    openssl cms -decrypt -inform DER -in kept/database.enc -inkey backup.key | grep -q "$CANARY-row"
}

@test "without the right name nothing is deleted" {
    there
    CONFIRM_NAME=todo run "$SCRIPTS/cleanup-azure.sh" --yes --backup kept
    [[ $status == 1 ]]
    said "nothing was deleted"
    run "$SCRIPTS/cleanup-azure.sh" --yes --backup kept </dev/null
    [[ $status == 1 ]]
    said "must be typed"
    not_called "az group delete"
}

@test "a backup that fails keeps everything" {
    there
    answer 'pg_dump*' 1
    run cleanup
    [[ $status == 1 ]]
    said "nothing was deleted"
    not_called "az group delete"
}

@test "an unreadable release keeps everything" {
    there
    answer 'helm*get values*' 1
    run cleanup
    [[ $status == 1 ]]
    not_called "az group delete"
}

@test "a group that is not there is said to be so" {
    answer 'az group show*' 3
    run cleanup
    [[ $status == 1 ]]
    said "there is no resource group todo-chatbot"
}

@test "the backup can be left out" {
    run cleanup --skip-backup
    [[ $status == 0 ]]
    not_called pg_dump
    called "az group delete"
}
