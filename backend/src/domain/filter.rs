//! The filter language: `(today | overdue) & p1 & #home & @Work & !recurring`. Read here, turned into SQL by the store.

use jiff::{Span, ToSpan as _, civil::Date};
use shared::api::Priority;

pub const LENGTH_MAX: usize = 1000;
const DEPTH_MAX: usize = 30;
const DAYS_MAX: i64 = 100_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    Not(Box<Self>),
    Term(Term),
}

impl Filter {
    /// The day after which no task is due that this lets through; `None` where there is no such day.
    #[must_use]
    pub fn last_day(&self, today: Date) -> Option<Date> {
        match self {
            Self::And(left, right) => {
                let days = [left, right].map(|side| side.last_day(today));
                days.into_iter().flatten().min()
            }
            Self::Or(left, right) => Some(left.last_day(today)?.max(right.last_day(today)?)),
            Self::Term(Term::Due(_, to)) => *to,
            Self::Term(Term::Overdue) => Some(today),
            Self::Not(_) | Self::Term(_) => None,
        }
    }
}

/// Days are the person's; both ends belong to a stretch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    Due(Option<Date>, Option<Date>),
    Overdue,
    NoDate,
    Created(Option<Date>, Option<Date>),
    Recurring,
    Subtask,
    Priority(Priority),
    NoTags,
    Tag(String),
    List(String),
    /// Words that a task holds somewhere.
    Search(String),
}

/// Where a filter cannot be read, and what was expected there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {expected}")]
pub struct Unreadable {
    /// In characters, from 1.
    pub column: usize,
    pub expected: String,
}

/// Reads a filter; relative days count from `today`.
///
/// # Errors
/// When it cannot be read: where, and what was expected.
pub fn parse(text: &str, today: Date) -> Result<Filter, Unreadable> {
    let mut reader = Reader {
        chars: text.chars().collect(),
        at: 0,
        today,
    };
    if reader.chars.len() > LENGTH_MAX {
        return Err(Unreadable {
            column: LENGTH_MAX + 1,
            expected: format!("at most {LENGTH_MAX} characters"),
        });
    }
    // A line break is a space here; anything else of that kind is in no name and no word.
    let odd = |char: &char| char.is_control() && !char.is_whitespace();
    if let Some(at) = reader.chars.iter().position(odd) {
        return Err(Unreadable {
            column: at + 1,
            expected: "must not contain control characters".to_owned(),
        });
    }
    let filter = reader.either(0)?;
    match reader.peek() {
        None => Ok(filter),
        Some(char) => Err(reader.wrong(format!("expected & or |, not `{char}`"))),
    }
}

struct Reader {
    chars: Vec<char>,
    at: usize,
    today: Date,
}

impl Reader {
    /// The next character that is no space.
    fn peek(&mut self) -> Option<char> {
        while self
            .chars
            .get(self.at)
            .is_some_and(|char| char.is_whitespace())
        {
            self.at += 1;
        }
        self.chars.get(self.at).copied()
    }

