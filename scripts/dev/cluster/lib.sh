# shellcheck shell=bash disable=SC2034,SC2153,SC2154
# What the parts of test-cluster.sh share. Sourced by it: NAMESPACE, RELEASE, HOST, ORIGIN, TAG, WORK, CONTEXT and the
# rest are its, and what is set here is theirs.

BACKEND=$RELEASE-todo-chatbot-backend
FRONTEND=$RELEASE-todo-chatbot-frontend

k() {
    kubectl --namespace "$NAMESPACE" "$@"
}

# run_part NAME: the function part_NAME, in a shell of its own; a failure ends the part, not the run, unless nothing is
# installed. A figure that is not as wanted fails the part, and what follows is measured all the same.
run_part() {
    local name=$1 began=$SECONDS status
    log "== $name"
    rm -f "$WORK/unmet"
    set +e
    (set -e; "part_$name") 2>&1 | tee "$WORK/$name.log"
    status=${PIPESTATUS[0]}
    set -e
    if ((status == 0)) && [[ ! -f $WORK/unmet ]]; then
        log "passed  $name ($((SECONDS - began)) s)"
        return
    fi
    FAILED=$((FAILED + 1))
    log "FAILED  $name ($((SECONDS - began)) s)"
    k get pods -o wide >&2 || true
    k get events --field-selector type=Warning --sort-by .lastTimestamp 2>/dev/null | tail -n 15 >&2 || true
    ((status == 0)) || figure "$name: the whole part" "did not end" "" no
    [[ $name != install ]] || die "what is not installed cannot be tested: see above"
}

# figure WHAT MEASURED [WANTED [MET]]: a row of the report.
figure() {
    printf '| %s | %s | %s | %s |\n' "$1" "$2" "${3:-}" "${4:-}" >>"$WORK/figures"
    [[ ${4:-} != no ]] || echo "$1" >>"$WORK/unmet"
    log "$1: $2${3:+ (wanted: $3)}${4:+ $([[ $4 == yes ]] || echo "NOT MET")}"
}

# check WHAT COMMAND...: a row that holds or fails.
check() {
    local what=$1
    shift
    if "$@"; then figure "$what" holds "" yes; else figure "$what" "does not hold" "" no; fi
}

# at_most WHAT MEASURED LIMIT UNIT
at_most() {
    if awk "BEGIN { exit !($2 <= $3) }"; then figure "$1" "$2 $4" "<= $3 $4" yes; else figure "$1" "$2 $4" "<= $3 $4" no; fi
}

# refused WHAT WORDS COMMAND...: the command fails, and says so in these words.
refused() {
    local what=$1 words=$2 began=$SECONDS
    shift 2
    if "$@" >"$WORK/fault.log" 2>&1 </dev/null; then
        figure "fault: $what" "was not refused" "" no
    elif ! grep -qF -e "$words" "$WORK/fault.log"; then
        tail -n 25 "$WORK/fault.log" >&2
        figure "fault: $what" "refused, but not in these words: $words" "" no
    else
        figure "fault: $what" "\"$words\" after $((SECONDS - began)) s" "" yes
    fi
}

# eventually SECONDS COMMAND...: repeats it until it succeeds; otherwise tells what it said last.
eventually() {
    local end=$((SECONDS + $1)) said
    shift
    until said=$("$@" 2>&1); do
        ((SECONDS < end)) || { log "still not so: $*: $said"; return 1; }
        sleep 1
    done
}

now_ms() {
    local now=$EPOCHREALTIME
    echo $((${now/[.,]/} / 1000))
}

