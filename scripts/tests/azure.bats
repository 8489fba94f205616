#!/usr/bin/env bats
# setup-aks.sh, install-dapr.sh and cleanup-azure.sh against a recorded Azure.

load setup.bash

SUBSCRIPTION=11111111-2222-3333-4444-555555555555

nothing_there() {
    answer 'az account show*' 0 "$SUBSCRIPTION"
    answer 'az acr show*' 3
    answer 'az keyvault show*' 3
    answer 'az monitor log-analytics workspace show*' 3
    answer 'az aks show*' 3
    answer 'az identity show*--output none' 3
}

@test "a cluster is made with everything around it" {
    nothing_there
    answer 'az ad signed-in-user show*' 0 me-object-id
    answer 'az identity show*principalId*' 0 principal-id
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
    called "az rest --method put"
    before "az group create" "az acr create"
    before "az acr create" "az aks create"
    before "az aks create" "az aks get-credentials"
    said "REGISTRY=todo1111111122223333.azurecr.io"
}

@test "a second run makes nothing anew" {
    answer 'az account show*' 0 "$SUBSCRIPTION"
    run "$SCRIPTS/setup-aks.sh" --yes
    [[ $status == 0 ]]
    said "the cluster exists"
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

@test "Dapr is installed as an extension, pinned and highly available" {
    answer 'kubectl --namespace dapr-system get deployment*' 0 1.18.2
    answer 'kubectl --namespace dapr-system get deployment*' 1!
    answer 'az k8s-extension show*' 3
    run "$SCRIPTS/install-dapr.sh" --yes
    [[ $status == 0 ]]
    called "az k8s-extension create --name dapr --cluster-type managedClusters"
    called "--auto-upgrade-minor-version false --version 1.18.2"
    called "global.ha.enabled=true"
    called "dapr_sidecar_injector.sidecarDropALLCapabilities=true"
    called "rollout status statefulset/dapr-scheduler-server"
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
    called "az k8s-extension update"
}

@test "Dapr that does not become ready is reported" {
    answer 'kubectl --namespace dapr-system get deployment*' 0 1.18.2
    answer 'kubectl --namespace dapr-system rollout status deployment/dapr-sentry*' 1
    run "$SCRIPTS/install-dapr.sh" --yes
    [[ $status == 1 ]]
    said "deployment/dapr-sentry is not ready"
}

@test "without Azure, Helm installs Dapr" {
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
    run "$SCRIPTS/install-dapr.sh" --yes --values own.yaml
    [[ $status == 1 ]]
    said "--values is for Dapr's chart"
}
