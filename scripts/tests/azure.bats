#!/usr/bin/env bats
# setup-aks.sh, install-dapr.sh and cleanup-azure.sh against a recorded Azure.

load setup.bash

SUBSCRIPTION=11111111-2222-3333-4444-555555555555

# What Azure says of what is there.
azure_answers() {
    answer 'az account show --query tenantId*' 0 a-tenant
    answer 'az account show --query id*' 0 "$SUBSCRIPTION"
    answer 'az ad signed-in-user show*' 0 me-object-id
    answer 'az identity show*principalId*' 0 principal-id
    answer 'az identity show*clientId*' 0 client-id
    answer 'az aks show*oidcIssuerProfile*' 0 https://issuer.example.com
    answer 'az aks show*identity.principalId*' 0 cluster-id
    answer 'az network public-ip show*ipAddress*' 0 192.0.2.20
    answer 'az network public-ip show*dnsSettings*' 0 todo-11111111.westeurope.cloudapp.azure.com
    answer 'az provider show*' 0 Registered
}

nothing_there() {
    azure_answers
    answer 'az acr show*' 3
    answer 'az keyvault show*' 3
    answer 'az monitor log-analytics workspace show*' 3
    answer 'az keyvault show-deleted*' 3
    answer 'az aks show*--output none' 3
    answer 'az network public-ip show*--output none' 3
    answer 'az identity show*--output none' 3
}

@test "a cluster is made with everything around it" {
    nothing_there
    run "$SCRIPTS/setup-aks.sh" --yes --budget 200 --email me@example.com --github me/todo
    [[ $status == 0 ]]
    called "az group create --name todo-chatbot --location westeurope"
    called "az acr create --name todo1111111122223333 --resource-group todo-chatbot --sku Basic --admin-enabled false"
    called "--node-vm-size Standard_D2s_v3 --node-count 2 --enable-cluster-autoscaler --min-count 2 --max-count 5"
    called "--network-plugin azure --network-plugin-mode overlay --network-dataplane cilium --network-policy cilium"
    called "--enable-azure-rbac --disable-local-accounts"
    called "--enable-oidc-issuer --enable-workload-identity"
    called "--attach-acr todo1111111122223333"
    called "role assignment create --role Azure\\ Kubernetes\\ Service\\ RBAC\\ Cluster\\ Admin --assignee-object-id me-object-id"
    called "role assignment create --role AcrPush --assignee-object-id principal-id"
    called "--subject repo:me/todo:environment:production"
    called "--subject system:serviceaccount:todo:todo-todo-chatbot-migration"
    called "az network public-ip create --name todo-chatbot --resource-group todo-chatbot --location westeurope --sku Standard --allocation-method static --dns-name todo-11111111"
    called "--role Network\\ Contributor --assignee-object-id cluster-id"
    called "--node-osdisk-size 32"
    not_called "az provider register"
    called "az rest --method put"
    before "az group create" "az acr create"
    before "az acr create" "az aks create"
    before "az aks create" "az aks get-credentials"
    said "REGISTRY=todo1111111122223333.azurecr.io"
    said "VAULT_CLIENT_ID=client-id"
    said "TENANT_ID=a-tenant"
    said "HOST=todo-11111111.westeurope.cloudapp.azure.com"
    said "AZURE_CLIENT_ID=client-id"
}

@test "a registry is taken by the name that was printed" {
    nothing_there
    REGISTRY=anotherregistrywithalongname.azurecr.io run "$SCRIPTS/setup-aks.sh" --yes
    [[ $status == 0 ]]
    called "az acr create --name anotherregistrywithalongname --resource-group"
    said "REGISTRY=anotherregistrywithalongname.azurecr.io"
}

@test "the pods' identities are called as the chart calls them" {
    nothing_there
    RELEASE=my-todo-chatbot run "$SCRIPTS/setup-aks.sh" --yes
    [[ $status == 0 ]]
    called "--subject system:serviceaccount:todo:my-todo-chatbot-backend"
    : >"$CALLS"
    RELEASE=a-release-with-a-name-that-is-rather-long run "$SCRIPTS/setup-aks.sh" --yes
    name=$(helm template a-release-with-a-name-that-is-rather-long "$SCRIPTS/../helm/todo-chatbot" \
        --values "$SCRIPTS/../helm/todo-chatbot/ci/default-values.yaml" | grep -A2 '^kind: ServiceAccount' | awk '/name:.*-backend$/ { print $2 }')
    called "--subject system:serviceaccount:todo:$name "
}

