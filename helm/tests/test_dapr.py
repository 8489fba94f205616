"""The chart's Dapr objects are those of dapr/, with this cluster's addresses and names filled in."""

import filecmp

import yaml

from conftest import CHART, NAMESPACE, ROOT

# What only a laptop uses.
SOURCE_ONLY = {"local"}


def files(folder):
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*.yaml")
        if path.relative_to(folder).parts[0] not in SOURCE_ONLY
    }


def source_objects():
    for name in sorted(files(CHART / "dapr")):
        yield from (item for item in yaml.safe_load_all((CHART / "dapr" / name).read_text()) if item)


def test_the_copy_is_equal():
    source, copy = ROOT / "dapr", CHART / "dapr"
    assert files(source) == files(copy)
    _, different, unreadable = filecmp.cmpfiles(source, copy, sorted(files(source)), shallow=False)
    assert (different, unreadable) == ([], [])


def test_every_object_is_installed_once(rendered):
    optional = [] if rendered.variant == "llm" else [("Component", "llm")]
    wanted = sorted((item["kind"], item["metadata"]["name"]) for item in source_objects())
    wanted = [item for item in wanted if item not in optional]
    kinds = {kind for kind, _ in wanted}
    assert sorted((item["kind"], item["metadata"]["name"]) for item in rendered.all(*kinds)) == wanted


def metadata(component):
    return {item["name"]: item for item in component["spec"]["metadata"]}


def brokers(rendered):
    return [metadata(c) for c in rendered.all("Component") if c["spec"]["type"] == "pubsub.kafka"]


def test_the_broker_is_the_one_of_the_values(variant):
    assert brokers(variant("tls"))
    for items in brokers(variant("tls")):
        assert items["brokers"]["value"] == "broker-0.example.com:9093,broker-1.example.com:9093,other.example.com:9094"
        assert items["saslMechanism"]["value"] == "SHA-512"
        assert items["disableTls"]["value"] == "false"
        assert items["caCert"]["value"].startswith("-----BEGIN")
        assert items["saslPassword"]["secretKeyRef"] == {"name": "todo-chatbot-secrets", "key": "KAFKA_PASSWORD"}


def test_a_broker_without_accounts_gets_none(variant):
    for items in brokers(variant("plain")):
        assert items["authType"]["value"] == "none"
        assert items["disableTls"]["value"] == "true"
        assert not {"saslUsername", "saslPassword", "saslMechanism"} & set(items)


def test_access_control_names_this_namespace(rendered):
    for configuration in rendered.all("Configuration"):
        control = configuration["spec"]["accessControl"]
        assert control["defaultAction"] == "deny"
        assert control["policies"]
        assert {policy["namespace"] for policy in control["policies"]} == {NAMESPACE}


def test_a_changed_component_restarts_the_pods(variant):
    def stamps(name):
        return {pod["metadata"]["annotations"]["checksum/dapr"] for pod in
                (d["spec"]["template"] for d in variant(name).all("Deployment"))}

    assert len(stamps("default")) == 1
    assert stamps("default") != stamps("ingress")


def test_a_language_model_is_off_unless_asked_for(rendered, variant):
    on = rendered.variant == "llm"
    assert bool([c for c in rendered.all("Component") if c["metadata"]["name"] == "llm"]) == on
    env = rendered.all("Deployment")
    names = {item["name"] for d in env for c in d["spec"]["template"]["spec"]["containers"] for item in c["env"]}
    assert ("LLM_COMPONENT" in names) == on
    items = metadata(variant("llm").one("Component", "llm"))
    assert items["model"]["value"] == "a-model"
    assert items["endpoint"]["value"] == "https://llm.example.com/v1"
    assert items["key"]["secretKeyRef"] == {"name": "todo-chatbot-secrets", "key": "LLM_API_KEY"}
    egress = variant("llm").one("NetworkPolicy", "todo-todo-chatbot-backend")["spec"]["egress"]
    assert {"ipBlock": {"cidr": "203.0.113.7/32"}} in [to for rule in egress for to in rule.get("to", [])]


def test_no_answer_of_the_app_is_asked_for_again(rendered):
    """What is not listed under a matching is not retried; a list that is missing means all."""
    (resiliency,) = rendered.all("Resiliency")
    policies, targets = resiliency["spec"]["policies"]["retries"], resiliency["spec"]["targets"]["apps"]
    for target in targets.values():
        assert policies[target["retry"]]["matching"] == {"gRPCStatusCodes": "14", "httpStatusCodes": "599"}
