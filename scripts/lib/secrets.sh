# shellcheck shell=bash
# Reads secrets without ever showing them: no value reaches the terminal, the log file or a command line. Sourced
# after common.sh.

SECRET_KEYS=(DATABASE_URL MIGRATION_DATABASE_URL KAFKA_USERNAME KAFKA_PASSWORD)
# Where the chart's llm.enabled and mail.enabled ask for them.
OPTIONAL_KEYS=(LLM_API_KEY SMTP_URL)
SECRET_NAME=${SECRET_NAME:-todo-chatbot-secrets}
DAPR_TOKEN_NAME=${DAPR_TOKEN_NAME:-todo-chatbot-dapr-api-token}
APP_TOKEN_NAME=${APP_TOKEN_NAME:-todo-chatbot-app-api-token}
WEBHOOK_KEYS_NAME=${WEBHOOK_KEYS_NAME:-todo-chatbot-webhook-keys}
VAPID_KEY_NAME=${VAPID_KEY_NAME:-todo-chatbot-vapid-key}
TLS_NAME=${TLS_NAME:-todo-chatbot-tls}

# secret_of FILE KEY: the value in a file of KEY=VALUE lines, without quotes around it, and without a comment behind it: one that
# became part of a password would be searched for long. A value that holds ` #` itself is put into quotes.
secret_of() {
    local line comment='[[:space:]]*(#.*)?$'
    line=$(grep -E "^(export )?$2=" "$1" | tail -n 1) || return 1
    line=${line#*=}
    line=${line%$'\r'}
    if [[ $line =~ ^\"([^\"]*)\"$comment || $line =~ ^\'([^\']*)\'$comment ]]; then
        line=${BASH_REMATCH[1]}
    else
        [[ $line != \#* ]] || line=''
        line=${line%%[[:space:]]#*}
        line=${line%"${line##*[![:space:]]}"}
    fi
    printf '%s' "$line"
}

# check_secrets FILE: with BROKER_ACCOUNT=0 the broker needs none. Says which keys are missing or do not look right, never what they hold.
check_secrets() {
    local key text problems=()
    for key in "${SECRET_KEYS[@]}" "${OPTIONAL_KEYS[@]}"; do
        text=$(secret_of "$1" "$key") || {
            [[ " ${OPTIONAL_KEYS[*]} " == *" $key "* || ( $key == KAFKA_* && $BROKER_ACCOUNT == 0 ) ]] || problems+=("$key is missing")
            continue
        }
        case $key in
            SMTP_URL) [[ $text =~ ^smtps?://[^/]+ ]] || problems+=("$key is not smtps://USER:PASSWORD@HOST") ;;
            *DATABASE_URL) [[ $text =~ ^postgres(ql)?://[^@]+@[^/]+/[^?]+ ]] || problems+=("$key is not postgres://USER:PASSWORD@HOST/DATABASE") ;;
            *) [[ -n $text ]] || problems+=("$key is empty") ;;
        esac
        [[ $text != [\"\']* && $text != *[\"\'] ]] || problems+=("$key begins or ends with a quotation mark that is not closed")
        [[ $text != *change-me* ]] || problems+=("$key still holds the example's value")
    done
    ((${#problems[@]} == 0)) || die "$1: $(printf '%s; ' "${problems[@]}")see .env.example"
}

# percent_decoded TEXT
percent_decoded() {
    local text=${1//\\/\\\\}
    printf '%b' "${text//%/\\x}"
}

# use_database URL: exports what PostgreSQL's own tools read instead of an address, which would be part of their command line.
use_database() {
    local rest=${1#*://} account query=''
    [[ $rest != *\?* ]] || { query=${rest#*\?}; rest=${rest%%\?*}; }
    account=${rest%@*}
    rest=${rest##*@}
    PGUSER=$(percent_decoded "${account%%:*}")
    PGPASSWORD=$(percent_decoded "${account#*:}")
    PGDATABASE=$(percent_decoded "${rest#*/}")
    rest=${rest%%/*}
    PGPORT=5432 PGHOST=$rest
    [[ ! $rest =~ ^(.*):([0-9]+)$ ]] || { PGHOST=${BASH_REMATCH[1]} PGPORT=${BASH_REMATCH[2]}; }
    PGHOST=${PGHOST#[} PGHOST=${PGHOST%]}
    [[ ! $query =~ (^|&)sslmode=([^&]+) ]] || export PGSSLMODE=${BASH_REMATCH[2]}
    [[ ! $query =~ (^|&)sslrootcert=([^&]+) ]] || { PGSSLROOTCERT=$(percent_decoded "${BASH_REMATCH[2]}"); export PGSSLROOTCERT; }
    export PGUSER PGPASSWORD PGDATABASE PGHOST PGPORT
}

random_token() {
    openssl rand -hex 32
}

# apply_secret NAME ARGUMENT...: makes or replaces a Secret by what `kubectl create secret` makes of the arguments.
apply_secret() {
    local name=$1 manifest
    shift
    if [[ $DRY_RUN == 1 ]]; then
        printf '+ kubectl --namespace %q apply secret %q\n' "$NAMESPACE" "$name"
        return
    fi
    manifest=$PRIVATE/$name.yaml
    kubectl --namespace "$NAMESPACE" create secret "$@" --dry-run=client --output yaml >"$manifest" \
        || die "the Secret $name could not be made"
    # On the server's side: otherwise the values are kept a second time, in an annotation.
    kubectl apply --server-side --force-conflicts --field-manager setup-secrets --filename "$manifest" >>"$LOG_FILE" 2>&1 \
        || die "the Secret $name could not be written: may you write Secrets in $NAMESPACE?"
    say "Secret $name written"
}
