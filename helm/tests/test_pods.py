"""What pods may do, how they start and how they end."""

import pytest

SERVICES = ["backend", "frontend"]


def container(pod):
    assert len(pod["spec"]["containers"]) == 1
    return pod["spec"]["containers"][0]


def test_every_pod_is_restricted(rendered):
    for name, pod in rendered.pods().items():
        spec, main = pod["spec"], container(pod)
        assert spec["automountServiceAccountToken"] is False, name
        assert spec["enableServiceLinks"] is False, name
        assert spec["securityContext"]["runAsNonRoot"] is True, name
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        security = main["securityContext"]
        assert security["readOnlyRootFilesystem"] is True, name
        assert security["allowPrivilegeEscalation"] is False, name
        assert security["capabilities"] == {"drop": ["ALL"]}, name
        assert security["runAsUser"] > 0, name
        assert set(main["resources"]) == {"requests", "limits"}, name
        assert not {"hostNetwork", "hostPID", "hostIPC"} & set(spec), name
        assert all("hostPath" not in volume for volume in spec.get("volumes", [])), name


def test_a_secret_is_only_named(rendered):
    assert not rendered.all("Secret")
    for name, pod in rendered.pods().items():
        for variable in container(pod).get("env", []):
            secret = any(word in variable["name"] for word in ("DATABASE_URL", "SMTP_URL", "PASSWORD", "TOKEN", "KEY"))
            assert not secret or "secretKeyRef" in variable.get("valueFrom", {}), f"{name}: {variable['name']}"


