#!/usr/bin/env bash
# Writes the files of dapr/ as a sidecar outside a cluster reads them: other addresses, no TLS to the broker, secrets
# from a file, and, where no Sentry hands out identities, no access control. Everything else stays as it is.
#   BROKERS=HOST:PORT KAFKA_PASSWORD=... DATABASE_URL=... overlay.sh DIR
# More variables: OTLP_ENDPOINT=HOST:PORT collects all traces. BACKEND_SIDECAR=HOST:PORT is where the backend is; without,
# sidecars find each other by multicast DNS. SENTRY=true says that one runs.
# DIR gets resources/ (components, subscriptions, resiliency), config.yaml and secrets.json.
set -euo pipefail
umask 077
SOURCE=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
[[ $# -eq 1 ]] || { echo "usage: overlay.sh DIR" >&2; exit 2; }
: "${BROKERS:?}" "${KAFKA_PASSWORD:?}" "${DATABASE_URL:?}"
mkdir -p "$1/resources"
DIR=$(cd "$1" && pwd)

for file in "$SOURCE"/components/*.yaml; do
    sed -e "s|{name: brokers, value: .*}|{name: brokers, value: \"$BROKERS\"}|" \
        -e 's|{name: disableTls, value: "false"}|{name: disableTls, value: "true"}|' \
        -e 's|^  secretStore: kubernetes$|  secretStore: local|' \
        "$file" >"$DIR/resources/$(basename "$file")"
done
cp "$SOURCE"/subscriptions/*.yaml "$SOURCE/configuration/resiliency.yaml" "$DIR/resources/"

cat >"$DIR/resources/secrets-local.yaml" <<END
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: local
spec:
  type: secretstores.local.file
  version: v1
  metadata:
    - {name: secretsFile, value: "$DIR/secrets.json"}
    - {name: multiValued, value: "true"}
END
cat >"$DIR/secrets.json" <<END
{"todo-chatbot-secrets": {"KAFKA_USERNAME": "todo", "KAFKA_PASSWORD": "$KAFKA_PASSWORD", "DATABASE_URL": "$DATABASE_URL"}}
END

# Access control goes by identities, and those need Sentry. A block ends where the next line is no deeper.
awk -v otlp="${OTLP_ENDPOINT:-}" -v sentry="${SENTRY:-}" '
    /^  accessControl:/ && sentry != "true" { skip = 1; next }
    skip && /^    / { next }
    { skip = 0 }
    /^    samplingRate:/ && otlp != "" {
        print "    samplingRate: \"1\""
        print "    otel: {protocol: grpc, isSecure: false, endpointAddress: \"" otlp "\"}"
        next
    }
    { print }
' "$SOURCE/configuration/dapr-config.yaml" >"$DIR/config.yaml"

if [[ -n ${BACKEND_SIDECAR:-} ]]; then
    cat >>"$DIR/config.yaml" <<END
  nameResolution: {component: kubernetes, version: v1, configuration: {template: "$BACKEND_SIDECAR"}}
END
fi
