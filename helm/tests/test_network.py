"""Who may talk to whom: everything that is allowed is listed here."""

import ipaddress

import pytest

from conftest import CHART, helm_template


def port_numbers(rule):
    return {(port["protocol"], port["port"]) for port in rule["ports"]}


def peer(entry):
    """A short name of one peer of a rule."""
    if "ipBlock" in entry:
        return "internet" if "except" in entry["ipBlock"] else entry["ipBlock"]["cidr"]
    parts = []
    if "namespaceSelector" in entry:
        parts.append(entry["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"])
    if "podSelector" in entry:
        labels = entry["podSelector"]["matchLabels"]
        parts.append(labels.get("app.kubernetes.io/component") or labels["k8s-app"])
    return "/".join(parts)


def flows(policy, direction):
    key = "from" if direction == "ingress" else "to"
    result = {}
    for rule in policy["spec"].get(direction, []):
        for name in [peer(entry) for entry in rule.get(key, [])] or ["anywhere"]:
            result.setdefault(name, set()).update(number for _, number in port_numbers(rule))
    return result


DAPR = {50001, 6500, 50005, 50006}


def test_the_default_is_no(variant):
    deny = variant("default").one("NetworkPolicy", "todo-todo-chatbot-default-deny")
    assert deny["spec"]["policyTypes"] == ["Ingress", "Egress"]
    assert not {"ingress", "egress"} & set(deny["spec"])


@pytest.mark.parametrize("case", ["default", "tls", "ingress", "keyvault", "prod", "small"])
def test_the_default_covers_every_pod_of_the_namespace(variant, case):
    assert variant(case).one("NetworkPolicy", "todo-todo-chatbot-default-deny")["spec"]["podSelector"] == {}


def test_the_backend_talks_to_what_it_needs(variant):
    policy = variant("default").one("NetworkPolicy", "todo-todo-chatbot-backend")
    # Its own port is for its own sidecar: nobody else is let in there.
    assert flows(policy, "ingress") == {"frontend": {50002}, "monitoring": {9464, 9090}}
    assert flows(policy, "egress") == {
        "kube-system/kube-dns": {53},
        "dapr-system": DAPR,
        "0.0.0.0/0": {5432, 9092},
        "internet": {443, 8443},
    }


def test_webhooks_reach_the_internet_and_nothing_private(variant):
    policy = variant("default").one("NetworkPolicy", "todo-todo-chatbot-backend")
    blocks = [entry["ipBlock"] for rule in policy["spec"]["egress"] for entry in rule["to"] if "ipBlock" in entry]
    (internet,) = [block for block in blocks if "except" in block]
    refused = [ipaddress.ip_network(cidr) for cidr in internet["except"]]
    for address in ["1.1.1.1", "9.9.9.9", "172.15.0.1", "172.32.0.1", "192.167.0.1"]:
        assert not any(ipaddress.ip_address(address) in net for net in refused), address
    for address in ["10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1", "127.0.0.1", "169.254.169.254", "168.63.129.16", "224.0.0.1"]:
        assert any(ipaddress.ip_address(address) in net for net in refused), address


def test_without_webhooks_and_pushes_the_backend_does_not_reach_the_internet(variant):
    rendered = variant("ingress")
    policy = rendered.one("NetworkPolicy", "todo-todo-chatbot-backend")
    assert "internet" not in flows(policy, "egress")
    (container,) = rendered.one("Deployment", "todo-todo-chatbot-backend")["spec"]["template"]["spec"]["containers"]
    settings = {variable["name"]: variable for variable in container["env"]}
    assert settings["WEBHOOK_TARGETS"]["value"] == "off"
    assert "WEBHOOK_KEYS" not in settings
    assert "VAPID_PRIVATE_KEY" not in settings


def test_mail_goes_to_its_server_and_its_address_is_a_secret(variant):
    rendered = variant("mail")
    assert flows(rendered.one("NetworkPolicy", "todo-todo-chatbot-backend"), "egress")["203.0.113.25/32"] == {587}
    (container,) = rendered.one("Deployment", "todo-todo-chatbot-backend")["spec"]["template"]["spec"]["containers"]
    settings = {variable["name"]: variable for variable in container["env"]}
    assert settings["SMTP_URL"]["valueFrom"]["secretKeyRef"] == {"name": "todo-chatbot-secrets", "key": "SMTP_URL"}
    assert settings["MAIL_FROM"]["value"] == "Tasks <tasks@example.com>"
    (vault,) = variant("keyvault").all("SecretProviderClass")
    assert "objectName: smtp-url" in vault["spec"]["parameters"]["objects"]


def test_without_a_mail_server_nothing_is_said_of_it(variant):
    (container,) = variant("default").one("Deployment", "todo-todo-chatbot-backend")["spec"]["template"]["spec"]["containers"]
    assert not {"SMTP_URL", "MAIL_FROM"} & {variable["name"] for variable in container["env"]}


