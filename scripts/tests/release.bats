#!/usr/bin/env bats
# deploy.sh and rollback.sh, with the real chart and a recorded cluster.

load setup.bash

deploy() {
    "$SCRIPTS/deploy.sh" --yes --origin https://todo.example.com --registry registry.example.com \
        --brokers b1.example.com:9092,b2.example.com:9092 --tag 1.2.3 --skip-smoke "$@"
}

healthy_cluster() {
    answer 'kubectl*get secret todo-chatbot-secrets*' 0 'DATABASE_URL\nKAFKA_PASSWORD\nKAFKA_USERNAME\nMIGRATION_DATABASE_URL'
    answer 'kubectl*get secret *-api-token*' 0 token
    answer 'kubectl*get secret todo-chatbot-webhook-keys*' 0 token
    answer 'kubectl*get secret todo-chatbot-vapid-key*' 0 token
    answer 'kubectl*get secret todo-chatbot-tls*' 0 'tls.crt\ntls.key'
    answer 'kubectl*get service*' 0 192.0.2.10
    answer 'kubectl api-resources --api-group=dapr.io*' 0 'components.dapr.io\nsubscriptions.dapr.io'
    answer 'kubectl api-resources --api-group=monitoring.coreos.com*' 0 'servicemonitors.monitoring.coreos.com\nprometheusrules.monitoring.coreos.com'
    answer 'helm*list*' 0 '[]'
    answer 'helm*history*' 1
}

history() {
    answer 'helm*history*' 0 "$1"
}

TWO='[{"revision":1,"status":"superseded"},{"revision":2,"status":"deployed"}]'

@test "a release is checked, installed and waited for" {
    healthy_cluster
    run deploy
    [[ $status == 0 ]]
    called "helm upgrade --install todo"
    called "--set-string image.tag=1.2.3"
    called 'kafka.brokers=b1.example.com:9092\\\,b2.example.com:9092'
    called "--wait --timeout 5m"
    grep -qE -- '--(rollback-on-failure|atomic)' "$CALLS"
    called "rollout status deployment/todo-todo-chatbot-backend"
    before "get secret todo-chatbot-secrets" "helm upgrade"
    before "az acr repository show" "helm upgrade"
    said "version 1.2.3 is verified"
    said "https://todo.example.com"
}

@test "without TLS it refuses, unless it is meant" {
    healthy_cluster
    run "$SCRIPTS/deploy.sh" --yes --origin http://todo.example.com --registry r --brokers b:1 --tag 1
    [[ $status == 1 ]]
    said "--insecure-http"
    not_called helm
    run deploy --origin http://192.0.2.10 --insecure-http
    [[ $status == 0 ]]
    called "--set-string tls.existingSecret="
}

@test "Azure is not asked when only the cluster is meant" {
    healthy_cluster
    run deploy --cluster-only --context test-cluster
    [[ $status == 0 ]]
    not_called "az "
}

@test "missing Dapr is named" {
    healthy_cluster
    answer 'kubectl api-resources --api-group=dapr.io*' 0
    run deploy
    [[ $status == 1 ]]
    said "Dapr is missing in this cluster: run scripts/install-dapr.sh"
    not_called "helm upgrade"
}

@test "an injector that is not ready is named" {
    healthy_cluster
    answer 'kubectl*rollout status deployment/dapr-sidecar-injector*' 1 'error: timed out waiting for the condition'
    run deploy
    [[ $status == 1 ]]
    said "sidecar injector is not ready"
    not_called "helm upgrade"
}

@test "who may only see the namespace may release into it" {
    healthy_cluster
    answer 'kubectl get crd*' 1 'Error from server (Forbidden)'
    answer 'kubectl label namespace*' 1 'Error from server (Forbidden)'
    answer 'kubectl*--namespace dapr-system*' 1 'Error from server (Forbidden): deployments.apps is forbidden'
    answer 'kubectl get namespace todo --output*' 0 'restricted restricted'
    run deploy
    [[ $status == 0 ]]
    said "is not checked: you may not look into dapr-system"
    not_called "label namespace"
    not_called "--set monitoring.serviceMonitor=false"
}

@test "a namespace without Pod Security that may not be changed is named" {
    healthy_cluster
    answer 'kubectl label namespace*' 1 'Error from server (Forbidden)'
    run deploy
    [[ $status == 1 ]]
    said "does not enforce Pod Security"
    not_called "helm upgrade"
}

@test "a missing Secret is named" {
    healthy_cluster
    answer 'kubectl*get secret todo-chatbot-secrets*' 1
    run deploy
    [[ $status == 1 ]]
    said "the Secret todo-chatbot-secrets is missing in todo: run scripts/setup-secrets.sh"
    not_called "helm upgrade"
}

