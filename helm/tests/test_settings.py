"""Every setting that a service is given is one that it reads, and .env.example lists them all."""

import re

import yaml

from conftest import ROOT, Rendered

READS = {
    "backend": ROOT / "backend" / "src" / "config.rs",
    "frontend": ROOT / "frontend" / "src" / "config.rs",
}
# Read by the logging library.
EVERYWHERE = {"RUST_LOG"}
NAME = re.compile(r'"([A-Z][A-Z0-9]*_[A-Z0-9_]+|RUNTIME)"')


def read_by(service):
    """The names in the code, without its tests."""
    return set(NAME.findall(READS[service].read_text().split("#[cfg(test)]")[0])) | EVERYWHERE


def listed():
    """Section of .env.example -> the names it lists, commented out or not."""
    sections, current = {}, None
    for line in (ROOT / ".env.example").read_text().splitlines():
        if heading := re.fullmatch(r"# == (\w+).*", line):
            current = sections.setdefault(heading[1].lower(), set())
        elif variable := re.match(r"#?([A-Z][A-Z0-9_]*)=", line):
            current.add(variable[1])
    return sections


def test_the_example_lists_what_the_services_read():
    sections = listed()
    for service in READS:
        assert sections[service] == read_by(service), service


def test_the_chart_sets_nothing_that_is_not_read():
    for service in READS:
        for variant in ("default", "tls", "mail"):
            deployment = Rendered(variant).one("Deployment", f"todo-todo-chatbot-{service}")
            (container,) = deployment["spec"]["template"]["spec"]["containers"]
            names = {variable["name"] for variable in container["env"]}
            assert names <= read_by(service), f"{service}: {names - read_by(service)}"


def test_compose_sets_nothing_that_is_not_read():
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    for service in READS:
        assert set(services[service]["environment"]) <= read_by(service), service


def test_images_set_nothing_that_is_not_read():
    for service in READS:
        final = (ROOT / f"Dockerfile.{service}").read_text().split("FROM scratch")[1]
        (line,) = re.findall(r"^ENV (.*)$", final, re.MULTILINE)
        assert {pair.split("=")[0] for pair in line.split()} <= read_by(service), service


def test_the_secrets_are_those_of_the_chart():
    named = set()
    for variant in ("default", "llm", "mail"):
        for item in Rendered(variant).objects:
            named |= set(re.findall(r"'key': '([A-Z][A-Z_]+)'", str(item)))
    assert listed()["secrets"] == named


def test_both_services_send_their_traces_where_the_values_say():
    for service in READS:
        for variant, wanted in (("default", set()), ("tls", {"http://collector.monitoring:4317"})):
            deployment = Rendered(variant).one("Deployment", f"todo-todo-chatbot-{service}")
            (container,) = deployment["spec"]["template"]["spec"]["containers"]
            told = {variable.get("value") for variable in container["env"] if variable["name"] == "OTEL_EXPORTER_OTLP_ENDPOINT"}
            assert told == wanted, service
