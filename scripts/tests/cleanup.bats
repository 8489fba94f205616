#!/usr/bin/env bats
# cleanup-azure.sh: nothing goes without a backup, three times yes, and the name.

load setup.bash

there() {
    answer 'helm*get values*' 0 'publicOrigin: https://todo.example.com'
    answer 'kubectl*get secrets*' 0 "token: $CANARY-token"
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
    openssl enc -d -aes-256-cbc -pbkdf2 -iter 600000 -in kept/secrets.enc -pass "pass:$CANARY-pass" | grep -q "$CANARY-token"
    no_secret_shows
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