@test "a missing key of a Secret is named" {
    healthy_cluster
    answer 'kubectl*get secret todo-chatbot-secrets*' 0 'DATABASE_URL\nKAFKA_PASSWORD\nKAFKA_USERNAME'
    run deploy
    [[ $status == 1 ]]
    said "lacks MIGRATION_DATABASE_URL"
}

@test "a missing certificate is named" {
    healthy_cluster
    answer 'kubectl*get secret todo-chatbot-tls*' 1
    run deploy
    [[ $status == 1 ]]
    said "the TLS Secret todo-chatbot-tls is missing"
}

@test "a missing image is named" {
    healthy_cluster
    answer 'az acr repository show*frontend*' 1
    run deploy
    [[ $status == 1 ]]
    said "todo-chatbot/frontend:1.2.3 is not in registry.example.com"
    not_called "helm upgrade"
}

@test "another release in the namespace is not overwritten" {
    healthy_cluster
    answer 'helm*list*' 0 '[{"name":"other","chart":"todo-chatbot-0.1.0"}]'
    run deploy
    [[ $status == 1 ]]
    said "has another release already: other"
    not_called "helm upgrade"
}

@test "an interrupted release is named" {
    healthy_cluster
    history '[{"revision":1,"status":"deployed"},{"revision":2,"status":"pending-upgrade"}]'
    run deploy
    [[ $status == 1 ]]
    said "revision 2 was interrupted: run scripts/rollback.sh"
    history '[{"revision":1,"status":"pending-install"}]'
    run deploy
    [[ $status == 1 ]]
    said "the first release was interrupted: run \`helm --namespace todo uninstall todo\`"
    not_called "helm upgrade"
}

@test "a cluster without the Prometheus operator gets no objects of it" {
    healthy_cluster
    answer 'kubectl api-resources --api-group=monitoring.coreos.com*' 0
    run deploy
    [[ $status == 0 ]]
    called "--set monitoring.serviceMonitor=false --set monitoring.prometheusRule=false"
    answer 'kubectl api-resources --api-group=azmonitoring.coreos.com*' 0 servicemonitors.azmonitoring.coreos.com
    : >"$CALLS"
    run deploy --set monitoring.apiGroup=azmonitoring.coreos.com
    [[ $status == 0 ]]
    not_called "--set monitoring.serviceMonitor=false"
    called "--set monitoring.prometheusRule=false"
}

@test "wrong values are refused before anything is changed" {
    healthy_cluster
    run deploy --set backend.autoscaling.max=many
    [[ $status == 1 ]]
    said "/backend/autoscaling/max"
    not_called "helm upgrade"
    run deploy --tag latest
    [[ $status == 1 ]]
    said "--tag latest says nothing"
}

@test "a release that fails is rolled back by Helm, and verified" {
    healthy_cluster
    history "$TWO"
    answer 'helm upgrade*' 1 'UPGRADE FAILED: timed out'
    run deploy
    [[ $status == 1 ]]
    said "was rolled back to revision 2, which answers"
    before "helm upgrade" "rollout status deployment/todo-todo-chatbot-frontend"
}

@test "what pods said before Helm removed them is shown, once and short" {
    healthy_cluster
    history "$TWO"
    pod() {
        printf '{"metadata":{"name":"%s","labels":{"app.kubernetes.io/component":"backend"}},"status":{"containerStatuses":[{"name":"backend","ready":false,"restartCount":2},{"name":"daprd","ready":false,"restartCount":0}]}}' "$1"
    }
    answer 'kubectl*get pods*' 0 "{\"items\":[$(pod new-1),$(pod new-2)]}"
    answer 'kubectl*logs new-*--container backend --previous*' 0 '{"at":"12:00:01","level":"ERROR","message":"the database refuses the password"}'
    answer 'kubectl*logs new-*--container backend --tail*' 0 '{"at":"12:00:02","level":"INFO","message":"starting"}'
    answer 'kubectl*logs new-*--container daprd --tail*' 0 'one\ntwo\nthree\nwaiting for the application'
    # Helm waits until somebody has listened.
    cat >"$WORK/bin/helm.fake/slow" <<'SH'
#!/usr/bin/env bash
for _ in {1..100}; do [[ $(grep -c 'logs new-2 --container daprd' "$CALLS") -ge 2 ]] && break; sleep 0.1; done
SH
    chmod +x "$WORK/bin/helm.fake/slow"
    sed -i 's|^exec|[[ $1 != upgrade ]] \|\| "$(dirname "$0")/helm.fake/slow"\nexec|' "$WORK/bin/helm"
    answer 'helm upgrade*' 1 'UPGRADE FAILED: timed out'
    run deploy
    [[ $status == 1 ]]
    said "last words of backend in a pod of the backend"
    [[ $(grep -c "the database refuses the password" <<<"$output") == 1 ]]
    [[ $output != *starting* ]]
    said "waiting for the application"
    [[ $output != *one* ]]
    said "was rolled back to revision 2"
    [[ -z $(ls -d "$WORK"/todo-chatbot.* 2>/dev/null) ]]
}

