#!/usr/bin/env bash
# Puts the secrets where the services read them. No value is shown, logged or part of a command line.
#
# usage: setup-secrets.sh [--env FILE] [--key-vault NAME [--from-vault]] [--tls-cert FILE --tls-key FILE]
#                         [--no-broker-account] [--rotate-tokens] [--context NAME] [--dry-run] [--yes]
#
#   --env            file with the KEY=VALUE lines that .env.example lists in its last section (default: .env)
#   --key-vault      write them to this Azure Key Vault; the chart's secrets.keyVault makes the Secrets of it
#   --from-vault     read them from the vault instead, and write Kubernetes Secrets
#   --tls-cert, --tls-key   certificate chain and key (PEM) with which the frontend ends TLS. Alone, as to renew it, nothing else
#                    is written and nothing restarts; with --env, --key-vault or --rotate-tokens the secrets are written, too
#   --no-broker-account     the broker lets everybody in: KAFKA_USERNAME and KAFKA_PASSWORD may be missing
#   --rotate-tokens  make new tokens for services and sidecars, and restart both, once what is in the vault has arrived. The keys of webhooks and of pushes are made
#                    once and kept: without them signing secrets cannot be read, and no device is reached, any more
#
# Environment: NAMESPACE, RELEASE.
# shellcheck source=scripts/lib/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/common.sh"
# shellcheck source=scripts/lib/cluster.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/cluster.sh"
# shellcheck source=scripts/lib/secrets.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/secrets.sh"

ENV_FILE='' VAULT='' FROM_VAULT=0 TLS_CERT='' TLS_KEY='' ROTATE=0 CONTEXT='' BROKER_ACCOUNT=1
while (($#)); do
    case $1 in
        --env) ENV_FILE=$(value "$@"); shift ;;
        --key-vault) VAULT=$(value "$@"); shift ;;
        --from-vault) FROM_VAULT=1 ;;
        --tls-cert) TLS_CERT=$(value "$@"); shift ;;
        --tls-key) TLS_KEY=$(value "$@"); shift ;;
        --rotate-tokens) ROTATE=1 ;;
        --no-broker-account) BROKER_ACCOUNT=0 ;;
        --context) CONTEXT=$(value "$@"); shift ;;
        *) common_option "$1" || unknown_option "$1" ;;
    esac
    shift
done
[[ -z $TLS_CERT && -z $TLS_KEY || -r $TLS_CERT && -r $TLS_KEY ]] || die "--tls-cert and --tls-key are two readable files"
[[ $FROM_VAULT == 0 || -n $VAULT ]] || die "--from-vault needs --key-vault NAME"
# Nothing but a certificate is asked for.
CERTIFICATE_ONLY=0
[[ -z $TLS_CERT || -n $ENV_FILE || -n $VAULT || $ROTATE == 1 ]] || CERTIFICATE_ONLY=1
ENV_FILE=${ENV_FILE:-.env}
need openssl
private_folder

# The vault's name of a key: vaults take no underscores.
vault_name() {
    local name=${1,,}
    echo "${name//_/-}"
}

read_vault() {
    local key
    ENV_FILE=$PRIVATE/vault.env
    : >"$ENV_FILE"
    [[ $DRY_RUN == 0 ]] || return 0
    for key in "${SECRET_KEYS[@]}"; do
        [[ $key != KAFKA_* || $BROKER_ACCOUNT == 1 ]] || continue
        printf '%s=' "$key" >>"$ENV_FILE"
        az keyvault secret show --vault-name "$VAULT" --name "$(vault_name "$key")" --query value --output tsv \
            >>"$ENV_FILE" 2>>"$LOG_FILE" || die "$(vault_name "$key") is not in the vault $VAULT, or you may not read it"
    done
    # What is not in the vault is not asked for.
    for key in "${OPTIONAL_KEYS[@]}"; do
        read_only az keyvault secret show --vault-name "$VAULT" --name "$(vault_name "$key")" --query value --output tsv \
            >"$PRIVATE/optional" && [[ -s $PRIVATE/optional ]] || continue
        printf '%s=%s\n' "$key" "$(<"$PRIVATE/optional")" >>"$ENV_FILE"
    done
}

write_vault() {
    local key
    step "writing to the vault $VAULT"
    for key in "${SECRET_KEYS[@]}" "${OPTIONAL_KEYS[@]}" DAPR_API_TOKEN APP_API_TOKEN WEBHOOK_KEYS VAPID_PRIVATE_KEY; do
        if [[ $key == *_API_TOKEN || $key == WEBHOOK_KEYS || $key == VAPID_PRIVATE_KEY ]]; then
            [[ $ROTATE == 1 && $key == *_API_TOKEN ]] || ! read_only az keyvault secret show --vault-name "$VAULT" --name "$(vault_name "$key")" --output none || continue
            random_token | tr -d '\n' >"$PRIVATE/$key"
        else
            secret_of "$ENV_FILE" "$key" >"$PRIVATE/$key" || continue
        fi
        # Only the file's name is on the command line.
        run az keyvault secret set --vault-name "$VAULT" --name "$(vault_name "$key")" --file "$PRIVATE/$key" \
            --encoding utf-8 --output none \
            || die "$(vault_name "$key") could not be written to the vault $VAULT: may you write there? What came before it is written; run this again"
        rm -f "$PRIVATE/$key"
    done
}

