"""Alerts and dashboard ask for metrics that exist, and every alert has a runbook."""

import json
import re

import yaml

from conftest import CHART, ROOT, Rendered, helm_template

ALERTS = yaml.safe_load((CHART / "files" / "alerts.yaml").read_text())
DASHBOARD = json.loads((CHART / "files" / "dashboard.json").read_text())
# By kube-state-metrics.
ELSEWHERE = {
    "kube_deployment_status_replicas_available",
    "kube_horizontalpodautoscaler_status_current_replicas",
    "kube_horizontalpodautoscaler_spec_max_replicas",
}
WORD = re.compile(r"[a-z][a-z0-9_]*_[a-z0-9_]+|\bup\b")
LANGUAGE = {"histogram_quantile", "group_left", "min_over_time"}


def exported():
    """Names in the backend's code, with what Prometheus adds to a histogram's."""
    code = (ROOT / "backend" / "src" / "metrics.rs").read_text()
    names = set(re.findall(r'"([a-z][a-z_]+)"', code))
    return names | {f"{name}{suffix}" for name in names for suffix in ("_count", "_bucket", "_sum")}


def rules():
    return [rule for group in ALERTS["groups"] for rule in group["rules"]]


def asked(expression):
    """The metrics of an expression: its words, without labels' names and strings."""
    bare = re.sub(r"\{[^}]*\}|\b(by|on) \([^)]*\)|\"[^\"]*\"", "", expression)
    return set(WORD.findall(bare)) - LANGUAGE


def test_alerts_ask_for_metrics_that_exist():
    for rule in rules():
        assert asked(rule["expr"]), rule["alert"]
        assert asked(rule["expr"]) <= exported() | ELSEWHERE, rule["alert"]


def test_the_dashboard_asks_for_metrics_that_exist():
    targets = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
    assert len(targets) > 15
    for expression in targets:
        assert asked(expression), expression
        assert asked(expression) <= exported() | ELSEWHERE, expression


def test_the_dashboard_is_fresh_within_half_a_minute():
    assert int(DASHBOARD["refresh"].removesuffix("s")) <= 15
    for monitor in Rendered("tls").all("ServiceMonitor"):
        assert all(int(e["interval"].removesuffix("s")) <= 15 for e in monitor["spec"]["endpoints"])


def test_panels_do_not_overlap():
    taken = set()
    for panel in DASHBOARD["panels"]:
        grid = panel["gridPos"]
        cells = {(x, y) for x in range(grid["x"], grid["x"] + grid["w"]) for y in range(grid["y"], grid["y"] + grid["h"])}
        assert not cells & taken, panel["title"]
        assert max(x for x, _ in cells) < 24
        taken |= cells


def test_every_alert_has_a_runbook_and_a_test():
    page = (ROOT / "docs" / "deployment" / "monitoring.md").read_text()
    headings = {heading.lower() for heading in re.findall(r"^### (\w+)$", page, re.MULTILINE)}
    tested = (ROOT / "helm" / "tests" / "alerts.yaml").read_text()
    for rule in rules():
        path, anchor = rule["annotations"]["runbook_url"].split("#")
        assert path == "docs/deployment/monitoring.md"
        assert anchor == rule["alert"].lower()
        assert anchor in headings
        assert f"alertname: {rule['alert']}" in tested


def test_azures_prometheus_gets_its_own_monitors():
    done = helm_template(["-f", str(CHART / "ci" / "tls-values.yaml"), "--set=monitoring.apiGroup=azmonitoring.coreos.com"])
    kinds = {(item["apiVersion"], item["kind"]) for item in yaml.safe_load_all(done.stdout) if item}
    assert ("azmonitoring.coreos.com/v1", "ServiceMonitor") in kinds
    assert ("monitoring.coreos.com/v1", "ServiceMonitor") not in kinds


def test_compose_labels_its_targets_as_a_cluster_does():
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    for job in yaml.safe_load(compose["configs"]["prometheus"]["content"])["scrape_configs"]:
        for targets in job["static_configs"]:
            assert targets["labels"]["service"] == job["job_name"]


def test_the_rules_and_the_dashboard_are_installed():
    rule = Rendered("tls").one("PrometheusRule", "todo-todo-chatbot")
    assert rule["spec"] == ALERTS
    board = Rendered("tls").one("ConfigMap", "todo-todo-chatbot-dashboard")
    assert json.loads(board["data"]["todo-chatbot.json"]) == DASHBOARD
