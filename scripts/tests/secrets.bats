#!/usr/bin/env bats
# setup-secrets.sh: everything arrives, and nothing shows.

load setup.bash

@test "the Secrets are written, and no value shows" {
    run "$SCRIPTS/setup-secrets.sh" --yes
    [[ $status == 0 ]]
    called "create secret generic todo-chatbot-secrets --from-env-file="
    called "create secret generic todo-chatbot-dapr-api-token --from-file=token="
    called "create secret generic todo-chatbot-app-api-token --from-file=token="
    called "create secret generic todo-chatbot-webhook-keys --from-file=token="
    called "create secret generic todo-chatbot-vapid-key --from-file=token="
    called "apply --server-side"
    called "pod-security.kubernetes.io/enforce=restricted"
    no_secret_shows
}

@test "what kubectl is given holds the values, without their quotes" {
    rm "$WORK/bin/kubectl"
    cat >"$WORK/bin/kubectl" <<'SH'
#!/usr/bin/env bash
for argument in "$@"; do
    [[ $argument != --from-env-file=* ]] || cp "${argument#*=}" "$WORK/seen"
    [[ $argument != --from-file=token=* ]] || cp "${argument#*token=}" "$WORK/token"
done
exec "$SCRIPTS/tests/fakes/fake" "$@"
SH
    chmod +x "$WORK/bin/kubectl"
    answer 'fake config current-context' 0 test-cluster
    WORK=$WORK SCRIPTS=$SCRIPTS run "$SCRIPTS/setup-secrets.sh" --yes
    [[ $status == 0 ]]
    grep -qx "DATABASE_URL=postgres://app:$CANARY-app@db.example.com/todo?sslmode=require" seen
    grep -qx "MIGRATION_DATABASE_URL=postgres://owner:$CANARY-owner@db.example.com/todo?sslmode=require" seen
    grep -qx "KAFKA_PASSWORD=$CANARY-kafka" seen
    [[ $(wc -c <token) == 64 ]]
}

@test "nothing is left behind on the disk" {
    run "$SCRIPTS/setup-secrets.sh" --yes
    [[ $status == 0 ]]
    ! grep -rlF "$CANARY" "$WORK" --exclude=.env
}

@test "tokens are kept unless they are rotated" {
    answer 'kubectl*get secret*api-token*' 0 token
    run "$SCRIPTS/setup-secrets.sh" --yes
    [[ $status == 0 ]]
    not_called "create secret generic todo-chatbot-dapr-api-token"
    run "$SCRIPTS/setup-secrets.sh" --yes --rotate-tokens
    [[ $status == 0 ]]
    called "create secret generic todo-chatbot-dapr-api-token"
}

@test "the keys of webhooks and of pushes are never replaced" {
    answer 'kubectl*get secret*' 0 token
    run "$SCRIPTS/setup-secrets.sh" --yes --rotate-tokens
    [[ $status == 0 ]]
    called "create secret generic todo-chatbot-app-api-token"
    not_called "create secret generic todo-chatbot-webhook-keys"
    not_called "create secret generic todo-chatbot-vapid-key"
    answer 'kubectl*resourceVersion*' 0 '3\n4'
    answer 'kubectl*resourceVersion*' 0! '1\n2'
    run "$SCRIPTS/setup-secrets.sh" --yes --key-vault todo-vault --rotate-tokens
    [[ $status == 0 ]]
    called "az keyvault secret set --vault-name todo-vault --name app-api-token"
    not_called "az keyvault secret set --vault-name todo-vault --name webhook-keys"
    not_called "az keyvault secret set --vault-name todo-vault --name vapid-private-key"
}

@test "running services are restarted" {
    run "$SCRIPTS/setup-secrets.sh" --yes
    [[ $status == 0 ]]
    called "rollout restart deployment/todo-todo-chatbot-backend deployment/todo-todo-chatbot-frontend"
}

@test "services that are not there are not" {
    answer 'kubectl*get deployment*' 1
    run "$SCRIPTS/setup-secrets.sh" --yes
    [[ $status == 0 ]]
    not_called "rollout restart"
}

@test "every missing or wrong value is named, none is shown" {
    printf 'DATABASE_URL=%s\nKAFKA_PASSWORD=change-me\n' "$CANARY" >.env
    run "$SCRIPTS/setup-secrets.sh" --yes
    [[ $status == 1 ]]
    said "DATABASE_URL is not postgres://"
    said "MIGRATION_DATABASE_URL is missing"
    said "KAFKA_USERNAME is missing"
    said "KAFKA_PASSWORD still holds the example's value"
    no_secret_shows
    not_called "create secret"
}

@test "a broker without accounts needs none" {
    sed -i /KAFKA_/d .env
    run "$SCRIPTS/setup-secrets.sh" --yes --no-broker-account
    [[ $status == 0 ]]
    run "$SCRIPTS/setup-secrets.sh" --yes
    [[ $status == 1 ]]
}

@test "the vault gets files, not values" {
    answer 'az keyvault secret show*' 3
    run "$SCRIPTS/setup-secrets.sh" --yes --key-vault todo-vault
    [[ $status == 0 ]]
    called "az keyvault secret set --vault-name todo-vault --name database-url --file"
    called "az keyvault secret set --vault-name todo-vault --name app-api-token --file"
    not_called "create secret"
    no_secret_shows
    ! grep -rlF "$CANARY" "$WORK" --exclude=.env
}

@test "secrets come out of the vault" {
    answer 'az keyvault secret show*database-url*' 0 "postgres://app:$CANARY@db.example.com/todo"
    answer 'az keyvault secret show*kafka*' 0 "$CANARY-kafka"
    rm .env
    run "$SCRIPTS/setup-secrets.sh" --yes --key-vault todo-vault --from-vault
    [[ $status == 0 ]]
    called "create secret generic todo-chatbot-secrets"
    no_secret_shows
}

