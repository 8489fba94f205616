//! The figures as a table and as JSON.

use std::{fs, path::PathBuf};

use hdrhistogram::Histogram;
use serde_json::{Map, Value, json};

#[derive(Debug, Default)]
pub(crate) struct Report {
    rows: Vec<(String, String, String)>,
    figures: Map<String, Value>,
}

/// Milliseconds of a quantile of microseconds.
#[expect(clippy::cast_precision_loss, reason = "latencies are small")]
pub(crate) fn millis(latency: &Histogram<u64>, quantile: f64) -> f64 {
    latency.value_at_quantile(quantile) as f64 / 1000.0
}

impl Report {
    /// A figure with its unit; `target` is what it should be, or empty.
    pub(crate) fn figure(&mut self, name: &str, value: f64, unit: &str, target: &str) {
        let rounded = (value * 100.0).round() / 100.0;
        self.rows.push((
            name.to_owned(),
            format!("{rounded} {unit}"),
            target.to_owned(),
        ));
        self.figures.insert(
            name.to_owned(),
            json!({"value": rounded, "unit": unit, "target": target}),
        );
    }

    pub(crate) fn latency(&mut self, name: &str, latency: &Histogram<u64>, target_p99: &str) {
        self.figure(&format!("{name}, p50"), millis(latency, 0.5), "ms", "");
        self.figure(
            &format!("{name}, p99"),
            millis(latency, 0.99),
            "ms",
            target_p99,
        );
    }

    /// Prints the table, and writes `bench/NAME.json` in the target folder.
    pub(crate) fn finish(self, name: &str) -> anyhow::Result<()> {
        for (name, value, target) in &self.rows {
            println!("{name:<58} {value:>16}  {target}");
        }
        let folder = std::env::var_os("CARGO_TARGET_DIR").map_or_else(
            || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target")),
            PathBuf::from,
        );
        let folder = folder.join("bench");
        fs::create_dir_all(&folder)?;
        let text = serde_json::to_string_pretty(&self.figures)?;
        Ok(fs::write(folder.join(format!("{name}.json")), text)?)
    }
}
