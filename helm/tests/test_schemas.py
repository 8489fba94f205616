"""Every object is one that the API servers of the supported Kubernetes versions, and the operators, accept."""

import json
import pathlib
import subprocess

import jsonschema
import kubernetes_validate
import pytest
import yaml

from conftest import Rendered, VARIANTS

KUBERNETES = ["1.28", "1.31", kubernetes_validate.latest_version()]
# Module that carries the definitions -> where in it.
DEFINITIONS = {
    "github.com/dapr/dapr@v1.18.2": "charts/dapr/crds/*.yaml",
    "github.com/prometheus-operator/prometheus-operator@v0.85.0":
        "example/prometheus-operator-crd/*s.yaml",
    "sigs.k8s.io/secrets-store-csi-driver@v1.4.8": "config/crd/bases/*.yaml",
}


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Reads a lone `=` as the text that it is in the definitions, not as YAML 1.1's value key."""


Loader.add_constructor("tag:yaml.org,2002:value", lambda loader, node: node.value)


def closed(schema):
    """The same schema, refusing keys it does not name: an API server would drop them silently."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: closed(value) for key, value in schema.items()}
    if isinstance(result.get("properties"), dict) and result.get("type") == "object":
        if not schema.get("x-kubernetes-preserve-unknown-fields"):
            result.setdefault("additionalProperties", False)
    if schema.get("x-kubernetes-int-or-string"):
        result.pop("type", None)
    # Go's flags inside an expression, which Python refuses.
    if str(schema.get("pattern", "")).startswith("^(?i)"):
        result["pattern"] = "(?i)^" + schema["pattern"].removeprefix("^(?i)")
    return result


@pytest.fixture(scope="session")
def custom():
    """(apiVersion, kind) -> schema"""
    schemas = {}
    for module, pattern in DEFINITIONS.items():
        done = subprocess.run(["go", "mod", "download", "-json", module], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        for path in pathlib.Path(json.loads(done.stdout)["Dir"]).glob(pattern):
            definition = yaml.load(path.read_text(), Loader=Loader)
            spec = definition["spec"]
            for version in spec["versions"]:
                schema = closed(version["schema"]["openAPIV3Schema"])
                schema["properties"]["metadata"] = {"type": "object"}
                schemas[f"{spec['group']}/{version['name']}", spec["names"]["kind"]] = schema
    return schemas


@pytest.mark.parametrize("kubernetes", KUBERNETES)
@pytest.mark.parametrize("variant", VARIANTS)
def test_every_object_is_accepted(variant, kubernetes, custom):
    checked = 0
    for item in Rendered(variant).objects:
        schema = custom.get((item["apiVersion"], item["kind"]))
        if schema is not None:
            problems = list(jsonschema.Draft202012Validator(schema).iter_errors(item))
            assert not problems, f"{item['kind']}/{item['metadata']['name']}: {problems[0].message}"
        else:
            kubernetes_validate.validate(item, kubernetes, strict=True)
        checked += 1
    assert checked >= 10


def test_an_unknown_key_would_be_seen(custom):
    component = next(item for item in Rendered("default").objects if item["kind"] == "Component")
    broken = json.loads(json.dumps(component)) | {"scope": ["backend"]}
    validator = jsonschema.Draft202012Validator(custom["dapr.io/v1alpha1", "Component"])
    assert ["scope" in problem.message for problem in validator.iter_errors(broken)] == [True]


def test_names_are_unique(rendered):
    names = [(item["kind"], item["metadata"]["name"]) for item in rendered.objects]
    assert len(names) == len(set(names))
    assert all(item["metadata"]["namespace"] == "todo" for item in rendered.objects)
