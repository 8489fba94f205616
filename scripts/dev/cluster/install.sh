# shellcheck shell=bash disable=SC2154
# Images, Dapr, secrets, topics, release: each by the script that an operator runs.

images() {
    local service
    if [[ -z ${IMAGES:-} ]]; then
        IMAGES=$WORK/images
        scripts/dev/images.sh "$TAG" "$IMAGES"
    fi
    for service in backend frontend; do
        [[ -f $IMAGES/$service.tar ]] || die "$IMAGES/$service.tar is missing: run scripts/dev/images.sh $TAG $IMAGES"
        at_most "image of the $service" "$(awk "BEGIN { printf \"%.1f\", $(stat -c %s "$IMAGES/$service.tar") / 1000000 }")" 40 MB
        # A command with its options.
        # shellcheck disable=SC2086
        [[ -z ${LOAD_IMAGES:-} ]] || $LOAD_IMAGES "$IMAGES/$service.tar" >/dev/null
    done
}

write_settings() {
    local owner app
    owner=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    app=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    OWNER_PASSWORD=$owner APP_PASSWORD=$app psql -qX "$DATABASE" --file scripts/lib/roles.sql
    (
        umask 077
        cat >"$WORK/env" <<TEXT
DATABASE_URL=postgres://todo_app:$app@$HOST_ADDRESS:$DATABASE_PORT/todo
MIGRATION_DATABASE_URL=postgres://todo_owner:$owner@$HOST_ADDRESS:$DATABASE_PORT/todo
KAFKA_USERNAME=todo
KAFKA_PASSWORD=$(<"$WORK/kafka/password")
TEXT
    )
    cat >"$WORK/values.yaml" <<TEXT
database: {port: $DATABASE_PORT, cidrs: [$HOST_ADDRESS/32]}
kafka: {cidrs: [$HOST_ADDRESS/32], tls: false}
TEXT
}

part_install() {
    local began namer
    images
    write_settings
    if kubectl get crd components.dapr.io >/dev/null 2>&1; then
        log "the cluster has Dapr"
    else
        local chart=()
        refused "a cluster without Dapr" "Dapr is missing in this cluster: run scripts/install-dapr.sh" deploy
        [[ -z ${DAPR_CHART:-} ]] || chart+=(--chart "$DAPR_CHART")
        [[ -z ${DAPR_VALUES:-} ]] || chart+=(--values "$DAPR_VALUES")
        scripts/install-dapr.sh --yes --cluster-only --context "$CONTEXT" --no-ha "${chart[@]}"
    fi
    scripts/setup-secrets.sh --yes --context "$CONTEXT" --env "$WORK/env" --tls-cert "$WORK/tls.crt" --tls-key "$WORK/tls.key"
    PATH=$(scripts/dev/kafka.sh tools "$WORK/kafka"):$PATH scripts/setup-topics.sh --yes --env "$WORK/env" --brokers "$KAFKA" --replication 1 --no-tls
    point_name &
    namer=$!
    began=$(now_ms)
    deploy || { kill "$namer" 2>/dev/null || true; return 1; }
    at_most "from \`deploy.sh\` to verified, smoke tests included" "$(awk "BEGIN { printf \"%.0f\", ($(now_ms) - $began) / 1000 }")" 180 s
    # A first release begins with one of each; the autoscaler brings the second.
    eventually 90 both_have_replicas
    start_times
}

# From the container's start to ready.
start_times() {
    local component
    for component in backend frontend; do
        k get pods --selector "app.kubernetes.io/component=$component" --output json | jq -r --arg name "$component" '
            [.items[].status | (.containerStatuses[] | select(.name == $name) | .state.running.startedAt | fromdate) as $started
                | (.conditions[] | select(.type == "Ready") | .lastTransitionTime | fromdate) - $started] | max' \
            >"$WORK/$component.started"
        figure "$component, container started to pod ready (probes each second)" "$(<"$WORK/$component.started") s"
    done
}
