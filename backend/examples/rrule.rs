//! Expands recurrence rules for scripts/dev/rrule-check.py: each line of the input is `START RULE`, each line of
//! the output the first moments of that rule, or what is wrong with it.

use std::io::{BufRead as _, Write as _};

use backend::domain::recurrence::{
    expand::occurrences,
    rule::{self, Until},
};
use jiff::civil::DateTime;

const SHOWN: usize = 30;

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        writeln!(out, "{}", expanded(&line?).unwrap_or_else(|error| error))?;
    }
    Ok(())
}

fn expanded(line: &str) -> Result<String, String> {
    let (start, rule) = line.split_once(' ').ok_or("expected START RULE")?;
    let start: DateTime = start.parse().map_err(|_| "expected a date and time")?;
    let rule = rule::parse(rule).map_err(|error| error.to_string())?;
    let moments = occurrences(&rule, start)
        .take_while(|at| match rule.until {
            None => true,
            Some(Until::Date(last)) => at.date() <= last,
            Some(Until::Local(last) | Until::Utc(last)) => *at <= last,
        })
        .take(SHOWN)
        .map(|at| at.strftime("%Y%m%dT%H%M%S").to_string());
    Ok(moments.collect::<Vec<_>>().join(" "))
}
