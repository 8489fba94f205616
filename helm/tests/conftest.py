"""Renders the chart as Helm does. Needs `helm` on the PATH."""

import functools
import pathlib
import subprocess

import pytest
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHART = ROOT / "helm" / "todo-chatbot"
NAMESPACE = "todo"
CASES = sorted((CHART / "ci").glob("*-values.yaml"))
# What deploy.sh gives on top of the profiles.
REQUIRED = [
    "--set=publicOrigin=https://todo.example.com",
    "--set=image.registry=registry.example.com",
    "--set=kafka.brokers=broker.example.com:9092",
]
VARIANTS = {case.stem.removesuffix("-values"): ["-f", str(case)] for case in CASES} | {
    profile: ["-f", str(CHART / f"values-{profile}.yaml"), *REQUIRED] for profile in ("prod", "small")
}


def helm_template(arguments):
    command = ["helm", "template", "todo", str(CHART), "--namespace", NAMESPACE, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@functools.cache
def objects_of(variant):
    done = helm_template(VARIANTS[variant])
    assert done.returncode == 0, done.stderr
    return [document for document in yaml.safe_load_all(done.stdout) if document]


class Rendered:
    """The objects of one variant, found by kind and name."""

    def __init__(self, variant):
        self.variant = variant
        self.objects = objects_of(variant)

    def all(self, *kinds):
        return [item for item in self.objects if item["kind"] in kinds]

    def one(self, kind, name):
        found = [item for item in self.all(kind) if item["metadata"]["name"] == name]
        assert len(found) == 1, f"{len(found)} objects {kind}/{name} in {self.variant}"
        return found[0]

    def pods(self):
        """Name of the owner -> pod template (or the pod itself)."""
        pods = {}
        for item in self.all("Deployment", "Job"):
            pods[item["metadata"]["name"]] = item["spec"]["template"]
        for item in self.all("Pod"):
            pods[item["metadata"]["name"]] = item
        return pods


@pytest.fixture(params=VARIANTS)
def rendered(request):
    return Rendered(request.param)


@pytest.fixture
def variant():
    return Rendered
