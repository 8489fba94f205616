#!/usr/bin/env bash
# Deletes everything that setup-aks.sh made, after a backup. This cannot be undone.
#
# usage: cleanup-azure.sh [--backup FOLDER] [--env FILE] [--recipient FILE] [--skip-backup] [--with-database] [--dry-run] [--yes]
#
#   --backup       where the backup goes (default: backup-DATE): Helm values, Secrets, database dump
#   --env          file with MIGRATION_DATABASE_URL, whose database is dumped (default: .env)
#   --recipient    certificate (PEM) for which Secrets and dump are encrypted; without it a passphrase is asked for
#   --skip-backup  keep nothing
#   --with-database  a database server in the resource group is deleted, too; without this it makes the script refuse
#
# Asks twice, and once for the resource group's name. --yes answers the first two; the name must be typed, or given
# as CONFIRM_NAME. The database, in a group of its own, and the broker stay. What was encrypted under a passphrase comes back by
#   openssl enc -d -aes-256-cbc -pbkdf2 -iter 600000 -in secrets.enc
# and for a certificate by
#   openssl cms -decrypt -inform DER -in secrets.enc -inkey KEY
# Environment: RESOURCE_GROUP, CLUSTER, NAMESPACE, RELEASE.
# shellcheck source=scripts/lib/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/common.sh"
# shellcheck source=scripts/lib/cluster.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/cluster.sh"
# shellcheck source=scripts/lib/secrets.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/secrets.sh"

BACKUP=backup-$(date +%Y%m%d-%H%M%S) ENV_FILE=.env RECIPIENT='' KEEP=1 WITH_DATABASE=0
while (($#)); do
    case $1 in
        --backup) BACKUP=$(value "$@"); shift ;;
        --env) ENV_FILE=$(value "$@"); shift ;;
        --recipient) RECIPIENT=$(value "$@"); shift ;;
        --skip-backup) KEEP=0 ;;
        --with-database) WITH_DATABASE=1 ;;
        *) common_option "$1" || unknown_option "$1" ;;
    esac
    shift
done
[[ -z $RECIPIENT || -r $RECIPIENT ]] || die "$RECIPIENT cannot be read"
need az openssl jq
private_folder

# encrypt FILE: standard input, for the recipient's certificate or under a passphrase.
encrypt() {
    if [[ -n $RECIPIENT ]]; then
        openssl cms -encrypt -binary -stream -aes-256-cbc -outform DER -out "$1" "$RECIPIENT"
    else
        openssl enc -aes-256-cbc -pbkdf2 -iter 600000 -salt -out "$1" -pass "file:$PRIVATE/passphrase"
    fi
}

# The cluster that is deleted, whatever kubectl is used to talk to.
use_own_cluster() {
    export KUBECONFIG=$PRIVATE/kubeconfig
    read_only az aks get-credentials --name "$CLUSTER" --resource-group "$RESOURCE_GROUP" --file "$KUBECONFIG" --output none >/dev/null \
        && read_only kubelogin convert-kubeconfig --login azurecli --kubeconfig "$KUBECONFIG" >/dev/null \
        && read_only kubectl get --raw /readyz >/dev/null
}

# Names of database servers that would go with the group.
check_databases() {
    DATABASES=''
    [[ $DRY_RUN == 0 ]] || return 0
    DATABASES=$(read_only az resource list --resource-group "$RESOURCE_GROUP" --resource-type Microsoft.DBforPostgreSQL/flexibleServers \
        --query '[].name' --output tsv) || die "what is in $RESOURCE_GROUP cannot be listed: nothing was deleted"
    DATABASES=${DATABASES//$'\n'/, }
    [[ -z $DATABASES || $WITH_DATABASE == 1 ]] \
        || die "the database server $DATABASES is in $RESOURCE_GROUP and would go with it, backups included: move it to a group of its own (\`az resource move\`), or say --with-database"
}

ask_passphrase() {
    [[ -z $RECIPIENT ]] || return 0
    if [[ -n ${BACKUP_PASSPHRASE:-} ]]; then
        printf '%s\n' "$BACKUP_PASSPHRASE" >"$PRIVATE/passphrase"
        return
    fi
    [[ -t 0 ]] || die "no passphrase for the backup: say --recipient FILE, or set BACKUP_PASSPHRASE"
    local first second
    read -r -s -p "Passphrase for the backup: " first; echo >&2
    read -r -s -p "Again: " second; echo >&2
    [[ -n $first && $first == "$second" ]] || die "the passphrases differ: nothing was changed"
    printf '%s\n' "$first" >"$PRIVATE/passphrase"
}

# Secrets as another cluster takes them: not Helm's own, and without what belongs to this cluster.
restorable() {
    jq '.items |= [.[] | select(.type | IN("helm.sh/release.v1", "kubernetes.io/service-account-token") | not)
        | del(.metadata.resourceVersion, .metadata.uid, .metadata.creationTimestamp, .metadata.managedFields, .metadata.ownerReferences)]'
}