@test "a vault that was deleted with its group is taken up again" {
    nothing_there
    answer 'az keyvault show-deleted*vaultId*' 0 /subscriptions/x/resourceGroups/todo-chatbot/providers/Microsoft.KeyVault/vaults/todo-11111111
    answer 'az keyvault show-deleted*--output none' 0
    run "$SCRIPTS/setup-aks.sh" --yes
    [[ $status == 0 ]]
    called "az keyvault recover --name todo-11111111"
    not_called "az keyvault create"
    answer 'az keyvault show-deleted*vaultId*' 0 /subscriptions/x/resourceGroups/other/providers/Microsoft.KeyVault/vaults/todo-11111111
    run "$SCRIPTS/setup-aks.sh" --yes
    [[ $status == 1 ]]
    said "set VAULT to another name"
}

@test "what a subscription does not offer yet is asked for" {
    nothing_there
    answer 'az provider show*ContainerService*' 0 NotRegistered
    run "$SCRIPTS/setup-aks.sh" --yes
    [[ $status == 0 ]]
    called "az provider register --namespace Microsoft.ContainerService --wait"
    not_called "az provider register --namespace Microsoft.KeyVault"
}

@test "what Azure does not tell ends the script, and nothing is granted to a made-up name" {
    for question in 'az ad signed-in-user show*' 'az identity show*principalId*' 'az aks show*oidcIssuerProfile*' 'az network public-ip show*ipAddress*'; do
        nothing_there
        answer "$question" 1
        : >"$CALLS"
        run "$SCRIPTS/setup-aks.sh" --yes
        [[ $status == 1 ]]
        said "Azure does not tell the"
        [[ $(grep -c 'error: ' <<<"$output") == 1 ]]
        [[ $(grep -cE 'assignee-object-id (signed|vault|pipeline|id|identity)|--issuer issuer' "$CALLS") == 0 ]]
    done
}

@test "each failure on the way stops what follows, and is named" {
    for failing in 'az acr create*' 'az keyvault create*' 'az aks get-credentials*' 'az network public-ip create*' 'az role assignment create*Key*' \
        'az identity federated-credential create*' 'az rest*'; do
        nothing_there
        answer "$failing" 1 "Azure refuses"
        run "$SCRIPTS/setup-aks.sh" --yes --budget 200 --email me@example.com
        [[ $status == 1 ]]
        said "Azure refuses"
        said "error: "
        said "log: "
        [[ $output != *"is ready after"* ]]
    done
}

@test "a second run makes nothing anew" {
    azure_answers
    run "$SCRIPTS/setup-aks.sh" --yes
    [[ $status == 0 ]]
    said "the cluster exists"
    not_called "az network public-ip create"
    not_called "az acr create"
    not_called "az keyvault create"
    not_called "az aks create"
    not_called "az identity create"
}

@test "the small profile has one small node" {
    nothing_there
    run "$SCRIPTS/setup-aks.sh" --yes --profile small
    [[ $status == 0 ]]
    called "--node-vm-size Standard_B2s --node-count 1"
    not_called "--enable-cluster-autoscaler"
}

@test "nobody is signed in" {
    answer 'az account show*' 1
    run "$SCRIPTS/setup-aks.sh" --yes
    [[ $status == 1 ]]
    said "run \`az login\`"
    not_called "az group create"
}

@test "a failed creation stops what follows" {
    nothing_there
    answer 'az aks create*' 1 "QuotaExceeded"
    run "$SCRIPTS/setup-aks.sh" --yes
    [[ $status == 1 ]]
    not_called "az aks get-credentials"
}

@test "wrong arguments are refused before Azure is asked" {
    run "$SCRIPTS/setup-aks.sh" --yes --profile huge
    [[ $status == 1 ]]
    said "--profile is prod or small, not huge"
    run "$SCRIPTS/setup-aks.sh" --yes --budget 200
    [[ $status == 1 ]]
    said "--budget needs --email"
    run "$SCRIPTS/setup-aks.sh" --yes --github todo
    [[ $status == 1 ]]
    said "--github is OWNER/REPO"
    [[ ! -s $CALLS ]]
}

@test "Dapr is installed by Helm, pinned and highly available" {
    answer 'kubectl --namespace dapr-system get deployment*' 0 1.18.2
    answer 'kubectl --namespace dapr-system get deployment*' 1!
    run "$SCRIPTS/install-dapr.sh" --yes
    [[ $status == 0 ]]
    called "helm upgrade --install dapr dapr --repo https://dapr.github.io/helm-charts --version 1.18.2 --namespace dapr-system"
    called "global.ha.enabled=true"
    called "dapr_sidecar_injector.sidecarDropALLCapabilities=true"
    called "rollout status statefulset/dapr-scheduler-server"
    not_called "az "
}

