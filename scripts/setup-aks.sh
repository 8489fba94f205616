#!/usr/bin/env bash
# Creates what the product runs on in Azure: resource group, registry, key vault, logs, AKS cluster, budget alert.
# What exists already is left as it is, so this can be run again after a failure.
#
# usage: setup-aks.sh [--profile prod|small] [--budget AMOUNT --email ADDRESS] [--github OWNER/REPO]
#                     [--dry-run] [--yes]
#
#   --profile   prod: two to five Standard_D2s_v3 nodes (the default); small: one Standard_B2s
#   --budget    monthly amount in the subscription's currency; --email is told at 80 % and 100 % of it
#   --github    repository whose `production` environment may push images and deploy (OIDC, no password)
#
# Environment: RESOURCE_GROUP, LOCATION, CLUSTER (todo-chatbot, westeurope, todo-chatbot), REGISTRY and VAULT
# (names that are unique in Azure; made from the subscription's id when unset), KUBERNETES_VERSION (AKS' default).
# shellcheck source=scripts/lib/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/common.sh"

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

need az
SUBSCRIPTION=$(read_only az account show --query id --output tsv) || SUBSCRIPTION=''
[[ -n $SUBSCRIPTION || $DRY_RUN == 1 ]] || die "you are not signed in to Azure: run \`az login\`"
SUBSCRIPTION=${SUBSCRIPTION:-00000000-0000-0000-0000-000000000000}
REGISTRY=${REGISTRY:-todo${SUBSCRIPTION//-/}}
REGISTRY=${REGISTRY:0:20}
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

create_base() {
    step "resource group, registry, vault, logs"
    run az group create --name "$RESOURCE_GROUP" --location "$LOCATION" "${TAGS[@]}" --output none
    read_only az acr show --name "$REGISTRY" --output none \
        || run az acr create --name "$REGISTRY" --resource-group "$RESOURCE_GROUP" --sku Basic --admin-enabled false \
            "${TAGS[@]}" --output none
    read_only az keyvault show --name "$VAULT" --output none \
        || run az keyvault create --name "$VAULT" --resource-group "$RESOURCE_GROUP" --location "$LOCATION" \
            --enable-rbac-authorization true --enable-purge-protection true "${TAGS[@]}" --output none
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
    me=$(read_only az ad signed-in-user show --query id --output tsv) || me=signed_in_user
    grant "Azure Kubernetes Service RBAC Cluster Admin" "$me" "$CLUSTER_ID" User
    grant "Key Vault Secrets Officer" "$me" "$GROUP_ID/providers/Microsoft.KeyVault/vaults/$VAULT" User
    run az aks get-credentials --name "$CLUSTER" --resource-group "$RESOURCE_GROUP" --overwrite-existing
    run kubelogin convert-kubeconfig --login azurecli
}

# The identity as which the pods read the vault: their ServiceAccounts are its federated credentials.
create_vault_identity() {
    step "identity that reads the vault"
    local identity=$CLUSTER-vault issuer principal account
    read_only az identity show --name "$identity" --resource-group "$RESOURCE_GROUP" --output none \
        || run az identity create --name "$identity" --resource-group "$RESOURCE_GROUP" "${TAGS[@]}" --output none
    principal=$(read_only az identity show --name "$identity" --resource-group "$RESOURCE_GROUP" --query principalId --output tsv) || principal=vault_identity
    grant "Key Vault Secrets User" "$principal" "$GROUP_ID/providers/Microsoft.KeyVault/vaults/$VAULT"
    issuer=$(read_only az aks show --name "$CLUSTER" --resource-group "$RESOURCE_GROUP" --query oidcIssuerProfile.issuerUrl --output tsv) || issuer=issuer
    for account in backend migration; do
        run az identity federated-credential create --name "$account" --identity-name "$identity" \
            --resource-group "$RESOURCE_GROUP" --issuer "$issuer" --audiences api://AzureADTokenExchange \
            --subject "system:serviceaccount:$NAMESPACE:$RELEASE-todo-chatbot-$account" --output none
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
    principal=$(read_only az identity show --name "$identity" --resource-group "$RESOURCE_GROUP" --query principalId --output tsv) || principal=pipeline_identity
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

create_base
create_cluster
create_vault_identity
create_pipeline_identity
create_budget
good "the cluster $CLUSTER is ready after $SECONDS s; next: scripts/install-dapr.sh"
printf 'REGISTRY=%s.azurecr.io\nVAULT=%s\nCLUSTER=%s\n' "$REGISTRY" "$VAULT" "$CLUSTER"
