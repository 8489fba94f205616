//! docs/EVENTS.md states promises, and for each the tests that hold it: they must be there.

use std::fs;

use crate::process::root;

/// A row names its tests in its second cell: a trial of this binary, or `file::test` of the other one.
pub(crate) fn name_their_tests(trials: &[String]) {
    let page = fs::read_to_string(root().join("docs/EVENTS.md")).unwrap();
    let (_, promises) = page.split_once("\n## Promises\n").unwrap();
    let (promises, _) = promises.split_once("\n## ").unwrap();
    let rows: Vec<_> = promises
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split_once(" | "))
        .filter(|(promise, _)| *promise != "promise")
        .collect();
    assert!(rows.len() > 20, "{rows:?}");
    for (promise, tests) in rows {
        let names: Vec<_> = tests.split('`').skip(1).step_by(2).collect();
        assert!(!names.is_empty(), "no test: {promise}");
        for name in names {
            assert!(is_there(name, trials), "there is no {name}: {promise}");
        }
    }
}

fn is_there(name: &str, trials: &[String]) -> bool {
    let is_trial = |name: &str| trials.iter().any(|trial| trial == name);
    match name.split_once("::") {
        Some(("dapr" | "embedded", _)) => is_trial(name),
        Some((file, test)) => {
            let path = root().join(format!("backend/tests/it/{file}.rs"));
            let code = fs::read_to_string(path).unwrap_or_default();
            let wanted = if test == "*" {
                "#[tokio::test]\nasync fn ".to_owned()
            } else {
                format!("#[tokio::test]\nasync fn {test}() {{")
            };
            code.contains(&wanted)
        }
        // A rule holds on both.
        None => {
            let on = |runtime: &str| is_trial(&format!("{runtime}::{name}"));
            is_trial(name) || (on("embedded") && on("dapr"))
        }
    }
}
