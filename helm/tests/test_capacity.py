"""Both services at their maximum, sidecars included, fit the nodes that the profile is for."""

import pytest

# What a node leaves to pods, and what AKS itself runs on the first nodes (agents, DNS, metrics, CSI drivers, Cilium,
# Dapr's control plane), in millicores and MiB: docs/deployment/scaling.md says where the numbers come from.
D2S_V3 = {"cpu": 1900, "memory": 5600}
B2S = {"cpu": 1900, "memory": 2500}
SYSTEM_OF_TWO = {"cpu": 1950, "memory": 2600}
SYSTEM_OF_ONE = {"cpu": 1250, "memory": 1500}


def millicores(text):
    return int(text[:-1]) if text.endswith("m") else round(float(text) * 1000)


def mebibytes(text):
    assert text.endswith("Mi")
    return int(text[:-2])


def of_pod(pod):
    requests = pod["spec"]["containers"][0]["resources"]["requests"]
    cpu, memory = millicores(requests["cpu"]), mebibytes(requests["memory"])
    annotations = pod["metadata"].get("annotations", {})
    if annotations.get("dapr.io/enabled") == "true":
        cpu += millicores(annotations["dapr.io/sidecar-cpu-request"])
        memory += mebibytes(annotations["dapr.io/sidecar-memory-request"])
    return {"cpu": cpu, "memory": memory}


def at_maximum(rendered):
    """Every pod at once, while both services also roll (one more each)."""
    total = {"cpu": 0, "memory": 0}
    for deployment in rendered.all("Deployment"):
        name = deployment["metadata"]["name"]
        most = rendered.one("HorizontalPodAutoscaler", name)["spec"]["maxReplicas"]
        surge = deployment["spec"]["strategy"]["rollingUpdate"]["maxSurge"]
        for key, value in of_pod(deployment["spec"]["template"]).items():
            total[key] += value * (most + surge)
    return total


@pytest.mark.parametrize(
    ("profile", "nodes", "node", "system"),
    [("prod", 2, D2S_V3, SYSTEM_OF_TWO), ("default", 2, D2S_V3, SYSTEM_OF_TWO), ("small", 1, B2S, SYSTEM_OF_ONE)],
)
def test_it_fits(variant, profile, nodes, node, system):
    needed = at_maximum(variant(profile))
    for key in ("cpu", "memory"):
        free = nodes * node[key] - system[key]
        assert needed[key] <= free, f"{key}: {needed[key]} needed, {free} free"
    assert needed["cpu"] > 0


def test_a_started_pod_is_not_busy_by_its_requests_alone(variant):
    """A target of 70 % of what is requested leaves room below the limit to grow into."""
    for deployment in variant("prod").all("Deployment"):
        limits = deployment["spec"]["template"]["spec"]["containers"][0]["resources"]["limits"]
        assert millicores(limits["cpu"]) >= 2 * of_pod(deployment["spec"]["template"])["cpu"]
