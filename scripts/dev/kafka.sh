#!/usr/bin/env bash
# A private Kafka broker (KRaft, SASL/SCRAM-SHA-256) in a folder, on a free port of 127.0.0.1 or of KAFKA_HOST.
#   kafka.sh start DIR   prints its address; the client's user is `todo`, the password in DIR/password
#   kafka.sh stop|kill DIR
#   kafka.sh signal NAME DIR   sends STOP or CONT
#   kafka.sh tools DIR         prints a folder with Kafka's commands, for scripts/setup-topics.sh
# It starts again on the same port with what it had. KAFKA_AUTO_CREATE=false: a topic must be made before it is used.
# shellcheck source=scripts/dev/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
HOST=${KAFKA_HOST:-127.0.0.1}

# The broker's libraries, fetched once and kept in the cache, keyed by the pom.
libraries() {
    local pom=$ROOT/tools/kafka/pom.xml dir
    dir=$CACHE/kafka/$(sha256sum "$pom" | cut -c1-16)
    if [[ ! -d $dir ]]; then
        have mvn || apt_install "fetching the Kafka broker" maven
        log "fetching the Kafka broker"
        mvn -q -B -Dstyle.color=never -f "$pom" dependency:copy-dependencies -DoutputDirectory="$dir.$$" >&2 \
            || die "Maven could not fetch the Kafka broker: see the lines above"
        mv -T "$dir.$$" "$dir" 2>/dev/null || rm -rf "$dir.$$"
    fi
    echo "$dir"
}

secret() {
    od -An -N24 -tx1 /dev/urandom | tr -d ' \n'
}

# write_file NAME TEXT: readable by its owner only.
write_file() {
    (umask 077; printf '%s\n' "$2" >"$DIR/$1")
}

create() {
    local port controller admin password login
    port=$(free_port)
    controller=$(free_port)
    while [[ $controller == "$port" ]]; do controller=$(free_port); done
    admin=$(secret)
    password=$(secret)
    login="org.apache.kafka.common.security.scram.ScramLoginModule required"
    (umask 077; mkdir -p "$DIR")
    chmod 700 "$DIR"
    # Java asks for the name of every address: a machine without a resolver would wait for each answer.
    write_file hosts "127.0.0.1 localhost
$HOST broker"
    write_file port "$port"
    write_file admin-password "$admin"
    write_file password "$password"
    write_file server.properties "process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$controller
listeners=SASL_PLAINTEXT://$HOST:$port,CONTROLLER://127.0.0.1:$controller
listener.security.protocol.map=CONTROLLER:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=SASL_PLAINTEXT
sasl.enabled.mechanisms=SCRAM-SHA-256
sasl.mechanism.inter.broker.protocol=SCRAM-SHA-256
listener.name.sasl_plaintext.scram-sha-256.sasl.jaas.config=$login username=\"admin\" password=\"$admin\";
log.dirs=$DIR/data
num.partitions=12
auto.create.topics.enable=${KAFKA_AUTO_CREATE:-true}
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0"
    local id
    id=$(java_run kafka.tools.StorageTool random-uuid) || die "Kafka's storage tool does not run: see $DIR/format.log"
    java_run kafka.tools.StorageTool format -t "$id" -c "$DIR/server.properties" \
        --add-scram "SCRAM-SHA-256=[name=admin,password=$admin]" \
        --add-scram "SCRAM-SHA-256=[name=todo,password=$password]" >/dev/null \
        || die "Kafka's storage could not be formatted: see $DIR/format.log"
}

java_run() {
    java -Xmx256m -XX:TieredStopAtLevel=1 "-Djdk.net.hosts.file=$DIR/hosts" -cp "$LIBRARIES/*" "$@" 2>>"$DIR/format.log"
}

# What has ended but was not yet collected does not run.
running() {
    [[ -f $DIR/pid ]] && kill -0 "$(<"$DIR/pid")" 2>/dev/null \
        && ! grep -q '^State:[[:space:]]*Z' "/proc/$(<"$DIR/pid")/status" 2>/dev/null
}

start() {
    have java || apt_install "running the Kafka broker" default-jre-headless
    LIBRARIES=$(libraries)
    [[ -f $DIR/data/meta.properties ]] || create
    local port
    port=$(<"$DIR/port")
    if ! running; then
        setsid java -Xmx512m -XX:+UseSerialGC "-Djdk.net.hosts.file=$DIR/hosts" -cp "$LIBRARIES/*" kafka.Kafka "$DIR/server.properties" \
            >"$DIR/server.log" 2>&1 </dev/null &
        write_file pid "$!"
    fi
    local tries
    for ((tries = 0; tries < 900; tries++)); do
        port_taken "$port" "$HOST" && { echo "$HOST:$port"; return; }
        running || die "Kafka did not start: see $DIR/server.log"
        sleep 0.1
    done
    die "Kafka was not ready within 90 s: see $DIR/server.log"
}

# end SIGNAL: waits until it has ended; after 10 s it is killed.
end() {
    running || return 0
    local tries
    kill "-$1" "$(<"$DIR/pid")"
    for ((tries = 0; tries < 100; tries++)); do
        running || { rm -f "$DIR/pid"; return; }
        sleep 0.1
    done
    kill -KILL "$(<"$DIR/pid")" 2>/dev/null || true
    rm -f "$DIR/pid"
}

# The commands of Kafka's own distribution, of which the libraries have the programs.
tools() {
    local libraries name
    libraries=$(libraries)
    mkdir -p "$DIR/bin"
    for name in kafka-topics:org.apache.kafka.tools.TopicCommand kafka-configs:kafka.admin.ConfigCommand; do
        printf '#!/bin/sh\nexec java -XX:TieredStopAtLevel=1 "-Djdk.net.hosts.file=%s" -cp "%s/*" %s "$@"\n' \
            "$DIR/hosts" "$libraries" "${name#*:}" \
            >"$DIR/bin/${name%:*}.sh"
        chmod 700 "$DIR/bin/${name%:*}.sh"
    done
    echo "$DIR/bin"
}

USAGE="usage: kafka.sh start|stop|kill|tools DIR, kafka.sh signal NAME DIR"
[[ $# -eq 3 && $1 == signal ]] && { SIGNAL=$2; set -- signal "$3"; }
[[ $# -eq 2 ]] || die "$USAGE"
[[ $1 == start ]] && mkdir -p "$(dirname "$2")"
[[ -d $(dirname "$2") ]] || exit 0
DIR=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
case $1 in
    start) start ;;
    stop) end TERM ;;
    kill) end KILL ;;
    signal) running && kill "-${SIGNAL:?}" "$(<"$DIR/pid")" ;;
    tools) tools ;;
    *) die "$USAGE" ;;
esac
