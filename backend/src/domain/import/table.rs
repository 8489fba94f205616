//! Comma-, semicolon- and tab-separated tables with a header.

use std::collections::HashMap;

use csv::{ReaderBuilder, StringRecord};
use shared::api::ImportColumn;

use super::{FIELD, Invalid};

/// A table read whole; rows are counted as a person sees them, the header being the first.
#[derive(Debug)]
pub(super) struct Table {
    header: Vec<String>,
    rows: Vec<(usize, StringRecord)>,
}

impl Table {
    /// Reads the table whose header is the first row that `is_header` says is one.
    pub(super) fn read(
        text: &str,
        is_header: impl Fn(&[String]) -> bool,
        missing: &str,
    ) -> Result<Self, Invalid> {
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter(text))
            .from_reader(text.as_bytes());
        let mut header = None;
        let mut rows = Vec::new();
        for (index, record) in reader.records().enumerate() {
            let record = record.map_err(|error| {
                Invalid::new(FIELD, format!("row {} cannot be read: {error}", index + 1))
            })?;
            if header.is_some() {
                if record.iter().any(|value| !value.trim().is_empty()) {
                    rows.push((index + 1, record));
                }
                continue;
            }
            let names: Vec<_> = record.iter().map(name).collect();
            if is_header(&names) {
                header = Some(names);
            } else if index >= HEADER_ROWS {
                break;
            }
        }
        match header {
            Some(header) => Ok(Self { header, rows }),
            None => Err(Invalid::new(FIELD, missing)),
        }
    }

    /// What was made of each column that has a name, as `field` says.
    pub(super) fn columns(
        &self,
        field: impl Fn(&str) -> Option<&'static str>,
    ) -> Vec<ImportColumn> {
        self.header
            .iter()
            .filter(|name| !name.is_empty())
            .map(|name| ImportColumn {
                name: name.clone(),
                field: field(name).map(str::to_owned),
            })
            .collect()
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let places: HashMap<_, _> = self
            .header
            .iter()
            .enumerate()
            .rev()
            .map(|(place, name)| (name.as_str(), place))
            .collect();
        self.rows.iter().map(move |(number, record)| Row {
            number: *number,
            places: places.clone(),
            record,
        })
    }
}

/// So far down a header is looked for: some programs write what they are above it.
const HEADER_ROWS: usize = 10;

#[derive(Debug)]
pub(super) struct Row<'a> {
    pub number: usize,
    places: HashMap<&'a str, usize>,
    record: &'a StringRecord,
}

impl<'a> Row<'a> {
    /// The value of a column, trimmed; empty where there is none.
    pub(super) fn get(&self, column: &str) -> &'a str {
        let place = self.places.get(column);
        place
            .and_then(|place| self.record.get(*place))
            .unwrap_or_default()
            .trim()
    }

    /// The value of the first of some columns that has one.
    pub(super) fn first(&self, columns: &[&str]) -> &'a str {
        let mut values = columns.iter().map(|column| self.get(column));
        values.find(|value| !value.is_empty()).unwrap_or_default()
    }
}

/// A column's name: lower case, one space between words.
fn name(text: &str) -> String {
    let words = text
        .trim_start_matches('\u{feff}')
        .replace('_', " ")
        .to_lowercase();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whichever of the three stands most often in the first lines.
fn delimiter(text: &str) -> u8 {
    let head: String = text.lines().take(HEADER_ROWS + 1).collect();
    let count = |of: &u8| head.bytes().filter(|byte| byte == of).count();
    // Of equal counts the last one is taken: commas.
    [b'\t', b';', b',']
        .into_iter()
        .max_by_key(count)
        .unwrap_or(b',')
}