write_secrets() {
    local key name
    step "writing Secrets to namespace $NAMESPACE"
    for key in "${SECRET_KEYS[@]}" "${OPTIONAL_KEYS[@]}"; do
        secret_of "$ENV_FILE" "$key" >/dev/null || continue
        printf '%s=%s\n' "$key" "$(secret_of "$ENV_FILE" "$key")" >>"$PRIVATE/secrets.env"
    done
    apply_secret "$SECRET_NAME" generic "$SECRET_NAME" --from-env-file="$PRIVATE/secrets.env"
    for name in "$DAPR_TOKEN_NAME" "$APP_TOKEN_NAME" "$WEBHOOK_KEYS_NAME" "$VAPID_KEY_NAME"; do
        if [[ ($ROTATE == 0 || $name == "$WEBHOOK_KEYS_NAME" || $name == "$VAPID_KEY_NAME") && $(secret_keys "$name") == token ]]; then
            say "Secret $name is kept"
            continue
        fi
        random_token | tr -d '\n' >"$PRIVATE/token"
        apply_secret "$name" generic "$name" --from-file=token="$PRIVATE/token"
    done
}

services_run() {
    read_only kubectl --namespace "$NAMESPACE" get deployment "$(full_name)-backend" --output name >/dev/null
}

# What tells that the Secrets with the tokens were written again, without reading them.
token_versions() {
    read_only kubectl --namespace "$NAMESPACE" get secret "$DAPR_TOKEN_NAME" "$APP_TOKEN_NAME" \
        --output 'jsonpath={range .items[*]}{.metadata.resourceVersion}{"\n"}{end}' || true
}

# wait_for_copies BEFORE: the cluster looks into the vault every two minutes. Services that restarted earlier would read the old
# tokens once more.
wait_for_copies() {
    local now
    step "waiting until the new tokens are in the cluster"
    for _ in {1..150}; do
        now=$(token_versions)
        # Both, line by line.
        [[ $(comm -12 <(sort <<<"$1") <(sort <<<"$now")) != '' || $(wc -l <<<"$now") != 2 ]] || return 0
        sleep "${POLL_SECONDS:-2}"
    done
    die "the vault's new tokens did not come to the cluster within five minutes: does it rotate secrets (\`az aks show --query addonProfiles\`)? Once they did: \`kubectl -n $NAMESPACE rollout restart deployment\`"
}

# Sidecars read Secrets when they start.
restart_services() {
    services_run || return 0
    step "restarting the services, so that they read what is new"
    run kubectl --namespace "$NAMESPACE" rollout restart "deployment/$(full_name)-backend" "deployment/$(full_name)-frontend"
    rolled_out || die "the services did not come back: scripts/rollback.sh does not undo secrets; check them, then run this again"
}

if [[ $CERTIFICATE_ONLY == 1 ]]; then
    use_context "$CONTEXT"
    ensure_namespace
    apply_secret "$TLS_NAME" tls "$TLS_NAME" --cert="$TLS_CERT" --key="$TLS_KEY"
    good "the certificate is in place after $SECONDS s: pods see it within two minutes"
    exit
fi
[[ -z $VAULT ]] || need az
if [[ $FROM_VAULT == 1 ]]; then
    read_vault
else
    [[ -r $ENV_FILE ]] || die "$ENV_FILE cannot be read: copy .env.example, fill it in, and keep it out of git"
fi
[[ $FROM_VAULT == 1 && $DRY_RUN == 1 ]] || check_secrets "$ENV_FILE"
if [[ -n $VAULT && $FROM_VAULT == 0 ]]; then
    confirm "Write secrets to the vault $VAULT?"
    VERSIONS=''
    [[ $ROTATE == 0 ]] || { use_context "$CONTEXT"; VERSIONS=$(token_versions); }
    write_vault
    # A vault whose secrets are not in the cluster yet has no services that read them.
    if [[ $ROTATE == 1 && -n $VERSIONS ]] && services_run; then
        wait_for_copies "$VERSIONS"
        restart_services
    fi
fi
if [[ -z $VAULT || $FROM_VAULT == 1 || -n $TLS_CERT ]]; then
    use_context "$CONTEXT"
    ensure_namespace
    [[ -n $VAULT && $FROM_VAULT == 0 ]] || write_secrets
    [[ -z $TLS_CERT ]] || apply_secret "$TLS_NAME" tls "$TLS_NAME" --cert="$TLS_CERT" --key="$TLS_KEY"
    [[ -n $VAULT && $FROM_VAULT == 0 ]] || restart_services
fi
good "secrets are in place after $SECONDS s; next: scripts/setup-topics.sh"
