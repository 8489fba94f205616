#!/usr/bin/env bash
# Lets kubectl reach the cluster as the identity that is signed in. Used by the pipeline.
set -euo pipefail
command -v kubelogin >/dev/null || sudo az aks install-cli --kubelogin-version v0.2.10 --only-show-errors >/dev/null
az aks get-credentials --resource-group "$RESOURCE_GROUP" --name "$CLUSTER" --overwrite-existing --only-show-errors
kubelogin convert-kubeconfig --login azurecli