@pytest.mark.parametrize("service", SERVICES)
def test_a_release_loses_no_request(rendered, service):
    deployment = rendered.one("Deployment", f"todo-todo-chatbot-{service}")
    spec, pod = deployment["spec"], deployment["spec"]["template"]
    assert spec["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
    main, annotations = container(pod), pod["metadata"]["annotations"]
    assert set(main) >= {"startupProbe", "livenessProbe", "readinessProbe"}
    command = main["lifecycle"]["preStop"]["exec"]["command"]
    assert command[:2] == [f"/{service}", "sleep"]
    grace = next(int(v["value"]) for v in main["env"] if v["name"] == "SHUTDOWN_GRACE_SECONDS")
    block = int(annotations["dapr.io/block-shutdown-duration"].removesuffix("s"))
    drain = int(annotations["dapr.io/graceful-shutdown-seconds"])
    if service == "frontend":
        # The sidecar serves until the service has ended.
        assert block >= int(command[2]) + grace
    else:
        # The sidecar sends its callers elsewhere while the service still answers, then waits until it has ended.
        assert block < int(command[2])
        assert block + drain > int(command[2]) + grace
    # The kubelet waits for both.
    assert pod["spec"]["terminationGracePeriodSeconds"] > block + drain - 1


@pytest.mark.parametrize("service", SERVICES)
def test_the_sidecar_is_bounded_and_guarded(rendered, service):
    annotations = rendered.pods()[f"todo-todo-chatbot-{service}"]["metadata"]["annotations"]
    expected = {
        "dapr.io/enabled": "true",
        "dapr.io/app-id": service,
        "dapr.io/api-token-secret": "todo-chatbot-dapr-api-token",
        "dapr.io/max-body-size": "16Mi",
        "dapr.io/sidecar-seccomp-profile-type": "RuntimeDefault",
    }
    assert expected.items() <= annotations.items()
    for name in ("cpu-request", "cpu-limit", "memory-request", "memory-limit"):
        assert annotations[f"dapr.io/sidecar-{name}"]
    # Streams count as running requests.
    assert "dapr.io/app-max-concurrency" not in annotations
    configuration = annotations["dapr.io/config"]
    assert rendered.one("Configuration", configuration)


def test_only_the_backend_is_called_by_its_sidecar(rendered):
    pods = rendered.pods()
    backend = pods["todo-todo-chatbot-backend"]["metadata"]["annotations"]
    frontend = pods["todo-todo-chatbot-frontend"]["metadata"]["annotations"]
    assert backend["dapr.io/app-token-secret"] == "todo-chatbot-app-api-token"
    assert backend["dapr.io/app-health-check-path"] == "/health/app"
    assert backend["dapr.io/app-port"] == "8081"
    assert "dapr.io/app-port" not in frontend


@pytest.mark.parametrize("service", SERVICES)
def test_it_scales_within_its_bounds(rendered, service):
    deployment = rendered.one("Deployment", f"todo-todo-chatbot-{service}")
    scalers = [h for h in rendered.all("HorizontalPodAutoscaler") if h["metadata"]["name"].endswith(service)]
    # A number of replicas in the manifest would undo what the autoscaler did, at every release.
    assert ("replicas" in deployment["spec"]) == (not scalers)
    for scaler in scalers:
        behaviour = scaler["spec"]["behavior"]
        assert behaviour["scaleUp"]["stabilizationWindowSeconds"] == 0
        assert all(policy["periodSeconds"] <= 15 for policy in behaviour["scaleUp"]["policies"])
        assert behaviour["scaleDown"]["stabilizationWindowSeconds"] == 300


def test_the_autoscaler_is_what_the_design_says(variant):
    for service in SERVICES:
        spec = variant("prod").one("HorizontalPodAutoscaler", f"todo-todo-chatbot-{service}")["spec"]
        assert (spec["minReplicas"], spec["maxReplicas"]) == (2, 5)
        assert spec["metrics"][0]["resource"]["target"]["averageUtilization"] == 70


def test_selectors_hold_nothing_that_a_release_changes(rendered):
    for deployment in rendered.all("Deployment"):
        labels = deployment["spec"]["selector"]["matchLabels"]
        assert set(labels) == {f"app.kubernetes.io/{key}" for key in ("name", "instance", "component")}
        assert labels.items() <= deployment["spec"]["template"]["metadata"]["labels"].items()


def test_the_migration_has_its_own_role_and_no_sidecar(variant):
    job = variant("default").one("Job", "todo-todo-chatbot-migration")
    assert job["metadata"]["annotations"]["helm.sh/hook"] == "pre-install,pre-upgrade"
    pod = job["spec"]["template"]
    assert "annotations" not in pod["metadata"]
    assert container(pod)["args"] == ["migrate"]
    (database,) = [v for v in container(pod)["env"] if v["name"] == "DATABASE_URL"]
    assert database["valueFrom"]["secretKeyRef"]["key"] == "MIGRATION_DATABASE_URL"
    # What it needs is there first.
    for kind in ("ServiceAccount", "NetworkPolicy"):
        needed = variant("default").one(kind, "todo-todo-chatbot-migration")["metadata"]["annotations"]
        assert needed["helm.sh/hook"] == job["metadata"]["annotations"]["helm.sh/hook"]
        assert int(needed["helm.sh/hook-weight"]) < int(job["metadata"]["annotations"]["helm.sh/hook-weight"])


def test_a_vault_is_read_before_the_migration(variant):
    vault = variant("keyvault").one("SecretProviderClass", "todo-todo-chatbot")
    assert int(vault["metadata"]["annotations"]["helm.sh/hook-weight"]) < 0
    made = {entry["secretName"]: {item["key"] for item in entry["data"]} for entry in vault["spec"]["secretObjects"]}
    for name, pod in variant("keyvault").pods().items():
        for variable in container(pod).get("env", []):
            reference = variable.get("valueFrom", {}).get("secretKeyRef")
            assert reference is None or reference["key"] in made[reference["name"]], name
    for component in variant("keyvault").all("Component"):
        for item in component["spec"]["metadata"]:
            reference = item.get("secretKeyRef")
            assert reference is None or reference["key"] in made[reference["name"]]


def test_a_budget_never_blocks_a_drain(rendered):
    for budget in rendered.all("PodDisruptionBudget"):
        assert budget["spec"]["maxUnavailable"] == 1
        assert budget["spec"]["unhealthyPodEvictionPolicy"] == "AlwaysAllow"


def test_a_digest_says_exactly_which_image(variant):
    images = {name: container(pod)["image"] for name, pod in variant("tls").pods().items()}
    digest = "sha256:" + "ab" * 32
    assert images["todo-todo-chatbot-backend"] == f"registry.example.com/todo-chatbot/backend:1.2.3@{digest}"
    assert images["todo-todo-chatbot-migration"] == images["todo-todo-chatbot-backend"]
    assert images["todo-todo-chatbot-frontend"] == "registry.example.com/todo-chatbot/frontend:1.2.3"