# The database and the broker, as a managed service is: reached by address, with accounts.
start_outside() {
    local port
    log "starting PostgreSQL and Kafka on $HOST_ADDRESS"
    DATABASE=$(POSTGRES_HOST=$HOST_ADDRESS scripts/dev/postgres.sh start "$WORK/pg")
    KAFKA=$(KAFKA_HOST=$HOST_ADDRESS KAFKA_AUTO_CREATE=false scripts/dev/kafka.sh start "$WORK/kafka")
    port=${DATABASE##*:}
    DATABASE_PORT=${port%%/*}
    export DATABASE
    make_certificate
    export CURL_CA_BUNDLE=$WORK/ca.crt SSL_CERT_FILE=$WORK/ca.crt
}

# A self-made authority vouches for the name.
make_certificate() {
    local key=(-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes)
    {
        openssl req -x509 "${key[@]}" -days 2 -subj "/CN=todo-chatbot test" -keyout "$WORK/ca.key" -out "$WORK/ca.crt"
        openssl req "${key[@]}" -subj "/CN=$HOST" -keyout "$WORK/tls.key" -out "$WORK/tls.csr"
        printf 'basicConstraints=CA:FALSE\nsubjectAltName=DNS:%s\n' "$HOST" >"$WORK/tls.extensions"
        openssl x509 -req -in "$WORK/tls.csr" -CA "$WORK/ca.crt" -CAkey "$WORK/ca.key" -CAcreateserial -days 2 \
            -extfile "$WORK/tls.extensions" -out "$WORK/tls.crt"
    } 2>"$WORK/openssl.log"
}

stop_outside() {
    scripts/dev/kafka.sh stop "$WORK/kafka" || true
    scripts/dev/postgres.sh stop "$WORK/pg" || true
}

address() {
    k get service "$FRONTEND" --output jsonpath='{.status.loadBalancer.ingress[0].ip}'
}

# What a DNS record does once the load balancer has its address. Waits for it in the background.
point_name() {
    until [[ -n $(address 2>/dev/null) ]]; do sleep 0.5; done
    forget_name
    echo "$(address) $HOST # todo-chatbot test" | as_root tee -a /etc/hosts >/dev/null
}

# Not in place: in a container /etc/hosts cannot be replaced, only written.
forget_name() {
    grep -q '# todo-chatbot test$' /etc/hosts || return 0
    local rest
    rest=$(grep -v '# todo-chatbot test$' /etc/hosts)
    echo "$rest" | as_root tee /etc/hosts >/dev/null
}

# deploy [OPTION...]: the operator's script, as for this cluster.
deploy() {
    scripts/deploy.sh --yes --cluster-only --context "$CONTEXT" --origin "$ORIGIN" --registry localhost --tag "$TAG" \
        --brokers "$KAFKA" --values "$WORK/values.yaml" "$@"
}

# revision: the one that is deployed.
revision() {
    helm --namespace "$NAMESPACE" history "$RELEASE" --output json | jq -r '[.[] | select(.status == "deployed")] | last | .revision'
}

pods() {
    k get pods --selector "app.kubernetes.io/component=$1" --field-selector status.phase=Running \
        --output jsonpath='{range .items[?(@.status.containerStatuses[0].ready)]}{.metadata.name}{"\n"}{end}'
}

# What the backends' consumers did with what came through Kafka, by their metrics.
event_path() {
    local pod
    for pod in $(pods backend); do
        kubectl get --raw "/api/v1/namespaces/$NAMESPACE/pods/$pod:9464/proxy/metrics"
    done | awk '
        /^events_consumed_total\{.*outcome="done"/ { done += $2 }
        /^events_consumed_lag_seconds_count/ { all += $2 }
        /^events_consumed_lag_seconds_bucket\{.*le="0.5"/ { quick += $2 }
        /^dead_letters / { dead = $2 }
        END { printf "%d %.1f %d\n", done, all ? 100 * quick / all : 0, dead }' >"$WORK/events"
}

both_have_replicas() {
    [[ $(pods backend | wc -l) -ge 2 && $(pods frontend | wc -l) -ge 2 ]]
}

guest() {
    curl --silent --fail --cookie-jar "$1" --header 'Content-Type: application/json' --data '{"time_zone":"UTC"}' \
        "$ORIGIN/api/v1/auth/guest" >/dev/null
}

# The program that works as people do and keeps the books, built before anything is measured.
prepare_books() {
    log "building what keeps the books"
    SQLX_OFFLINE=true cargo test --workspace --locked --offline --test conformance --no-run --message-format json 2>"$WORK/build.log" \
        | jq -r 'select(.reason == "compiler-artifact" and .target.name == "conformance") | .executable // empty' >"$WORK/program" \
        || { cat "$WORK/build.log" >&2; die "the program that keeps the books could not be built"; }
    cp "$(<"$WORK/program")" "$WORK/conformance"
}

# with_books WHAT WANTED COMMAND...: runs the command while people work; then every answer they got has its one effect.
# Asks the address twice a second, too: how often it answers is the availability.
with_books() {
    local what=$1 wanted=$2 over=$WORK/books.over report=$WORK/books.json books prober status=0
    shift 2
    rm -f "$over" "$report"
    TARGET_URL=$ORIGIN DATABASE_URL=$DATABASE BOOKS_OVER=$over BOOKS_REPORT=$report \
        "$WORK/conformance" elsewhere:: >"$WORK/books.log" 2>&1 &
    books=$!
    probe_address &
    prober=$!
    sleep 3
    # Not in a condition: `set -e` must hold inside the command.
    set +e
    (set -e; "$@")
    status=$?
    set -e
    touch "$over"
    kill "$prober" 2>/dev/null || true
    wait "$prober" 2>/dev/null || true
    wait "$books" || { tail -n 30 "$WORK/books.log" >&2; figure "$what: books" "do not balance" balance no; return 0; }
    ((status == 0)) || figure "$what" "failed" "" no
    local changes repeated met=yes
    changes=$(jq .changes "$report")
    repeated=$(jq .repeated "$report")
    [[ -z $wanted || $repeated == 0 ]] || met=no
    [[ $repeated == 0 ]] || jq -r '.refusals[]' "$report" >&2
    [[ $(availability) == 100.0* ]] || log "the address answered: $(sort "$WORK/probes" | uniq -c | tr -s ' \n' ' ')"
    figure "$what: books" "balance; $changes changes, $repeated requests repeated, available $(availability)" "${wanted:-balance}" "$met"
}

probe_address() {
    : >"$WORK/probes"
    while true; do
        curl --silent --output /dev/null --max-time 5 --write-out '%{http_code}\n' "$ORIGIN/health/ready" >>"$WORK/probes" || true
        sleep 0.5
    done
}

availability() {
    awk '/^2/ { up++ } END { printf "%.1f %%", NR ? 100 * up / NR : 0 }' "$WORK/probes"
}

write_report() {
    {
        cat <<'TEXT'
# On a real cluster

What `make test-cluster` measured when it last ran: the chart and the scripts of this repository on a real Kubernetes
node, with injected Dapr sidecars, mutual TLS, enforced network policies, and PostgreSQL and Kafka outside the cluster.
Everything shares the cores of one machine: cluster, broker, database, browser and the load itself.

TEXT
        printf 'Kubernetes %s, Dapr %s, %s cores, %s.\n\n' "$(kubectl version --output json | jq -r .serverVersion.gitVersion)" \
            "$(kubectl --namespace dapr-system get deployment dapr-sidecar-injector --output jsonpath='{.metadata.labels.app\.kubernetes\.io/version}')" \
            "$(nproc)" "$(date +%F)"
        printf '| what | measured | wanted | met |\n|---|---|---|---|\n'
        cat "$WORK/figures"
        echo
        write_criteria
    } >"$REPORT"
    log "the report is in $REPORT"
}