@test "Dapr as the AKS extension has the version that Azure builds of it" {
    answer 'kubectl --namespace dapr-system get deployment*' 0 1.14.4-msft.10
    answer 'kubectl --namespace dapr-system get deployment*' 1!
    answer 'az k8s-extension show*' 3
    answer 'az extension show*' 3
    answer 'az k8s-extension extension-types*' 0 '1.14.4-msft.9\n1.14.4-msft.10\n1.13.6-msft.1'
    DAPR_VERSION=1.14.4 run "$SCRIPTS/install-dapr.sh" --yes --extension
    [[ $status == 0 ]]
    before "az extension add --name k8s-extension" "az k8s-extension create"
    called "az provider register --namespace Microsoft.KubernetesConfiguration"
    called "az k8s-extension create --name dapr --cluster-type managedClusters"
    called "--auto-upgrade-minor-version false --version 1.14.4-msft.10"
    not_called "helm upgrade"
}

@test "a version that the AKS extension does not carry is refused, with those that it has" {
    answer 'kubectl --namespace dapr-system get deployment*' 1
    answer 'az k8s-extension extension-types*' 0 '1.14.4-msft.9\n1.14.4-msft.10'
    run "$SCRIPTS/install-dapr.sh" --yes --extension
    [[ $status == 1 ]]
    said "has no Dapr 1.18.2; it has: 1.14.4-msft.9 1.14.4-msft.10"
    not_called "az k8s-extension create"
}

@test "Dapr that is there is only verified" {
    answer 'kubectl --namespace dapr-system get deployment*' 0 1.18.2
    run "$SCRIPTS/install-dapr.sh" --yes
    [[ $status == 0 ]]
    said "is there already"
    not_called k8s-extension
    called "rollout status deployment/dapr-sentry"
}

@test "an older Dapr is brought up to date" {
    answer 'kubectl --namespace dapr-system get deployment*' 0 1.18.2
    answer 'kubectl --namespace dapr-system get deployment*' 0! 1.17.0
    run "$SCRIPTS/install-dapr.sh" --yes
    [[ $status == 0 ]]
    called "helm upgrade --install dapr"
}

@test "another version than the one that was meant is reported" {
    answer 'kubectl --namespace dapr-system get deployment*' 0 1.17.0
    run "$SCRIPTS/install-dapr.sh" --yes
    [[ $status == 1 ]]
    said "Dapr 1.17.0 runs, not 1.18.2"
}

@test "a chart that cannot be used is reported" {
    answer 'kubectl --namespace dapr-system get deployment*' 1
    run "$SCRIPTS/install-dapr.sh" --yes --chart missing
    [[ $status == 1 ]]
    said "there is no chart at missing"
    mkdir chart
    answer 'helm upgrade*' 1 'Chart.yaml file is missing'
    run "$SCRIPTS/install-dapr.sh" --yes --chart chart
    [[ $status == 1 ]]
    said "Chart.yaml file is missing"
    said "Helm could not install Dapr"
}

@test "Dapr that does not become ready is reported" {
    answer 'kubectl --namespace dapr-system get deployment*' 0 1.18.2
    answer 'kubectl --namespace dapr-system rollout status deployment/dapr-sentry*' 1
    run "$SCRIPTS/install-dapr.sh" --yes
    [[ $status == 1 ]]
    said "deployment/dapr-sentry is not ready"
}

@test "a chart on disk, and one replica of each" {
    answer 'kubectl --namespace dapr-system get deployment*' 0 1.18.2
    answer 'kubectl --namespace dapr-system get deployment*' 1!
    mkdir chart
    run "$SCRIPTS/install-dapr.sh" --yes --cluster-only --no-ha --chart chart
    [[ $status == 0 ]]
    called "helm upgrade --install dapr chart --version 1.18.2 --namespace dapr-system"
    called "global.ha.enabled=false"
    not_called k8s-extension
}

@test "Dapr from a registry of one's own, but not as the extension" {
    answer 'kubectl --namespace dapr-system get deployment*' 0 1.18.2
    answer 'kubectl --namespace dapr-system get deployment*' 1!
    run "$SCRIPTS/install-dapr.sh" --yes --cluster-only --values own.yaml
    [[ $status == 0 ]]
    called "--create-namespace --values own.yaml --set global.ha.enabled=true"
    run "$SCRIPTS/install-dapr.sh" --yes --extension --values own.yaml
    [[ $status == 1 ]]
    said "--chart and --values are for Helm"
}
