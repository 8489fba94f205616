# shellcheck shell=bash
# The cluster that kubectl talks to. Sourced after common.sh.

# use_context [CONTEXT]: names the cluster, and asks whether it is the right one.
use_context() {
    need kubectl helm
    local current
    current=$(read_only kubectl config current-context) || { [[ $DRY_RUN == 1 ]] && return 0; die "kubectl knows no cluster: run scripts/setup-aks.sh, or set KUBECONFIG"; }
    if [[ -n ${1:-} && $1 != "$current" ]]; then
        die "kubectl talks to $current, not to $1: run \`kubectl config use-context $1\`"
    fi
    read_only kubectl get --raw /readyz >/dev/null || die "the cluster $current does not answer: is it running, are you signed in (\`az login\`)?"
    [[ -n ${1:-} ]] || confirm "Use the cluster $current, namespace $NAMESPACE?"
}

# Pod Security refuses whatever is not restricted in this namespace. Labels that are right are left alone: who may release
# into a namespace need not be allowed to change it.
ensure_namespace() {
    local levels
    if ! read_only kubectl get namespace "$NAMESPACE" >/dev/null; then
        run kubectl create namespace "$NAMESPACE" \
            || die "the namespace $NAMESPACE could not be made: somebody who administers the cluster makes it, by scripts/setup-secrets.sh"
    fi
    levels=$(read_only kubectl get namespace "$NAMESPACE" --output \
        'jsonpath={.metadata.labels.pod-security\.kubernetes\.io/enforce} {.metadata.labels.pod-security\.kubernetes\.io/warn}') || levels=''
    [[ $levels != "restricted restricted" ]] || return 0
    run kubectl label namespace "$NAMESPACE" --overwrite \
        pod-security.kubernetes.io/enforce=restricted pod-security.kubernetes.io/warn=restricted \
        || die "the namespace $NAMESPACE does not enforce Pod Security, and you may not change that: somebody who administers the cluster runs scripts/setup-secrets.sh"
}

# has_kind NAME.GROUP: whether the cluster knows such objects. Everybody may ask what there is; the definitions themselves are
# for administrators. Another group that does not answer fails the command, and changes nothing about this one.
has_kind() {
    local kinds
    kinds=$(read_only kubectl api-resources --api-group="${1#*.}" --output name) || true
    grep -qx "$1" <<<"$kinds"
}

# secret_keys NAME: its keys, never its values.
# shellcheck disable=SC2016 # kubectl's variables, not the shell's
secret_keys() {
    read_only kubectl --namespace "$NAMESPACE" get secret "$1" \
        --output go-template='{{range $key, $value := .data}}{{$key}}{{"\n"}}{{end}}'
}

# has_key NAME KEY
has_key() {
    local keys
    keys=$(secret_keys "$1") && grep -qx "$2" <<<"$keys"
}

# Helm 4 renamed the option that undoes a release which fails.
rollback_option() {
    case $(helm version --template '{{.Version}}' 2>/dev/null) in
        v3.*) echo --atomic ;;
        *) echo --rollback-on-failure ;;
    esac
}

# The public address of the frontend's Service, once the cloud has given it one.
public_address() {
    read_only kubectl --namespace "$NAMESPACE" get service "$(full_name)-frontend" \
        --output jsonpath='{.status.loadBalancer.ingress[0].ip}{.status.loadBalancer.ingress[0].hostname}'
}

# What the chart calls its objects: at most 40 characters, as `todo.name` has it.
full_name() {
    local name=$RELEASE
    [[ $name == *todo-chatbot* ]] || name+=-todo-chatbot
    name=${name:0:40}
    echo "${name%-}"
}

# rolled_out: both services run what the release asked for.
rolled_out() {
    local service
    for service in backend frontend; do
        run kubectl --namespace "$NAMESPACE" rollout status "deployment/$(full_name)-$service" --timeout "${1:-240s}" || return 1
    done
}

# keep_last_words FOLDER: until it is ended, what containers that are not ready said last, a file each. Helm removes the pods of
# a release that fails before anybody can ask them.
keep_last_words() {
    while :; do
        last_words "$1" || true
        sleep "${POLL_SECONDS:-3}"
    done
}

last_words() {
    local pods pod component container ready restarts file
    pods=$(read_only kubectl --namespace "$NAMESPACE" get pods --selector "app.kubernetes.io/instance=$RELEASE" --output json)
    while read -r pod component container ready restarts; do
        file=$1/$component.$container.$pod
        if [[ $ready == true ]]; then
            rm -f "$file"
            continue
        fi
        {
            ((restarts == 0)) || read_only kubectl --namespace "$NAMESPACE" logs "$pod" --container "$container" --previous --tail 50 || true
            read_only kubectl --namespace "$NAMESPACE" logs "$pod" --container "$container" --tail 50 || true
        } >"$file.new"
        # A container that is being made again says nothing for a while: what it said before stands.
        [[ ! -s $file.new ]] || mv "$file.new" "$file"
    done < <(jq -r '.items[] | .metadata as $pod | select($pod.labels["app.kubernetes.io/component"] | IN("backend", "frontend"))
        | .status.containerStatuses // [] | .[]
        | [$pod.name, $pod.labels["app.kubernetes.io/component"], .name, .ready, .restartCount] | @tsv' <<<"$pods")
}

# show_last_words FOLDER: of each container the warnings and errors, or else the end; each once, however many pods said it.
show_last_words() {
    local file name spoken=' '
    rm -f "$1"/*.new
    for file in "$1"/*.*; do
        [[ -s $file ]] || continue
        name=$(basename "$file" | cut -d. -f1,2)
        [[ $spoken != *" $name "* ]] || continue
        spoken+="$name "
        say "last words of ${name#*.} in a pod of the ${name%.*}:"
        { cat "$1/$name".* | grep -iE '"level":"(warn|warning|error|fatal)"|\b(WARN|ERROR|FATAL|panicked)\b' || tail -n 3 "$file"; } \
            | awk '{ text = $0; gsub(/[0-9]+/, "", text) } !seen[text]++' | tail -n 5 | cut -c1-400 | tee -a "$LOG_FILE" >&2
    done
}

# Revision and status of every release so far, newest last: `REVISION STATUS`.
history_of_release() {
    read_only helm --namespace "$NAMESPACE" history "$RELEASE" --max 20 --output json \
        | jq -r '.[] | "\(.revision) \(.status)"'
}