back_up() {
    step "backing up to $BACKUP"
    if [[ $DRY_RUN == 1 ]]; then
        echo "+ helm get values, kubectl get secrets and pg_dump, encrypted, to $BACKUP"
        return
    fi
    [[ -r $ENV_FILE ]] || die "$ENV_FILE cannot be read: it holds MIGRATION_DATABASE_URL, whose database is dumped; or say --skip-backup"
    need pg_dump
    local url
    url=$(secret_of "$ENV_FILE" MIGRATION_DATABASE_URL) || die "MIGRATION_DATABASE_URL is missing in $ENV_FILE"
    ask_passphrase
    (umask 077; mkdir -p "$BACKUP")
    helm --namespace "$NAMESPACE" get values "$RELEASE" --output yaml >"$BACKUP/values.yaml" 2>>"$LOG_FILE" \
        || die "the values of release $RELEASE could not be read: nothing was deleted"
    kubectl --namespace "$NAMESPACE" get secrets --output json 2>>"$LOG_FILE" | restorable | encrypt "$BACKUP/secrets.enc" \
        || die "the Secrets could not be backed up: nothing was deleted"
    # What sidecars remember is for minutes, and not the owner's to read.
    (use_database "$url"; pg_dump --format custom --exclude-schema dapr) 2>>"$LOG_FILE" | encrypt "$BACKUP/database.enc" \
        || die "the database could not be dumped: nothing was deleted"
    for file in values.yaml secrets.enc database.enc; do
        [[ -s $BACKUP/$file ]] || die "the backup's $file is empty: nothing was deleted"
    done
    say "backup complete: $(du -sh "$BACKUP" | cut -f1)"
}

ask_name() {
    [[ $DRY_RUN == 0 ]] || return 0
    local typed=${CONFIRM_NAME:-}
    if [[ -z $typed ]]; then
        [[ -t 0 ]] || die "the resource group's name must be typed: set CONFIRM_NAME=$RESOURCE_GROUP if you mean it"
        read -r -p "Type the name of the resource group to delete: " typed
    fi
    [[ $typed == "$RESOURCE_GROUP" ]] || die "that is not $RESOURCE_GROUP: nothing was deleted"
}

if [[ $DRY_RUN == 0 ]]; then
    read_only az group show --name "$RESOURCE_GROUP" --output none || die "there is no resource group $RESOURCE_GROUP: nothing to delete"
fi
check_databases
confirm "Delete resource group $RESOURCE_GROUP with cluster $CLUSTER, registry and vault${DATABASES:+, and the DATABASE $DATABASES}?"
confirm "Really? Nothing of it comes back."
ask_name
REACHED=1
use_own_cluster || REACHED=0
[[ $REACHED == 1 || $KEEP == 0 || $DRY_RUN == 1 ]] || die "the cluster $CLUSTER in $RESOURCE_GROUP does not answer, so nothing can be backed up: nothing was deleted; --skip-backup goes on without"
[[ $KEEP == 0 ]] || back_up
step "deleting"
# The load balancer's address goes with the release, so that nothing keeps the network busy.
if [[ $REACHED == 1 ]] && read_only helm --namespace "$NAMESPACE" status "$RELEASE" >/dev/null; then
    run helm --namespace "$NAMESPACE" uninstall "$RELEASE" --wait --timeout 5m \
        || say "the release could not be taken down: its address goes with the group"
fi
run az group delete --name "$RESOURCE_GROUP" --yes
say "the vault can be recovered for 90 days, and keeps its name: setup-aks.sh takes it up again"
good "resource group $RESOURCE_GROUP is gone after $SECONDS s"
