//! `dapr/` is what a cluster gets. What runs here may differ from it in what the overlay says, and in nothing else.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use crate::process::root;

/// Each line of a file that differs, and what may stand there instead.
const ALLOWED: [(&str, &str); 3] = [
    (
        "    - {name: brokers, value: ",
        "    - {name: brokers, value: \"127.0.0.1:9092\"}",
    ),
    (
        "    - {name: disableTls, value: \"false\"}",
        "    - {name: disableTls, value: \"true\"}",
    ),
    ("  secretStore: kubernetes", "  secretStore: local"),
];
/// Needs the identities that Sentry hands out.
const DROPPED: [&str; 1] = ["  accessControl:"];
/// Where the sidecars are told of a collector and of each other.
const TOLD: [(&str, &str); 2] = [
    (
        "    samplingRate: \"0.1\"\n",
        "    samplingRate: \"1\"\n    otel: {protocol: grpc, isSecure: false, endpointAddress: \"127.0.0.1:4317\"}\n",
    ),
    (
        "    http: {increasedCardinality: false}\n",
        "    http: {increasedCardinality: false}\n  nameResolution: {component: kubernetes, version: v1, configuration: {template: \"127.0.0.1:50002\"}}\n",
    ),
];

pub(crate) fn changes_only_what_it_must() {
    let (source, (mut local, config)) = (root().join("dapr"), overlay(&[]));

    assert!(local.remove("secrets-local.yaml").is_some());
    let mut expected = read(&source.join("components"));
    expected.extend(read(&source.join("subscriptions")));
    expected.extend(read(&source.join("configuration")));
    let production = expected.remove("dapr-config.yaml").unwrap();
    let plain = without(&production, &DROPPED);
    assert_eq!(config, plain, "dapr-config.yaml");
    let (_, guarded) = overlay(&[("SENTRY", "true")]);
    assert_eq!(guarded, production, "dapr-config.yaml");
    let (_, told) = overlay(&[
        ("OTLP_ENDPOINT", "127.0.0.1:4317"),
        ("BACKEND_SIDECAR", "127.0.0.1:50002"),
    ]);
    let expected_told = TOLD
        .iter()
        .fold(plain, |text, (line, instead)| text.replace(line, instead));
    assert_eq!(told, expected_told, "dapr-config.yaml");
    for (name, text) in &mut expected {
        if text.contains("kind: Component") {
            *text = substituted(name, text);
        }
        assert!(!text.contains("password: "), "{name} holds a secret");
    }
    assert_eq!(local, expected);
}

/// The resources and the configuration that the overlay writes.
fn overlay(vars: &[(&str, &str)]) -> (BTreeMap<String, String>, String) {
    let target = std::env::temp_dir().join(format!("todo-overlay-{}", std::process::id()));
    let status = Command::new(root().join("dapr/local/overlay.sh"))
        .arg(&target)
        .env("BROKERS", "127.0.0.1:9092")
        .env("KAFKA_PASSWORD", "secret")
        .env("DATABASE_URL", "postgres://todo:secret@127.0.0.1/todo")
        .env_remove("OTLP_ENDPOINT")
        .env_remove("BACKEND_SIDECAR")
        .env_remove("SENTRY")
        .envs(vars.iter().copied())
        .status()
        .unwrap();
    assert!(status.success());
    let config = fs::read_to_string(target.join("config.yaml")).unwrap();
    let resources = read(&target.join("resources"));
    fs::remove_dir_all(&target).unwrap();
    (resources, config)
}

fn substituted(name: &str, text: &str) -> String {
    let lines = text.lines().map(|line| {
        let change = ALLOWED.iter().find(|(start, _)| line.starts_with(start));
        change.map_or(line, |(_, instead)| instead)
    });
    let changed: String = lines.flat_map(|line| [line, "\n"]).collect();
    assert_ne!(changed, text, "{name} takes its secrets from the cluster");
    changed
}

/// The text without the blocks that these lines open.
fn without(text: &str, openings: &[&str]) -> String {
    let mut dropping = false;
    text.lines()
        .filter(|line| {
            dropping = openings.contains(line) || (dropping && line.starts_with("    "));
            !dropping
        })
        .flat_map(|line| [line, "\n"])
        .collect()
}

fn read(folder: &Path) -> BTreeMap<String, String> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}
