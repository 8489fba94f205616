{{- define "todo.toDNS" -}}
- to:
    - namespaceSelector:
        matchLabels: {kubernetes.io/metadata.name: {{ .Values.networkPolicy.dnsNamespace }}}
      podSelector:
        matchLabels: {k8s-app: kube-dns}
  ports:
    - {protocol: UDP, port: 53}
    - {protocol: TCP, port: 53}
{{- end -}}

{{/* Sentry gives the identity, the operator the components; placement and scheduler are called at start. */}}
{{- define "todo.toDapr" -}}
- to:
    - namespaceSelector:
        matchLabels: {kubernetes.io/metadata.name: {{ .Values.dapr.namespace }}}
  ports:
    - {protocol: TCP, port: 50001}
    - {protocol: TCP, port: 6500}
    - {protocol: TCP, port: 50005}
    - {protocol: TCP, port: 50006}
{{- end -}}

{{- define "todo.toAddresses" -}}
- to:
    {{- range .cidrs }}
    - ipBlock: {cidr: {{ . }}}
    {{- end }}
  ports:
    - {protocol: TCP, port: {{ .port }}}
{{- end -}}

{{/* The ports are those of the addresses that the sidecar is given: they cannot disagree. */}}
{{- define "todo.toBrokers" -}}
- to:
    {{- range .cidrs }}
    - ipBlock: {cidr: {{ . }}}
    {{- end }}
  ports:
    {{- range regexReplaceAll "[^,]*:" .brokers "" | splitList "," | uniq }}
    - {protocol: TCP, port: {{ . }}}
    {{- end }}
{{- end -}}

{{/* The internet, and nothing that is ours or a cloud's; the backend looks at each address as well. */}}
{{- define "todo.toInternet" -}}
- to:
    - ipBlock:
        cidr: 0.0.0.0/0
        except:
          - 0.0.0.0/8
          - 10.0.0.0/8
          - 100.64.0.0/10
          - 127.0.0.0/8
          - 168.63.129.16/32
          - 169.254.0.0/16
          - 172.16.0.0/12
          - 192.0.0.0/24
          - 192.168.0.0/16
          - 198.18.0.0/15
          - 224.0.0.0/4
          - 240.0.0.0/4
  ports:
    - {protocol: TCP, port: 443}
    - {protocol: TCP, port: 8443}
{{- end -}}

{{- define "todo.toCollector" -}}
{{- $port := regexFind ":[0-9]+$" (trimSuffix "/" .Values.tracing.otlpEndpoint) | trimPrefix ":" | default "4317" -}}
- ports:
    - {protocol: TCP, port: {{ $port }}}
  to:
    - namespaceSelector:
        matchLabels: {kubernetes.io/metadata.name: {{ .Values.networkPolicy.monitoringNamespace }}}
{{- end -}}

{{- define "todo.fromMonitoring" -}}
- from:
    - namespaceSelector:
        matchLabels: {kubernetes.io/metadata.name: {{ .root.Values.networkPolicy.monitoringNamespace }}}
  ports:
    {{- range .ports }}
    - {protocol: TCP, port: {{ . }}}
    {{- end }}
{{- end -}}
