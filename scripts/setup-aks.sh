#!/usr/bin/env bash
# Creates what the product runs on in Azure: resource group, registry, key vault, logs, AKS cluster, public address, budget
# alert. A vault that was deleted with its group less than 90 days ago is taken up again, with the secrets in it.
# What exists already is left as it is, so this can be run again after a failure.
#
# usage: setup-aks.sh [--profile prod|small] [--budget AMOUNT --email ADDRESS] [--github OWNER/REPO]
#                     [--dry-run] [--yes]
#
#   --profile   prod: two to five Standard_D2s_v3 nodes (the default); small: one Standard_B2s
#   --budget    monthly amount in the subscription's currency; --email is told at 80 % and 100 % of it
#   --github    repository whose `production` environment may push images and deploy (OIDC, no password)
#
# Environment: RESOURCE_GROUP, LOCATION, CLUSTER (todo-chatbot, westeurope, todo-chatbot), NAMESPACE and RELEASE (todo),
# REGISTRY, VAULT and DNS_LABEL (names that are unique in Azure; made from the subscription's id when unset; REGISTRY also as
# this script prints it), KUBERNETES_VERSION (AKS' default).
# shellcheck source=scripts/lib/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/common.sh"
# shellcheck source=scripts/lib/cluster.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/cluster.sh"

PROFILE=prod BUDGET='' EMAIL='' GITHUB=''
while (($#)); do
    case $1 in
        --profile) PROFILE=$(value "$@"); shift ;;
        --budget) BUDGET=$(value "$@"); shift ;;
        --email) EMAIL=$(value "$@"); shift ;;
        --github) GITHUB=$(value "$@"); shift ;;
        *) common_option "$1" || unknown_option "$1" ;;
    esac
    shift
done
case $PROFILE in
    prod) SIZE=(--node-vm-size Standard_D2s_v3 --node-count 2 --enable-cluster-autoscaler --min-count 2 --max-count 5) ;;
    small) SIZE=(--node-vm-size Standard_B2s --node-count 1) ;;
    *) die "--profile is prod or small, not $PROFILE" ;;
esac
[[ -z $BUDGET || $BUDGET =~ ^[0-9]+$ ]] || die "--budget is a whole number, not $BUDGET"
[[ -z $BUDGET || -n $EMAIL ]] || die "--budget needs --email: somebody must be told"
[[ -z $GITHUB || $GITHUB =~ ^[^/]+/[^/]+$ ]] || die "--github is OWNER/REPO, not $GITHUB"

# The disk is the one that docs/deployment/cost.py has in its bill.
SIZE+=(--node-osdisk-size 32)

