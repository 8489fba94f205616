#!/usr/bin/env bats
# setup-topics.sh with Redpanda's and with Kafka's own tools.

load setup.bash

topics() {
    "$SCRIPTS/setup-topics.sh" --yes --brokers broker.example.com:9092 "$@"
}

without_rpk() {
    rm "$WORK/bin/rpk"
}

@test "rpk creates what is missing" {
    answer 'rpk topic describe*' 1
    run topics
    [[ $status == 0 ]]
    for topic in task-events notifications task-events-dead notifications-dead; do
        called "rpk topic create $topic --partitions 12 --replicas 3 --topic-config retention.ms=604800000"
    done
    no_secret_shows
}

@test "topics that are right are left alone" {
    answer 'rpk topic describe*--print-summary' 0 'NAME x\nPARTITIONS 12\nREPLICAS 3'
    answer 'rpk topic describe*--print-configs' 0 'retention.ms 604800000 DYNAMIC'
    run topics
    [[ $status == 0 ]]
    not_called "topic create"
    not_called "add-partitions"
    not_called "alter-config"
}

@test "too few partitions and another retention are put right" {
    answer 'rpk topic describe*--print-summary' 0 'PARTITIONS 3'
    answer 'rpk topic describe*--print-configs' 0 'retention.ms 86400000 DYNAMIC'
    run topics
    [[ $status == 0 ]]
    called "rpk topic add-partitions task-events --num 9"
    called "rpk topic alter-config task-events --set retention.ms=604800000"
}

@test "Kafka's own tools do it, too" {
    without_rpk
    run topics --replication 1
    [[ $status == 0 ]]
    called "--create --topic task-events --partitions 12 --replication-factor 1 --config retention.ms=604800000"
    no_secret_shows
    ! grep -rlF "$CANARY" "$WORK" --exclude=.env
}

@test "Kafka's own tools put right what is there" {
    without_rpk
    answer 'kafka-topics.sh*--describe*' 0 'Topic: x\tTopicId: y\tPartitionCount: 6\tReplicationFactor: 1\tConfigs: retention.ms=1'
    answer 'kafka-configs.sh*--describe*' 0 '  retention.ms=1 sensitive=false synonyms={}'
    run topics
    [[ $status == 0 ]]
    called "--alter --topic task-events --partitions 12"
    called "--alter --topic task-events --add-config retention.ms=604800000"
}

@test "a broker that refuses is reported" {
    answer 'rpk topic describe*' 1
    answer 'rpk topic create*' 1 'INVALID_REPLICATION_FACTOR'
    run topics
    [[ $status == 1 ]]
    said "task-events could not be created"
}

@test "what cannot be put right is reported, topic by topic" {
    answer 'rpk topic describe*--print-summary' 0 'PARTITIONS 3'
    answer 'rpk topic describe*--print-configs' 0 'retention.ms 604800000 DYNAMIC'
    answer 'rpk topic add-partitions*' 1 'TOPIC_AUTHORIZATION_FAILED'
    run topics
    [[ $status == 1 ]]
    said "TOPIC_AUTHORIZATION_FAILED"
    said "task-events could not be given 12 partitions"
    answer 'rpk topic describe*--print-summary' 0 'PARTITIONS 12'
    answer 'rpk topic describe*--print-configs' 0 'retention.ms 1 DYNAMIC'
    answer 'rpk topic alter-config*' 1
    run topics
    [[ $status == 1 ]]
    said "task-events could not be given a retention of 7 days"
}

@test "without a command-line tool of Kafka it says where to get one" {
    # Only what the script needs besides.
    mkdir only
    for tool in bash date mkdir mktemp dirname basename sed grep tail rm tee tr cat head; do ln -s "$(command -v $tool)" "only/$tool"; done
    PATH=$WORK/only run topics
    [[ $status == 1 ]]
    said "neither rpk nor kafka-topics.sh is installed: docs/deployment/azure-setup.md"
}

@test "a broker without accounts is asked without one" {
    rm .env
    answer 'rpk topic describe*' 1
    run topics --sasl none --no-tls
    [[ $status == 0 ]]
}

@test "wrong arguments are refused" {
    run "$SCRIPTS/setup-topics.sh" --yes --brokers broker
    [[ $status == 1 ]]
    said "--brokers is HOST:PORT"
    run topics --sasl SCRAM-SHA-256
    [[ $status == 1 ]]
    run topics --replication 0
    [[ $status == 1 ]]
}
