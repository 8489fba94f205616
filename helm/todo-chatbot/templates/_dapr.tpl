{{/* The objects of dapr/, which is a copy of the folder at the repository's root, with what differs from one cluster
     to the next filled in: brokers, the Secret's name, the namespace of the access control, the trace collector. */}}
{{- define "todo.daprObjects" -}}
{{- $root := . -}}
{{- range $path, $bytes := .Files.Glob "dapr/*/*.yaml" }}
{{- if or $root.Values.llm.enabled (not (hasPrefix "dapr/optional/" $path)) }}
{{- range $text := regexSplit "(?m)^---\\s*$" (toString $bytes) -1 }}
{{- $object := fromYaml $text }}
{{- if $object.kind }}
{{- $labels := include "todo.labels" (dict "root" $root "component" "dapr") | fromYaml }}
{{- $_ := set $object "metadata" (merge (dict "namespace" $root.Release.Namespace "labels" $labels) $object.metadata) }}
{{- if eq $object.kind "Component" }}
{{- include "todo.fillComponent" (dict "root" $root "spec" $object.spec) }}
{{- else if eq $object.kind "Configuration" }}
{{- include "todo.fillConfiguration" (dict "root" $root "spec" $object.spec) }}
{{- end }}
---
{{ toYaml $object }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Drops what an account-less broker does not take, sets what the values say, and names the Secret. */}}
{{- define "todo.fillComponent" -}}
{{- $kafka := .root.Values.kafka -}}
{{- $secrets := .root.Values.secrets -}}
{{- $set := dict -}}
{{- $drop := list -}}
{{- if hasPrefix "pubsub.kafka" .spec.type -}}
{{- $set = dict "brokers" $kafka.brokers "authType" $kafka.authType "saslMechanism" $kafka.saslMechanism "disableTls" (printf "%t" (not $kafka.tls)) -}}
{{- if $kafka.caCert }}{{ $_ := set $set "caCert" $kafka.caCert }}{{ end -}}
{{- if eq $kafka.authType "none" }}{{ $drop = list "saslMechanism" "saslUsername" "saslPassword" }}{{ end -}}
{{- else if hasPrefix "conversation." .spec.type -}}
{{- $set = dict "model" .root.Values.llm.model "endpoint" .root.Values.llm.endpoint -}}
{{- end -}}
{{- $items := list -}}
{{- range .spec.metadata -}}
{{- if not (has .name $drop) -}}
{{- if .secretKeyRef }}{{ $_ := set .secretKeyRef "name" $secrets.name }}
{{- else if hasKey $set .name }}{{ $_ := set . "value" (get $set .name) }}{{ end -}}
{{- $items = append $items . -}}
{{- end -}}
{{- $_ := unset $set .name -}}
{{- end -}}
{{- range $name, $value := omit $set "saslMechanism" -}}
{{- $items = append $items (dict "name" $name "value" $value) -}}
{{- end -}}
{{- $_ := set .spec "metadata" $items -}}
{{- end -}}

{{- define "todo.fillConfiguration" -}}
{{- $namespace := .root.Release.Namespace -}}
{{- range (.spec.accessControl | default dict).policies }}{{ $_ := set . "namespace" $namespace }}{{ end -}}
{{- if .root.Values.tracing.otlpEndpoint -}}
{{- $address := regexReplaceAll "^https?://" (trimSuffix "/" .root.Values.tracing.otlpEndpoint) "" -}}
{{- $secure := hasPrefix "https://" .root.Values.tracing.otlpEndpoint -}}
{{- $otel := dict "endpointAddress" $address "isSecure" $secure "protocol" "grpc" -}}
{{- $_ := set .spec "tracing" (dict "samplingRate" "0.1" "otel" $otel) -}}
{{- end -}}
{{- end -}}
