//! The figures as the table of docs/PERFORMANCE.md, and as JSON.

use std::{fs, path::PathBuf};

use hdrhistogram::Histogram;
use serde_json::{Map, Value, json};

#[derive(Debug, Default)]
pub(crate) struct Report {
    rows: Vec<String>,
    figures: Map<String, Value>,
}

/// What a figure should be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Wanted {
    Anything,
    Below(f64),
    AtLeast(f64),
}

impl Wanted {
    fn words(self, unit: &str) -> String {
        match self {
            Self::Anything => String::new(),
            Self::Below(most) => format!("< {}", with_unit(most, unit)),
            Self::AtLeast(least) => format!(">= {}", with_unit(least, unit)),
        }
    }

    fn met(self, value: f64) -> &'static str {
        let met = match self {
            Self::Anything => return "",
            Self::Below(most) => value < most,
            Self::AtLeast(least) => value >= least,
        };
        if met { "yes" } else { "no" }
    }
}

/// Milliseconds of a quantile of microseconds.
#[expect(clippy::cast_precision_loss, reason = "latencies are small")]
pub(crate) fn millis(latency: &Histogram<u64>, quantile: f64) -> f64 {
    latency.value_at_quantile(quantile) as f64 / 1000.0
}

impl Report {
    pub(crate) fn figure(&mut self, name: &str, value: f64, unit: &str, wanted: Wanted) {
        self.row(
            name,
            &with_unit(value, unit),
            &wanted.words(unit),
            wanted.met(value),
        );
        self.keep(name, value, unit, wanted);
    }

    /// Two quantiles in milliseconds, of which the higher has a target.
    pub(crate) fn quantiles(&mut self, name: &str, p50: f64, p99: f64, wanted: Wanted) {
        let words = match wanted {
            Wanted::Anything => String::new(),
            other => format!("p99 {}", other.words("ms")),
        };
        let measured = format!("{}, {}", with_unit(p50, "ms"), with_unit(p99, "ms"));
        self.row(
            &format!("{name}, p50, p99"),
            &measured,
            &words,
            wanted.met(p99),
        );
        self.keep(&format!("{name}, p50"), p50, "ms", Wanted::Anything);
        self.keep(&format!("{name}, p99"), p99, "ms", wanted);
    }

    pub(crate) fn latency(&mut self, name: &str, latency: &Histogram<u64>, wanted: Wanted) {
        self.quantiles(name, millis(latency, 0.5), millis(latency, 0.99), wanted);
    }

    /// Also shown at once: the whole takes minutes.
    fn row(&mut self, name: &str, measured: &str, wanted: &str, met: &str) {
        let cells = [name, measured, wanted, met].map(|cell| match cell {
            "" => " ".to_owned(),
            cell => format!(" {cell} "),
        });
        let row = format!("|{}|", cells.join("|"));
        println!("{row}");
        self.rows.push(row);
    }

    fn keep(&mut self, name: &str, value: f64, unit: &str, wanted: Wanted) {
        self.figures.insert(
            name.to_owned(),
            json!({"value": (value * 100.0).round() / 100.0, "unit": unit, "target": wanted.words(unit)}),
        );
    }

    /// Prints the whole table, and writes `bench/NAME.json` in the target folder.
    pub(crate) fn finish(self, name: &str) -> anyhow::Result<()> {
        println!("\n| what | measured | wanted | met |\n|---|---|---|---|");
        for row in &self.rows {
            println!("{row}");
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

/// "2,480/s", "14.4 ms", "0.61".
fn with_unit(value: f64, unit: &str) -> String {
    let number = if value >= 100.0 {
        thousands(value)
    } else if value < 1.0 {
        format!("{value:.2}")
    } else {
        let text = format!("{value:.1}");
        text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
    };
    match unit {
        "" => number,
        "/s" => format!("{number}/s"),
        _ => format!("{number} {unit}"),
    }
}

fn thousands(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
