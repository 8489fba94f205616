"""A values file with a mistake is refused, and the message says where."""

import pytest
import yaml

from conftest import CHART, helm_template

GOOD = yaml.safe_load((CHART / "ci" / "default-values.yaml").read_text())
WRONG = {
    "misspelt-key": ({"imge": {}}, "imge"),
    "misspelt-nested-key": ({"backend": {"autoscalling": {}}}, "autoscalling"),
    "no-scheme": ({"publicOrigin": "todo.example.com"}, "/publicOrigin"),
    "origin-with-path": ({"publicOrigin": "https://todo.example.com/app"}, "/publicOrigin"),
    "empty-origin": ({"publicOrigin": ""}, "/publicOrigin"),
    "registry-with-scheme": ({"image": {"registry": "https://registry.example.com"}}, "/image/registry"),
    "latest": ({"image": {"tag": "latest"}}, "/image/tag"),
    "tag-as-number": ({"image": {"tag": 1.2}}, "/image/tag"),
    "digest": ({"backend": {"digest": "sha256:12"}}, "/backend/digest"),
    "pull-policy": ({"image": {"pullPolicy": "Sometimes"}}, "/image/pullPolicy"),
    "too-many-replicas": ({"backend": {"autoscaling": {"max": 13}}}, "/backend/autoscaling/max"),
    "no-replica": ({"frontend": {"autoscaling": {"min": 0}}}, "/frontend/autoscaling/min"),
    "replicas-as-text": ({"frontend": {"autoscaling": {"min": "two"}}}, "/frontend/autoscaling/min"),
    "cpu-target": ({"backend": {"autoscaling": {"targetCPU": 100}}}, "/backend/autoscaling/targetCPU"),
    "memory-unit": ({"backend": {"resources": {"limits": {"memory": "1G"}}}}, "/backend/resources/limits/memory"),
    "cpu-unit": ({"backend": {"sidecar": {"requests": {"cpu": "fast"}}}}, "/backend/sidecar/requests/cpu"),
    "broker-without-port": ({"kafka": {"brokers": "broker.example.com"}}, "/kafka/brokers"),
    "port-apart-from-the-brokers": ({"kafka": {"port": 9093}}, "port"),
    "sasl-spelling": ({"kafka": {"saslMechanism": "SCRAM-SHA-256"}}, "/kafka/saslMechanism"),
    "sasl-type": ({"kafka": {"authType": "scram"}}, "/kafka/authType"),
    "address-without-length": ({"database": {"cidrs": ["10.0.0.1"]}}, "/database/cidrs/0"),
    "no-address": ({"database": {"cidrs": []}}, "/database/cidrs"),
    "port": ({"database": {"port": 70000}}, "/database/port"),
    "dns-label": ({"service": {"dnsLabel": "Todo_App"}}, "/service/dnsLabel"),
    "node-port": ({"service": {"type": "NodePort"}}, "/service/type"),
    "ingress-without-host": ({"ingress": {"enabled": True}, "service": {"type": "ClusterIP"}}, "/ingress/host"),
    "ingress-and-load-balancer": ({"ingress": {"enabled": True, "host": "todo.example.com"}}, "/service/type"),
    "https-without-tls": ({"publicOrigin": "https://todo.example.com"}, "nothing ends TLS: set tls.existingSecret"),
    "vault-without-name": ({"secrets": {"keyVault": {"enabled": True}}}, "/secrets/keyVault"),
    "tenant": ({"secrets": {"keyVault": {"tenantId": "mine"}}}, "/secrets/keyVault/tenantId"),
    "variable-name": ({"backend": {"env": {"database-pool": "1"}}}, "database-pool"),
    "variable-as-number": ({"backend": {"env": {"DATABASE_POOL": 5}}}, "/backend/env/DATABASE_POOL"),
    "mail-without-sender": ({"mail": {"enabled": True}}, "/mail/from"),
    "password-in-values": ({"database": {"password": "x"}}, "password"),
}


def merged(base, change):
    result = dict(base)
    for key, value in change.items():
        both = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = merged(result[key], value) if both else value
    return result


def test_the_base_is_right(tmp_path):
    path = tmp_path / "values.yaml"
    path.write_text(yaml.safe_dump(GOOD))
    assert helm_template(["-f", str(path)]).returncode == 0


@pytest.mark.parametrize("name", WRONG)
def test_it_is_refused(name, tmp_path):
    change, where = WRONG[name]
    path = tmp_path / "values.yaml"
    path.write_text(yaml.safe_dump(merged(GOOD, change)))
    done = helm_template(["-f", str(path)])
    assert done.returncode != 0
    assert where in done.stderr, done.stderr