@test "a release that never gets an address is rolled back" {
    healthy_cluster
    history "$TWO"
    answer 'kubectl*get service*status.loadBalancer*' 0
    answer 'kubectl*get service*spec.type*' 0 LoadBalancer
    answer 'helm*history*' 0! "$TWO"
    answer 'helm*rollback*' 0
    history '[{"revision":1,"status":"superseded"},{"revision":2,"status":"superseded"},{"revision":3,"status":"deployed"}]'
    answer 'helm*history*' 0! "$TWO"
    answer 'helm*history*' 0! "$TWO"
    run deploy
    [[ $status == 1 ]]
    said "describe service todo-todo-chatbot-frontend"
    said "the release got no public address; revision 2 serves again"
    called "helm --namespace todo rollback todo 2"
}

@test "a first release that never gets an address is left to be looked at" {
    healthy_cluster
    answer 'kubectl*get service*status.loadBalancer*' 0
    answer 'kubectl*get service*spec.type*' 0 LoadBalancer
    run deploy
    [[ $status == 1 ]]
    said "the first release got no public address: it is left as it is"
    not_called "helm --namespace todo rollback"
}

@test "behind an ingress nobody waits for an address, and its certificate may come later" {
    healthy_cluster
    answer 'kubectl*get service*status.loadBalancer*' 0
    answer 'kubectl*get service*spec.type*' 0 ClusterIP
    answer 'kubectl*get secret todo-*tls*' 1
    ingress=(--set service.type=ClusterIP --set ingress.enabled=true --set ingress.host=todo.example.com --set ingress.tlsSecret=todo-chatbot-tls)
    run deploy "${ingress[@]}" --set-string 'ingress.annotations.cert-manager\.io/cluster-issuer=letsencrypt'
    [[ $status == 0 ]]
    run deploy "${ingress[@]}"
    [[ $status == 1 ]]
    said "the TLS Secret todo-chatbot-tls is missing"
}

@test "https without anything that ends it is refused" {
    healthy_cluster
    run deploy --set tls.existingSecret=
    [[ $status == 1 ]]
    said "nothing ends TLS"
    not_called "helm upgrade"
}

@test "with the vault the certificate is looked for, too" {
    healthy_cluster
    id=11111111-2222-3333-4444-555555555555
    answer 'kubectl*get secret todo-chatbot-tls*' 1
    run deploy --set "secrets.keyVault.enabled=true,secrets.keyVault.name=todo-vault,secrets.keyVault.tenantId=$id,secrets.keyVault.clientId=$id"
    [[ $status == 1 ]]
    said "secrets come from the vault"
    said "the TLS Secret todo-chatbot-tls is missing"
}

@test "a rollback that does not answer is said to be so" {
    healthy_cluster
    history "$TWO"
    answer 'helm upgrade*' 1
    answer 'kubectl*rollout status deployment/todo-todo-chatbot-backend*' 1
    run deploy
    [[ $status == 1 ]]
    said "does not answer either"
}

@test "a first release that fails leaves nothing" {
    healthy_cluster
    answer 'helm upgrade*' 1
    run deploy
    [[ $status == 1 ]]
    said "the first release failed and was removed again"
    called 'delete job\,networkpolicy\,serviceaccount --selector app.kubernetes.io/instance=todo'
    before "logs job/todo-todo-chatbot-migration" "delete job"
}

@test "a release that is up but does not work is rolled back" {
    healthy_cluster
    history "${TWO/deployed\"\}]/superseded\"\},{\"revision\":3,\"status\":\"deployed\"\}]}"
    answer 'helm*history*' 0! "$TWO"
    answer 'helm*history*' 0! "$TWO"
    # The public address does not answer as the product does.
    answer 'curl*' 0 200
    run "$SCRIPTS/deploy.sh" --yes --origin http://localhost:1 --insecure-http --registry registry.example.com \
        --brokers b:9092 --tag 1.2.4
    [[ $status == 1 ]]
    said "rolling back to revision 2"
    called "helm --namespace todo rollback todo 2 --wait"
}

@test "a rollback that fails, too, is said to be so" {
    healthy_cluster
    history "$TWO"
    answer 'kubectl*rollout status deployment/todo-todo-chatbot-frontend*' 1
    answer 'helm --namespace todo rollback*' 1
    history '[{"revision":2,"status":"superseded"},{"revision":3,"status":"deployed"}]'
    answer 'helm*history*' 0! "$TWO"
    answer 'helm*history*' 0! "$TWO"
    run deploy
    [[ $status == 1 ]]
    said "the release does not become ready: rolling back to revision 2"
    said "the rollback to revision 2 failed, too"
}

