{{- define "todo.name" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* What a selector may hold: it can never change. */}}
{{- define "todo.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "todo.labels" -}}
{{ include "todo.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{- define "todo.image" -}}
{{- $tag := .root.Values.image.tag | default .root.Chart.AppVersion -}}
{{- printf "%s/%s:%s" .root.Values.image.registry .service.repository $tag -}}
{{- with .service.digest }}@{{ . }}{{ end -}}
{{- end -}}

{{- define "todo.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{- define "todo.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
runAsUser: 65532
capabilities: {drop: [ALL]}
{{- end -}}

{{/* Annotations of a pod with a sidecar. The frontend's outlives the service, which calls through it: it serves until the
     service's grace is over, then has 5 s of its own. The backend's says goodbye first, while the service still answers
     what arrives: callers keep their connection to it for as long as it is there, whatever the endpoints say, and would
     call a service that is gone. Then it waits until the service has ended, too. */}}
{{- define "todo.sidecar" -}}
{{- $values := index .root.Values .component -}}
dapr.io/enabled: "true"
dapr.io/app-id: {{ .component }}
dapr.io/config: todo-chatbot
dapr.io/api-token-secret: {{ .root.Values.secrets.daprApiToken }}
dapr.io/disable-builtin-k8s-secret-store: "true"
dapr.io/max-body-size: 16Mi
dapr.io/log-as-json: "true"
dapr.io/log-level: {{ .root.Values.dapr.logLevel }}
{{- if eq .component "backend" }}
dapr.io/block-shutdown-duration: {{ printf "%ds" (int $values.preStopSeconds) }}
dapr.io/graceful-shutdown-seconds: {{ add (include "todo.goodbyeSeconds" .) $values.shutdownGraceSeconds 3 | quote }}
{{- else }}
dapr.io/block-shutdown-duration: {{ printf "%ds" (add $values.preStopSeconds $values.shutdownGraceSeconds) }}
dapr.io/graceful-shutdown-seconds: "5"
{{- end }}
dapr.io/sidecar-cpu-request: {{ $values.sidecar.requests.cpu | quote }}
dapr.io/sidecar-cpu-limit: {{ $values.sidecar.limits.cpu | quote }}
dapr.io/sidecar-memory-request: {{ $values.sidecar.requests.memory | quote }}
dapr.io/sidecar-memory-limit: {{ $values.sidecar.limits.memory | quote }}
dapr.io/sidecar-seccomp-profile-type: RuntimeDefault
dapr.io/env: {{ printf "GOMEMLIMIT=%s" (include "todo.goMemory" $values.sidecar.limits.memory) }}
{{- end -}}

{{/* Four fifths of a limit in Mi: Go collects before the kernel kills. */}}
{{- define "todo.goMemory" -}}
{{- printf "%dMiB" (div (mul (trimSuffix "Mi" . | int) 4) 5) -}}
{{- end -}}

{{/* Between the goodbye of the backend's sidecar and the service's SIGTERM: callers have moved by then. */}}
{{- define "todo.goodbyeSeconds" -}}2{{- end -}}

{{- define "todo.terminationSeconds" -}}
{{- add .preStopSeconds .shutdownGraceSeconds 10 -}}
{{- end -}}

{{/* Whether the frontend ends TLS. Behind an ingress it must not: it would redirect everything that comes from there. */}}
{{- define "todo.endsTLS" -}}
{{- if and .Values.tls.existingSecret (not .Values.ingress.enabled) }}true{{ end -}}
{{- end -}}

{{/* An https address of which nothing answers https would be found out by the first person to open it. */}}
{{- define "todo.someoneEndsTLS" -}}
{{- if and (hasPrefix "https://" .Values.publicOrigin) (eq .Values.service.type "LoadBalancer") (not (include "todo.endsTLS" .)) -}}
{{- fail "publicOrigin is https, and nothing ends TLS: set tls.existingSecret, or ingress.enabled with service.type ClusterIP" -}}
{{- end -}}
{{- end -}}

{{/* Whether cert-manager writes the certificate of the ingress. */}}
{{- define "todo.certManager" -}}
{{- range $name, $_ := .Values.ingress.annotations -}}
{{- if or (hasPrefix "cert-manager.io/" $name) (eq $name "kubernetes.io/tls-acme") }}true{{ end -}}
{{- end -}}
{{- end -}}

{{- define "todo.secretEnv" -}}
- name: {{ .name }}
  valueFrom:
    secretKeyRef: {name: {{ .root.Values.secrets.name }}, key: {{ .key | default .name }}}
{{- end -}}

{{- define "todo.tokenEnv" -}}
- name: {{ .name }}
  valueFrom:
    secretKeyRef: {name: {{ .secret }}, key: token}
{{- end -}}

{{/* What both services and the migration say to the scheduler. */}}
{{- define "todo.scheduling" -}}
{{- with .root.Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Replicas apart from each other, where the nodes allow it. */}}
{{- define "todo.spread" -}}
topologySpreadConstraints:
{{- range $key := list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
  - maxSkew: 1
    topologyKey: {{ $key }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{- include "todo.selector" $ | nindent 8 }}
{{- end }}
{{- end -}}

{{/* The vault's volume: mounting it is what makes the Secrets. */}}
{{- define "todo.vaultVolume" -}}
- name: vault
  csi:
    driver: secrets-store.csi.k8s.io
    readOnly: true
    volumeAttributes: {secretProviderClass: {{ include "todo.name" .root }}}
{{- end -}}