need az
SUBSCRIPTION=$(read_only az account show --query id --output tsv) || SUBSCRIPTION=''
[[ -n $SUBSCRIPTION || $DRY_RUN == 1 ]] || die "you are not signed in to Azure: run \`az login\`"
SUBSCRIPTION=${SUBSCRIPTION:-00000000-0000-0000-0000-000000000000}
short=todo${SUBSCRIPTION//-/}
REGISTRY=${REGISTRY:-${short:0:20}}
REGISTRY=${REGISTRY%%.*}
DNS_LABEL=${DNS_LABEL:-todo-${SUBSCRIPTION:0:8}}
VAULT=${VAULT:-todo-${SUBSCRIPTION:0:8}}
GROUP_ID=/subscriptions/$SUBSCRIPTION/resourceGroups/$RESOURCE_GROUP
CLUSTER_ID=$GROUP_ID/providers/Microsoft.ContainerService/managedClusters/$CLUSTER
TAGS=(--tags app=todo-chatbot)
confirm "Create cluster $CLUSTER ($PROFILE) in resource group $RESOURCE_GROUP, $LOCATION? It costs money from now on."

# grant ROLE ASSIGNEE SCOPE [TYPE]
grant() {
    run az role assignment create --role "$1" --assignee-object-id "$2" --scope "$3" \
        --assignee-principal-type "${4:-ServicePrincipal}" --output none
}

# answer_of WHAT COMMAND...: what Azure answers. With --dry-run there is nobody to ask, and WHAT stands for it.
answer_of() {
    local what=$1 text
    shift
    [[ $DRY_RUN == 0 ]] || { echo "$what"; return; }
    text=$(read_only "$@") || text=''
    [[ -n $text ]] || die "Azure does not tell the $what (\`${*:1:4}\`): the log says why. What was made so far stays, and this can be run again"
    echo "$text"
}

# A subscription begins with none of what it may offer.
register_providers() {
    step "what the subscription offers"
    local provider
    for provider in ContainerService ContainerRegistry KeyVault ManagedIdentity Network OperationalInsights OperationsManagement; do
        [[ $(read_only az provider show --namespace "Microsoft.$provider" --query registrationState --output tsv) == Registered ]] \
            || run az provider register --namespace "Microsoft.$provider" --wait --output none
    done
}

create_vault() {
    read_only az keyvault show --name "$VAULT" --output none && return
    # A deleted vault keeps its name, and cannot be purged: a new one could not be made.
    if read_only az keyvault show-deleted --name "$VAULT" --location "$LOCATION" --output none; then
        [[ $(az keyvault show-deleted --name "$VAULT" --location "$LOCATION" --query properties.vaultId --output tsv) == */resourceGroups/"$RESOURCE_GROUP"/* ]] \
            || die "a deleted vault of another resource group has the name $VAULT: set VAULT to another name"
        run az keyvault recover --name "$VAULT" --location "$LOCATION" --resource-group "$RESOURCE_GROUP" --output none
        return
    fi
    run az keyvault create --name "$VAULT" --resource-group "$RESOURCE_GROUP" --location "$LOCATION" \
        --enable-rbac-authorization true --enable-purge-protection true "${TAGS[@]}" --output none
}

create_base() {
    step "resource group, registry, vault, logs"
    run az group create --name "$RESOURCE_GROUP" --location "$LOCATION" "${TAGS[@]}" --output none
    read_only az acr show --name "$REGISTRY" --output none \
        || run az acr create --name "$REGISTRY" --resource-group "$RESOURCE_GROUP" --sku Basic --admin-enabled false \
            "${TAGS[@]}" --output none
    create_vault
    read_only az monitor log-analytics workspace show --resource-group "$RESOURCE_GROUP" --workspace-name "$CLUSTER" \
        --output none \
        || run az monitor log-analytics workspace create --resource-group "$RESOURCE_GROUP" --workspace-name "$CLUSTER" \
            --location "$LOCATION" --retention-time 30 --quota 1 "${TAGS[@]}" --output none
}

create_cluster() {
    step "cluster (about six minutes)"
    if read_only az aks show --name "$CLUSTER" --resource-group "$RESOURCE_GROUP" --output none; then
        say "the cluster exists: left as it is"
    else
        local version=()
        [[ -z ${KUBERNETES_VERSION:-} ]] || version=(--kubernetes-version "$KUBERNETES_VERSION")
        run az aks create --name "$CLUSTER" --resource-group "$RESOURCE_GROUP" --location "$LOCATION" "${version[@]}" \
            "${SIZE[@]}" --tier free --network-plugin azure --network-plugin-mode overlay --network-dataplane cilium \
            --network-policy cilium --enable-aad --enable-azure-rbac --disable-local-accounts --no-ssh-key \
            --enable-managed-identity --enable-oidc-issuer --enable-workload-identity \
            --enable-addons monitoring,azure-keyvault-secrets-provider --enable-secret-rotation \
            --workspace-resource-id "$GROUP_ID/providers/Microsoft.OperationalInsights/workspaces/$CLUSTER" \
            --attach-acr "$REGISTRY" --auto-upgrade-channel patch --node-os-upgrade-channel NodeImage \
            "${TAGS[@]}" --output none
    fi
    local me
    me=$(answer_of "id of who is signed in" az ad signed-in-user show --query id --output tsv)
    grant "Azure Kubernetes Service RBAC Cluster Admin" "$me" "$CLUSTER_ID" User
    grant "Key Vault Secrets Officer" "$me" "$GROUP_ID/providers/Microsoft.KeyVault/vaults/$VAULT" User
    run az aks get-credentials --name "$CLUSTER" --resource-group "$RESOURCE_GROUP" --overwrite-existing
    run kubelogin convert-kubeconfig --login azurecli
}

# An address that is there before the first release, so that a name can point at it, and that stays when a release is gone.
create_address() {
    step "public address"
    local of=(--name "$CLUSTER" --resource-group "$RESOURCE_GROUP")
    read_only az network public-ip show "${of[@]}" --output none \
        || run az network public-ip create "${of[@]}" --location "$LOCATION" --sku Standard --allocation-method static \
            --dns-name "$DNS_LABEL" "${TAGS[@]}" --output none
    ADDRESS=$(answer_of "public address" az network public-ip show "${of[@]}" --query ipAddress --output tsv)
    HOST=$(answer_of "name of the public address" az network public-ip show "${of[@]}" --query dnsSettings.fqdn --output tsv)
    local principal
    principal=$(answer_of "identity of the cluster" az aks show "${of[@]}" --query identity.principalId --output tsv)
    # The cluster ties the address to its load balancer.
    grant "Network Contributor" "$principal" "$GROUP_ID/providers/Microsoft.Network/publicIPAddresses/$CLUSTER"
    grant Reader "$principal" "$GROUP_ID"
}

# The identity as which the pods read the vault: their ServiceAccounts are its federated credentials.
create_vault_identity() {
    step "identity that reads the vault"
    local identity=$CLUSTER-vault issuer principal account
    read_only az identity show --name "$identity" --resource-group "$RESOURCE_GROUP" --output none \
        || run az identity create --name "$identity" --resource-group "$RESOURCE_GROUP" "${TAGS[@]}" --output none
    principal=$(answer_of "identity that reads the vault" az identity show --name "$identity" --resource-group "$RESOURCE_GROUP" --query principalId --output tsv)
    VAULT_CLIENT_ID=$(answer_of "client id of $identity" az identity show --name "$identity" --resource-group "$RESOURCE_GROUP" --query clientId --output tsv)
    grant "Key Vault Secrets User" "$principal" "$GROUP_ID/providers/Microsoft.KeyVault/vaults/$VAULT"
    issuer=$(answer_of "issuer of the cluster's identities" az aks show --name "$CLUSTER" --resource-group "$RESOURCE_GROUP" --query oidcIssuerProfile.issuerUrl --output tsv)
    for account in backend migration; do
        run az identity federated-credential create --name "$account" --identity-name "$identity" \
            --resource-group "$RESOURCE_GROUP" --issuer "$issuer" --audiences api://AzureADTokenExchange \
            --subject "system:serviceaccount:$NAMESPACE:$(full_name)-$account" --output none
    done
}

# The identity of the pipeline: GitHub vouches for it, there is no password to steal.
create_pipeline_identity() {
    [[ -n $GITHUB ]] || return 0
    step "identity of the pipeline of $GITHUB"
    local identity=$CLUSTER-github principal
    read_only az identity show --name "$identity" --resource-group "$RESOURCE_GROUP" --output none \
        || run az identity create --name "$identity" --resource-group "$RESOURCE_GROUP" "${TAGS[@]}" --output none
    run az identity federated-credential create --name production --identity-name "$identity" \
        --resource-group "$RESOURCE_GROUP" --issuer https://token.actions.githubusercontent.com \
        --subject "repo:$GITHUB:environment:production" --audiences api://AzureADTokenExchange --output none
    principal=$(answer_of "identity of the pipeline" az identity show --name "$identity" --resource-group "$RESOURCE_GROUP" --query principalId --output tsv)
    PIPELINE_CLIENT_ID=$(answer_of "client id of $identity" az identity show --name "$identity" --resource-group "$RESOURCE_GROUP" --query clientId --output tsv)
    grant AcrPush "$principal" "$GROUP_ID/providers/Microsoft.ContainerRegistry/registries/$REGISTRY"
    grant "Azure Kubernetes Service Cluster User Role" "$principal" "$CLUSTER_ID"
    grant "Azure Kubernetes Service RBAC Admin" "$principal" "$CLUSTER_ID/namespaces/$NAMESPACE"
}

create_budget() {
    [[ -n $BUDGET ]] || return 0
    step "budget of $BUDGET a month"
    private_folder
    cat >"$PRIVATE/budget.json" <<JSON
{"properties": {"category": "Cost", "amount": $BUDGET, "timeGrain": "Monthly",
  "timePeriod": {"startDate": "$(date +%Y-%m-01)T00:00:00Z"},
  "notifications": {
    "at80": {"enabled": true, "operator": "GreaterThan", "threshold": 80, "contactEmails": ["$EMAIL"]},
    "at100": {"enabled": true, "operator": "GreaterThan", "threshold": 100, "contactEmails": ["$EMAIL"]}}}}
JSON
    run az rest --method put --body "@$PRIVATE/budget.json" --output none --url \
        "https://management.azure.com$GROUP_ID/providers/Microsoft.Consumption/budgets/$CLUSTER?api-version=2023-05-01"
}

PIPELINE_CLIENT_ID=''
register_providers
create_base
create_cluster
create_address
create_vault_identity
create_pipeline_identity
create_budget
good "the cluster $CLUSTER is ready after $SECONDS s; next: scripts/install-dapr.sh"
TENANT_ID=$(answer_of "id of the tenant" az account show --query tenantId --output tsv)
printf 'REGISTRY=%s.azurecr.io\nVAULT=%s\nCLUSTER=%s\n' "$REGISTRY" "$VAULT" "$CLUSTER"
printf 'VAULT_CLIENT_ID=%s\nTENANT_ID=%s\nADDRESS=%s\nHOST=%s\n' "$VAULT_CLIENT_ID" "$TENANT_ID" "$ADDRESS" "$HOST"
[[ -z $PIPELINE_CLIENT_ID ]] || printf 'AZURE_CLIENT_ID=%s\n' "$PIPELINE_CLIENT_ID"
