#!/usr/bin/env bash
# Creates the topics, or brings them to 12 partitions, 7 days and the given replication. Running it again changes nothing.
#
# usage: setup-topics.sh --brokers HOST:PORT[,...] [--env FILE] [--replication N] [--sasl SHA-256|SHA-512|none] [--no-tls]
#                        [--dry-run] [--yes]
#
#   --env          file with KAFKA_USERNAME and KAFKA_PASSWORD (default: .env), unless the environment has them
#   --replication  3, or 1 on a single broker
#   --sasl         SHA-256, as the chart's kafka.saslMechanism
#
# Uses `rpk` (Redpanda) or, where there is none, `kafka-topics.sh` and `kafka-configs.sh` (Apache Kafka) from the PATH.
# shellcheck source=scripts/lib/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/common.sh"
# shellcheck source=scripts/lib/secrets.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/secrets.sh"

TOPICS=(task-events notifications task-events-dead notifications-dead)
PARTITIONS=12
RETENTION=$((7 * 24 * 60 * 60 * 1000))

BROKERS='' ENV_FILE=.env REPLICATION=3 SASL=SHA-256 TLS=1
while (($#)); do
    case $1 in
        --brokers) BROKERS=$(value "$@"); shift ;;
        --env) ENV_FILE=$(value "$@"); shift ;;
        --replication) REPLICATION=$(value "$@"); shift ;;
        --sasl) SASL=$(value "$@"); shift ;;
        --no-tls) TLS=0 ;;
        *) common_option "$1" || unknown_option "$1" ;;
    esac
    shift
done
[[ $BROKERS =~ ^[A-Za-z0-9.-]+:[0-9]+(,[A-Za-z0-9.-]+:[0-9]+)*$ ]] || die "--brokers is HOST:PORT, several separated by commas"
[[ $REPLICATION =~ ^[1-9]$ ]] || die "--replication is a number from 1 to 9"
[[ $SASL =~ ^(SHA-256|SHA-512|none)$ ]] || die "--sasl is SHA-256, SHA-512 or none"
private_folder
if [[ $SASL != none && ( -z ${KAFKA_USERNAME:-} || -z ${KAFKA_PASSWORD:-} ) ]]; then
    [[ -r $ENV_FILE ]] || die "$ENV_FILE cannot be read: it holds KAFKA_USERNAME and KAFKA_PASSWORD"
    KAFKA_USERNAME=$(secret_of "$ENV_FILE" KAFKA_USERNAME) || die "KAFKA_USERNAME is missing in $ENV_FILE"
    KAFKA_PASSWORD=$(secret_of "$ENV_FILE" KAFKA_PASSWORD) || die "KAFKA_PASSWORD is missing in $ENV_FILE"
fi

# rpk reads the account from the environment.
use_rpk() {
    export RPK_BROKERS=$BROKERS
    [[ $TLS == 0 ]] || export RPK_TLS_ENABLED=true
    if [[ $SASL != none ]]; then
        export RPK_USER=$KAFKA_USERNAME RPK_PASS=$KAFKA_PASSWORD RPK_SASL_MECHANISM=SCRAM-$SASL
    fi
}
rpk_partitions() { read_only rpk topic describe "$1" --print-summary | awk '$1 == "PARTITIONS" { print $2 }'; }
rpk_retention() { read_only rpk topic describe "$1" --print-configs | awk '$1 == "retention.ms" { print $2 }'; }
rpk_create() { run rpk topic create "$1" --partitions "$PARTITIONS" --replicas "$REPLICATION" --topic-config "retention.ms=$RETENTION"; }
rpk_widen() { run rpk topic add-partitions "$1" --num "$((PARTITIONS - $2))"; }
rpk_retain() { run rpk topic alter-config "$1" --set "retention.ms=$RETENTION"; }

# Kafka's own tools read the account from a private file.
use_kafka() {
    local protocol=PLAINTEXT
    [[ $TLS == 0 ]] || protocol=SSL
    [[ $SASL == none ]] || protocol=SASL_$protocol
    {
        printf 'security.protocol=%s\nrequest.timeout.ms=15000\ndefault.api.timeout.ms=20000\n' "$protocol"
        [[ $SASL == none ]] || printf 'sasl.mechanism=SCRAM-%s\nsasl.jaas.config=%s required username="%s" password="%s";\n' \
            "$SASL" org.apache.kafka.common.security.scram.ScramLoginModule "$KAFKA_USERNAME" "$KAFKA_PASSWORD"
    } >"$PRIVATE/client.properties"
    KAFKA=(--bootstrap-server "$BROKERS" --command-config "$PRIVATE/client.properties")
}
kafka_partitions() {
    read_only kafka-topics.sh "${KAFKA[@]}" --describe --topic "$1" | sed -n '0,/PartitionCount/s/.*PartitionCount: *\([0-9]*\).*/\1/p'
}
kafka_retention() {
    read_only kafka-configs.sh "${KAFKA[@]}" --describe --topic "$1" | sed -n '0,/retention\.ms=/s/.*retention\.ms=\([0-9]*\) .*/\1/p'
}
kafka_create() {
    run kafka-topics.sh "${KAFKA[@]}" --create --topic "$1" --partitions "$PARTITIONS" --replication-factor "$REPLICATION" \
        --config "retention.ms=$RETENTION"
}
kafka_widen() { run kafka-topics.sh "${KAFKA[@]}" --alter --topic "$1" --partitions "$PARTITIONS"; }
kafka_retain() { run kafka-configs.sh "${KAFKA[@]}" --alter --topic "$1" --add-config "retention.ms=$RETENTION"; }

if command -v rpk >/dev/null; then
    CLI=rpk
elif command -v kafka-topics.sh >/dev/null; then
    CLI=kafka
else
    die "neither rpk nor kafka-topics.sh is installed: docs/deployment/azure-setup.md says where to get one"
fi
"use_$CLI"
confirm "Create the topics on $BROKERS?"
for topic in "${TOPICS[@]}"; do
    partitions=$("${CLI}_partitions" "$topic") || partitions=''
    if [[ -z $partitions ]]; then
        step "creating $topic"
        "${CLI}_create" "$topic" || die "$topic could not be created: do brokers, account and --replication $REPLICATION fit? The log says what the broker answered"
        continue
    fi
    if ((partitions < PARTITIONS)); then
        step "$topic has $partitions partitions: making it $PARTITIONS"
        "${CLI}_widen" "$topic" "$partitions" || die "$topic could not be given $PARTITIONS partitions"
    fi
    if [[ $("${CLI}_retention" "$topic") != "$RETENTION" ]]; then
        step "$topic: keeping events for 7 days"
        "${CLI}_retain" "$topic" || die "$topic could not be given a retention of 7 days"
    fi
    say "$topic is as it should be"
done
good "the topics are ready after $SECONDS s; next: scripts/deploy.sh"