@test "a secret that the vault lacks is named" {
    answer 'az keyvault secret show*--name kafka-password*' 3
    answer 'az keyvault secret show*database-url*' 0 "postgres://app:$CANARY@db.example.com/todo"
    run "$SCRIPTS/setup-secrets.sh" --yes --key-vault todo-vault --from-vault
    [[ $status == 1 ]]
    said "kafka-password is not in the vault todo-vault"
}

@test "a mail server's address is taken along, and looked at" {
    echo "SMTP_URL=smtps://me:$CANARY-mail@mail.example.com" >>.env
    run "$SCRIPTS/setup-secrets.sh" --yes
    [[ $status == 0 ]]
    no_secret_shows
    echo "SMTP_URL=mail.example.com" >>.env
    run "$SCRIPTS/setup-secrets.sh" --yes
    [[ $status == 1 ]]
    said "SMTP_URL is not smtps://USER:PASSWORD@HOST"
}

@test "a certificate becomes the TLS Secret" {
    touch tls.crt tls.key
    run "$SCRIPTS/setup-secrets.sh" --yes --env .env --tls-cert tls.crt --tls-key tls.key
    [[ $status == 0 ]]
    called "create secret tls todo-chatbot-tls --cert=tls.crt --key=tls.key"
    called "create secret generic todo-chatbot-secrets"
    : >"$CALLS"
    run "$SCRIPTS/setup-secrets.sh" --yes --tls-cert tls.crt
    [[ $status == 1 ]]
}

@test "a certificate is renewed alone: no other secret is needed, nothing restarts" {
    touch tls.crt tls.key
    rm .env
    run "$SCRIPTS/setup-secrets.sh" --yes --tls-cert tls.crt --tls-key tls.key
    [[ $status == 0 ]]
    called "create secret tls todo-chatbot-tls --cert=tls.crt --key=tls.key"
    not_called "create secret generic"
    not_called "rollout restart"
}

@test "new tokens of the vault are waited for, then the services restart" {
    answer 'kubectl*get secret todo-chatbot-dapr-api-token*resourceVersion*' 0 '11\n12'
    answer 'kubectl*get secret todo-chatbot-dapr-api-token*resourceVersion*' 0! '11\n2'
    answer 'kubectl*get secret todo-chatbot-dapr-api-token*resourceVersion*' 0! '1\n2'
    answer 'kubectl*get secret todo-chatbot-dapr-api-token*resourceVersion*' 0! '1\n2'
    run "$SCRIPTS/setup-secrets.sh" --yes --key-vault todo-vault --rotate-tokens
    [[ $status == 0 ]]
    before "az keyvault secret set --vault-name todo-vault --name app-api-token" "rollout restart deployment/todo-todo-chatbot-backend"
    [[ $(grep -c resourceVersion "$CALLS") == 4 ]]
    no_secret_shows
}

@test "new tokens of the vault that never come are reported" {
    answer 'kubectl*get secret todo-chatbot-dapr-api-token*resourceVersion*' 0 '1\n2'
    run "$SCRIPTS/setup-secrets.sh" --yes --key-vault todo-vault --rotate-tokens
    [[ $status == 1 ]]
    said "did not come to the cluster"
    not_called "rollout restart"
}

@test "services that do not come back are reported" {
    answer 'kubectl*rollout status*' 1
    run "$SCRIPTS/setup-secrets.sh" --yes
    [[ $status == 1 ]]
    said "the services did not come back"
}

@test "a vault that cannot be written is reported" {
    answer 'az keyvault secret set*kafka-password*' 1 Forbidden
    run "$SCRIPTS/setup-secrets.sh" --yes --key-vault todo-vault
    [[ $status == 1 ]]
    said "kafka-password could not be written to the vault todo-vault"
    no_secret_shows
}

@test "out of the vault, too, a broker without accounts needs none" {
    answer 'az keyvault secret show*kafka*' 3
    answer 'az keyvault secret show*database-url*' 0 "postgres://app:$CANARY@db.example.com/todo"
    run "$SCRIPTS/setup-secrets.sh" --yes --key-vault todo-vault --from-vault --no-broker-account
    [[ $status == 0 ]]
    called "create secret generic todo-chatbot-secrets"
}

@test "a comment behind a value is not part of the secret" {
    cat >comments <<'ENV'
PLAIN=value  # says why
DOUBLE="with # inside" # says why
SINGLE='a"b' # it's
HASH=pass#word
EMPTY= # nothing
URL=postgres://a:b%20c@host/db?sslmode=require
ENV
    printf 'SPACES=value  \r\n' >>comments
    # Apart from bats, whose `run` is another.
    of() { bash -c 'source "$0/lib/common.sh"; source "$0/lib/secrets.sh"; secret_of comments "$1"' "$SCRIPTS" "$1"; }
    [[ $(of PLAIN) == value ]]
    [[ $(of DOUBLE) == "with # inside" ]]
    [[ $(of SINGLE) == 'a"b' ]]
    [[ $(of HASH) == 'pass#word' ]]
    [[ $(of EMPTY) == '' ]]
    [[ $(of SPACES) == value ]]
    [[ $(of URL) == 'postgres://a:b%20c@host/db?sslmode=require' ]]
    printf 'KAFKA_PASSWORD="open\n' >>.env
    run "$SCRIPTS/setup-secrets.sh" --yes
    [[ $status == 1 ]]
    said "KAFKA_PASSWORD begins or ends with a quotation mark"
}

@test "a refusal by the cluster is reported" {
    answer 'kubectl apply*' 1
    run "$SCRIPTS/setup-secrets.sh" --yes
    [[ $status == 1 ]]
    said "could not be written"
}