    fn takes(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    fn wrong(&self, expected: impl Into<String>) -> Unreadable {
        Unreadable {
            column: self.at + 1,
            expected: expected.into(),
        }
    }

    fn either(&mut self, depth: usize) -> Result<Filter, Unreadable> {
        let mut filter = self.both(depth)?;
        while self.takes('|') {
            filter = Filter::Or(Box::new(filter), Box::new(self.both(depth)?));
        }
        Ok(filter)
    }

    fn both(&mut self, depth: usize) -> Result<Filter, Unreadable> {
        let mut filter = self.single(depth)?;
        while self.takes('&') {
            filter = Filter::And(Box::new(filter), Box::new(self.single(depth)?));
        }
        Ok(filter)
    }

    fn single(&mut self, depth: usize) -> Result<Filter, Unreadable> {
        if depth > DEPTH_MAX {
            return Err(self.wrong("expected fewer parentheses and negations within one another"));
        }
        if self.takes('!') {
            return Ok(Filter::Not(Box::new(self.single(depth + 1)?)));
        }
        if self.takes('(') {
            let filter = self.either(depth + 1)?;
            return if self.takes(')') {
                Ok(filter)
            } else {
                Err(self.wrong("expected )"))
            };
        }
        self.term().map(Filter::Term)
    }

    /// The words up to the next operator; a backslash takes an operator for itself.
    fn term(&mut self) -> Result<Term, Unreadable> {
        const EXPECTED: &str =
            "expected a filter, for example today, p1, #tag, @list or search: words";
        self.peek();
        let start = self.at;
        let mut words = String::new();
        while let Some(char) = self.chars.get(self.at) {
            match char {
                '&' | '|' | '(' | ')' => break,
                '\\' if self.at + 1 < self.chars.len() => {
                    self.at += 1;
                    words.push(self.chars[self.at]);
                }
                _ => words.push(*char),
            }
            self.at += 1;
        }
        let words = words.trim().to_owned();
        let end = std::mem::replace(&mut self.at, start);
        if words.is_empty() {
            return Err(self.wrong(EXPECTED));
        }
        let term = self.meant(&words)?.ok_or_else(|| self.wrong(EXPECTED))?;
        self.at = end;
        Ok(term)
    }

    fn meant(&self, words: &str) -> Result<Option<Term>, Unreadable> {
        if let Some(tag) = words.strip_prefix('#') {
            return Ok(named(tag).map(Term::Tag));
        }
        if let Some(list) = words.strip_prefix('@') {
            return Ok(named(list).map(Term::List));
        }
        if let Some((name, value)) = words.split_once(':') {
            return self.valued(&key(name), value.trim());
        }
        let today = Some(self.today);
        Ok(Some(match key(words).as_str() {
            "today" => Term::Due(today, today),
            "overdue" => Term::Overdue,
            "no date" | "no due date" => Term::NoDate,
            "recurring" => Term::Recurring,
            "subtask" => Term::Subtask,
            "no tags" | "no labels" => Term::NoTags,
            "no priority" => Term::Priority(Priority::None),
            "p1" => Term::Priority(Priority::Urgent),
            "p2" => Term::Priority(Priority::High),
            "p3" => Term::Priority(Priority::Medium),
            "p4" => Term::Priority(Priority::Low),
            other => {
                if let Some(count) = days_ahead(other) {
                    let last = self.shifted(count - 1)?;
                    Term::Due(today, Some(last))
                } else if let Ok(day) = self.day(other) {
                    Term::Due(Some(day), Some(day))
                } else {
                    return Ok(None);
                }
            }
        }))
    }

    fn valued(&self, name: &str, value: &str) -> Result<Option<Term>, Unreadable> {
        let before = |day: Date| day.yesterday().ok();
        let after = |day: Date| day.tomorrow().ok();
        Ok(Some(match name {
            "search" => match named(value) {
                Some(words) => Term::Search(words),
                None => return Ok(None),
            },
            "due" => {
                let day = self.day(value)?;
                Term::Due(Some(day), Some(day))
            }
            "due before" => Term::Due(None, before(self.day(value)?)),
            "due after" => Term::Due(after(self.day(value)?), None),
            "created" => {
                let day = self.day(value)?;
                Term::Created(Some(day), Some(day))
            }
            "created before" => Term::Created(None, before(self.day(value)?)),
            "created after" => Term::Created(after(self.day(value)?), None),
            _ => return Ok(None),
        }))
    }

    fn day(&self, text: &str) -> Result<Date, Unreadable> {
        let text = key(text);
        match text.as_str() {
            "today" => return Ok(self.today),
            "tomorrow" => return self.shifted(1),
            "yesterday" => return self.shifted(-1),
            _ => {}
        }
        if let Ok(day) = text.parse::<Date>()
            && text.len() == "2026-11-24".len()
        {
            return Ok(day);
        }
        let (sign, rest) = match (text.strip_prefix('+'), text.strip_prefix('-')) {
            (Some(rest), _) => (1, rest),
            (_, Some(rest)) => (-1, rest),
            _ => (0, ""),
        };
        match counted(rest) {
            Some(days) if sign != 0 => self.shifted(sign * days),
            _ => Err(self.wrong(
                "expected a day: 2026-11-24, today, tomorrow, yesterday, +3 days or -2 weeks",
            )),
        }
    }

    fn shifted(&self, days: i64) -> Result<Date, Unreadable> {
        let span: Span = days.days();
        self.today
            .checked_add(span)
            .map_err(|_| self.wrong("expected a day of the calendar"))
    }
}

/// Lower case, and single spaces between words.
fn key(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}

fn named(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// "7 days", "next 7 days": today is the first.
fn days_ahead(words: &str) -> Option<i64> {
    counted(words.strip_prefix("next ").unwrap_or(words))
}

/// "3 days", "1 day", "2 weeks" as days.
fn counted(words: &str) -> Option<i64> {
    let (count, unit) = words.split_once(' ')?;
    let each = match unit {
        "day" | "days" => 1,
        "week" | "weeks" => 7,
        _ => return None,
    };
    let count: i64 = count
        .parse()
        .ok()
        .filter(|count| (1..=DAYS_MAX).contains(count))?;
    count.checked_mul(each)
}

#[cfg(test)]
mod tests;
