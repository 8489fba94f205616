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


def examples():
    """Section of .env.example -> name -> the value it shows, commented out or not."""
    sections, current = {}, None
    for line in (ROOT / ".env.example").read_text().splitlines():
        if heading := re.fullmatch(r"# == (\w+).*", line):
            current = sections.setdefault(heading[1].lower(), {})
        elif variable := re.fullmatch(r"#?([A-Z][A-Z0-9_]*)=(.*)", line):
            current[variable[1]] = variable[2]
    return sections


def listed():
    """Section of .env.example -> the names it lists."""
    return {section: set(values) for section, values in examples().items()}


# As the code writes a default -> as the environment would.
SPELLINGS = [
    (re.compile(r'"([^"]*)"(?:\.to_owned\(\))?'), lambda found: found[1]),
    (re.compile(r"[0-9_]+"), lambda found: found[0].replace("_", "")),
    (re.compile(r"true|false"), lambda found: found[0]),
    (re.compile(r"SocketAddr::from\(\(\[([0-9, ]+)\], ([0-9]+)\)\)"), lambda found: f"{found[1].replace(', ', '.')}:{found[2]}"),
    (re.compile(r"[A-Z]\w+::default\(\)"), lambda found: ""),
    (re.compile(r"[A-Z]\w+::([A-Z]\w+)"), lambda found: found[1].lower()),
]
DEFAULT = re.compile(
    r'(?:\.or\(|\.within\(|\btext\(|lookup\()\s*"([A-Z][A-Z0-9_]*)"(?:,|\)\.unwrap_or_else\(\|\|)\s*'
    r'("[^"]*"(?:\.to_owned\(\))?|SocketAddr::from\(\(.*?\)\)|[\w:]+(?:\(\))?)'
)


def defaults(service):
    """Name -> default, as the code has it."""
    code = READS[service].read_text().split("#[cfg(test)]")[0]
    found = {}
    for name, text in DEFAULT.findall(code):
        (found[name],) = [write(match) for pattern, write in SPELLINGS if (match := pattern.fullmatch(text))]
    return found


def test_the_example_shows_the_defaults_of_the_code():
    for service, least in (("backend", 12), ("frontend", 6)):
        found = defaults(service)
        assert len(found) >= least, found
        shown = examples()[service]
        assert {name: shown[name] for name in found} == found, service


def test_the_example_has_no_comments_behind_values():
    for values in examples().values():
        assert not [name for name, value in values.items() if "#" in value]


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