def test_the_secrets_of_webhooks_are_sealed(variant):
    (container,) = variant("default").one("Deployment", "todo-todo-chatbot-backend")["spec"]["template"]["spec"]["containers"]
    settings = {variable["name"]: variable for variable in container["env"]}
    assert settings["WEBHOOK_TARGETS"]["value"] == "public"
    reference = settings["WEBHOOK_KEYS"]["valueFrom"]["secretKeyRef"]
    assert reference == {"name": "todo-chatbot-webhook-keys", "key": "token"}


def test_pushes_are_signed_with_the_key_of_a_secret(variant):
    (container,) = variant("default").one("Deployment", "todo-todo-chatbot-backend")["spec"]["template"]["spec"]["containers"]
    settings = {variable["name"]: variable for variable in container["env"]}
    reference = settings["VAPID_PRIVATE_KEY"]["valueFrom"]["secretKeyRef"]
    assert reference == {"name": "todo-chatbot-vapid-key", "key": "token"}


def test_the_frontend_reaches_only_the_backends_sidecar(variant):
    policy = variant("default").one("NetworkPolicy", "todo-todo-chatbot-frontend")
    assert flows(policy, "ingress") == {"anywhere": {8080}, "monitoring": {9090}}
    assert flows(policy, "egress") == {"kube-system/kube-dns": {53}, "dapr-system": DAPR, "backend": {50002}}


def test_the_migration_reaches_only_the_database(variant):
    policy = variant("default").one("NetworkPolicy", "todo-todo-chatbot-migration")
    assert flows(policy, "ingress") == {}
    assert flows(policy, "egress") == {"kube-system/kube-dns": {53}, "0.0.0.0/0": {5432}}


def test_addresses_can_be_narrowed(variant):
    egress = flows(variant("tls").one("NetworkPolicy", "todo-todo-chatbot-backend"), "egress")
    assert egress["10.1.0.0/24"] == {9093, 9094}
    assert egress["10.2.0.0/24"] == egress["10.3.0.0/24"] == {5432}
    assert egress["monitoring"] == {4317}
    assert "0.0.0.0/0" not in egress


def test_an_address_that_is_there_already_is_taken(variant):
    annotations = variant("keyvault").one("Service", "todo-todo-chatbot-frontend")["metadata"]["annotations"]
    assert annotations["service.beta.kubernetes.io/azure-pip-name"] == "todo-chatbot"
    assert annotations["service.beta.kubernetes.io/azure-load-balancer-resource-group"] == "todo-group"
    others = variant("tls").one("Service", "todo-todo-chatbot-frontend")["metadata"]["annotations"]
    assert "service.beta.kubernetes.io/azure-pip-name" not in others


def test_behind_an_ingress_only_its_controller_comes_in(variant):
    policy = variant("ingress").one("NetworkPolicy", "todo-todo-chatbot-frontend")
    assert set(flows(policy, "ingress")) == {"ingress-nginx", "test", "monitoring"}


def test_behind_an_ingress_the_frontend_does_not_end_tls(variant):
    rendered = variant("ingress")
    deployment = rendered.one("Deployment", "todo-todo-chatbot-frontend")["spec"]["template"]["spec"]
    assert "volumes" not in deployment
    assert "TLS_DIR" not in {variable["name"] for variable in deployment["containers"][0]["env"]}
    (port,) = rendered.one("Service", "todo-todo-chatbot-frontend")["spec"]["ports"]
    assert port["targetPort"] == "http"
    assert flows(rendered.one("NetworkPolicy", "todo-todo-chatbot-frontend"), "ingress")["ingress-nginx"] == {8080}


def test_cert_manager_can_prove_whose_name_it_is(variant):
    policy = variant("ingress").one("NetworkPolicy", "todo-todo-chatbot-certificate")
    assert policy["spec"]["podSelector"]["matchLabels"] == {"acme.cert-manager.io/http01-solver": "true"}
    assert flows(policy, "ingress") == {"ingress-nginx": {8089}}


def test_without_an_ingress_nobody_proves_anything(variant):
    names = {policy["metadata"]["name"] for policy in variant("tls").all("NetworkPolicy")}
    assert "todo-todo-chatbot-certificate" not in names


def test_the_public_address_shows_pages_and_nothing_else(rendered):
    for service in rendered.all("Service"):
        ports = {port["targetPort"] for port in service["spec"]["ports"]}
        if service["metadata"]["name"].endswith("-frontend"):
            assert ports <= {"http", "https"}
        else:
            assert service["spec"]["clusterIP"] == "None"


def test_the_load_balancer_keeps_the_clients_address(variant):
    service = variant("tls").one("Service", "todo-todo-chatbot-frontend")
    assert service["spec"]["externalTrafficPolicy"] == "Local"
    assert service["spec"]["loadBalancerSourceRanges"] == ["203.0.113.0/24"]
    assert service["metadata"]["annotations"]["service.beta.kubernetes.io/azure-dns-label-name"] == "todo"
    assert {port["port"] for port in service["spec"]["ports"]} == {80, 443}


def test_a_broker_without_accounts_needs_none_of_the_vault():
    arguments = ["--set=kafka.authType=none", "-f", str(CHART / "ci" / "keyvault-values.yaml")]
    done = helm_template(arguments)
    assert done.returncode == 0, done.stderr
    assert "KAFKA_" not in done.stdout
    assert "kafka-username" not in done.stdout
