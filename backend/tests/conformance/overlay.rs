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

pub(crate) fn changes_only_what_it_must() {
    let target = std::env::temp_dir().join(format!("todo-overlay-{}", std::process::id()));
    let status = Command::new(root().join("dapr/local/overlay.sh"))
        .arg(&target)
        .env("BROKERS", "127.0.0.1:9092")
        .env("KAFKA_PASSWORD", "secret")
        .env("DATABASE_URL", "postgres://todo:secret@127.0.0.1/todo")
        .env_remove("OTLP_ENDPOINT")
        .status()
        .unwrap();
    assert!(status.success());
    let (source, mut local) = (root().join("dapr"), read(&target.join("resources")));
    let config = fs::read_to_string(target.join("config.yaml")).unwrap();
    fs::remove_dir_all(&target).unwrap();

    assert!(local.remove("secrets-local.yaml").is_some());
    let mut expected = read(&source.join("components"));
    expected.extend(read(&source.join("subscriptions")));
    expected.extend(read(&source.join("configuration")));
    let production = expected.remove("dapr-config.yaml").unwrap();
    assert_eq!(config, without(&production, &DROPPED), "dapr-config.yaml");
    for (name, text) in &mut expected {
        if text.contains("kind: Component") {
            *text = substituted(name, text);
        }
        assert!(!text.contains("password: "), "{name} holds a secret");
    }
    assert_eq!(local, expected);
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