@test "a first release that does not pass the smoke tests is left to be looked at" {
    healthy_cluster
    answer 'curl*' 0 500
    run "$SCRIPTS/deploy.sh" --yes --origin http://localhost:1 --insecure-http --registry registry.example.com --brokers b:9092 --tag 1.2.4
    [[ $status == 1 ]]
    said "the first release does not pass the smoke tests: it is left as it is"
    not_called "helm --namespace todo rollback"
}

@test "each missing Secret of a key is named" {
    for name in todo-chatbot-dapr-api-token todo-chatbot-app-api-token todo-chatbot-webhook-keys todo-chatbot-vapid-key; do
        healthy_cluster
        answer "kubectl*get secret $name*" 1
        run deploy
        [[ $status == 1 ]]
        said "the Secret $name is missing in todo: run scripts/setup-secrets.sh"
    done
    not_called "helm upgrade"
}

@test "what is missing on the command line is named" {
    run "$SCRIPTS/deploy.sh" --yes --registry r --brokers b:1
    [[ $status == 1 ]]
    said "--origin is what browsers see"
    run "$SCRIPTS/deploy.sh" --yes --origin https://todo.example.com --brokers b:1
    [[ $status == 1 ]]
    said "--registry is missing"
    run "$SCRIPTS/deploy.sh" --yes --origin https://todo.example.com --registry r
    [[ $status == 1 ]]
    said "--brokers is missing"
    run "$SCRIPTS/deploy.sh" --yes --origin https://todo.example.com --registry r --brokers b:1 --profile huge
    [[ $status == 1 ]]
    said "--profile is prod or small, not huge"
    [[ ! -s $CALLS ]]
}

@test "a revision that does not become ready after the rollback is reported" {
    history "$TWO"
    answer 'kubectl*rollout status deployment/todo-todo-chatbot-backend*' 1
    run "$SCRIPTS/rollback.sh" --yes
    [[ $status == 1 ]]
    said "revision 1 does not become ready"
}

@test "a revision that runs and does not pass the smoke tests is reported" {
    history "$TWO"
    answer 'curl*' 0 500
    run "$SCRIPTS/rollback.sh" --yes --url http://localhost:1
    [[ $status == 1 ]]
    said "revision 1 runs, but does not pass the smoke tests"
}

@test "the last good revision is chosen" {
    history '[{"revision":1,"status":"superseded"},{"revision":2,"status":"superseded"},{"revision":3,"status":"failed"},{"revision":4,"status":"deployed"}]'
    run "$SCRIPTS/rollback.sh" --yes
    [[ $status == 0 ]]
    called "rollback todo 2 --wait"
    called "rollout status deployment/todo-todo-chatbot-frontend"
}

@test "a failed release is left behind" {
    history '[{"revision":1,"status":"superseded"},{"revision":2,"status":"deployed"},{"revision":3,"status":"failed"}]'
    run "$SCRIPTS/rollback.sh" --yes
    [[ $status == 0 ]]
    called "rollback todo 2"
}

@test "a chosen revision must have been deployed" {
    history '[{"revision":1,"status":"superseded"},{"revision":2,"status":"failed"},{"revision":3,"status":"deployed"}]'
    run "$SCRIPTS/rollback.sh" --yes --revision 2
    [[ $status == 1 ]]
    said "revision 2 was never deployed"
    run "$SCRIPTS/rollback.sh" --yes --revision 3
    [[ $status == 1 ]]
    said "is the one that runs"
    run "$SCRIPTS/rollback.sh" --yes --revision 1
    [[ $status == 0 ]]
    called "rollback todo 1"
}

@test "there is nothing to go back to" {
    answer 'helm*history*' 1
    run "$SCRIPTS/rollback.sh" --yes
    [[ $status == 1 ]]
    said "there is no release todo in namespace todo"
    history '[{"revision":1,"status":"deployed"}]'
    run "$SCRIPTS/rollback.sh" --yes
    [[ $status == 1 ]]
    said "nothing to go back to"
}

@test "a rollback that fails says so" {
    history "$TWO"
    answer 'helm*rollback*' 1
    run "$SCRIPTS/rollback.sh" --yes
    [[ $status == 1 ]]
    said "Helm could not go back to revision 1"
}

@test "secrets stay out of a release's output" {
    healthy_cluster
    run deploy
    no_secret_shows
    not_called "--output yaml"
    not_called "get secret todo-chatbot-secrets --output json"
}
