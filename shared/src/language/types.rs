//! The interface: what is asked with, and what comes back.

use jiff::civil::{Date, DateTime, Weekday};
use serde::{Deserialize, Serialize};

use super::{Doubt, Failed};
use crate::{
    api::{Due, Priority, Recurrence, TimesOfDay, User, WallTime},
    calendar::{plus_days, plus_seconds},
    local::Local,
};

/// What the words are read against.
#[derive(Debug, Clone)]
pub struct Context<'a> {
    /// Now, in the person's zone.
    pub now: Local,
    pub lists: &'a [String],
    /// How many tasks the last answer numbered.
    pub shown: usize,
    pub week_start: Weekday,
    /// "4/5" is the 5th of April.
    pub month_first: bool,
    /// What "in the morning" means.
    pub times_of_day: TimesOfDay,
}

impl<'a> Context<'a> {
    /// As the person's profile has it.
    #[must_use]
    pub fn of(user: &User, now: Local, lists: &'a [String], shown: usize) -> Self {
        Self {
            now,
            lists,
            shown,
            week_start: user.week_start.weekday(),
            month_first: user.month_first(),
            times_of_day: user.times_of_day,
        }
    }
}

/// A stretch of an utterance, in UTF-16 code units, as browsers count.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    pub start: usize,
    pub end: usize,
}

#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpanKind {
    Command,
    Title,
    Target,
    Date,
    Time,
    Recurrence,
    Reminder,
    Tag,
    List,
    Priority,
    Filter,
    /// Joins or fills, and changes nothing: "and", "my".
    Ignored,
}

/// What a stretch of the utterance was read as; offsets are UTF-16 code units.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    pub start: usize,
    pub end: usize,
    pub kind: SpanKind,
    /// The words themselves.
    pub text: String,
    /// What they mean: "2026-11-24", "17:00", "FREQ=DAILY", "home", "high".
    pub value: String,
}

/// When to remind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reminder {
    /// Minutes before the task is due.
    Before(u32),
    /// On the person's own clock.
    At(DateTime),
}

/// A task to be added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    pub title: String,
    pub list: Option<String>,
    pub tags: Vec<String>,
    pub priority: Priority,
    pub due: Option<Due>,
    pub recurrence: Option<Recurrence>,
    pub reminder: Option<Reminder>,
    /// No word says that it is to be added.
    pub implied: bool,
    /// What was said of when it repeats, and no rule can hold.
    pub doubt: Option<Doubt>,
}

/// Which tasks are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// By words of its title.
    Named {
        title: String,
        /// What to add where no task has such a title; none where the words say that it is a task.
        otherwise: Option<Box<Draft>>,
    },
    /// "it": the one acted on last.
    Last,
    /// "the one I just added".
    Added,
    /// "both", "all of them": what was shown, or acted on, last.
    Them,
    /// Numbers of the last answer, from 1.
    Ordinals(Vec<usize>),
    All,
    /// All that a question about tasks would list.
    Matching(Query),
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum When {
    #[default]
    Any,
    /// Overdue, or due today.
    Today,
    Overdue,
    /// Overdue, or due until the week ends.
    Week,
    On(Date),
    /// Both days belong to it.
    Between(Date, Date),
    /// All that is due up to that day, and what is overdue.
    Until(Date),
}

/// Which tasks are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    pub when: When,
    pub list: Option<String>,
    pub tag: Option<String>,
    /// This priority; "high" asks for what is urgent too.
    pub priority: Option<Priority>,
    pub done: bool,
    /// Words of the title.
    pub text: Option<String>,
}

/// What is to be changed of a task; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    pub title: Option<String>,
    pub date: Option<Date>,
    pub time: Option<WallTime>,
    /// Takes the due date away, and the recurrence with it.
    pub clear_due: bool,
    /// Puts the due date off, or where negative forward; counted from now where there is none.
    pub delay_minutes: Option<i64>,
    pub priority: Option<Priority>,
    pub list: Option<String>,
    pub add_tags: Vec<String>,
    pub remove_tags: Vec<String>,
    pub recurrence: Option<Recurrence>,
    /// It is due once more, and then no longer.
    pub clear_recurrence: bool,
    pub reminder: Option<Reminder>,
}

impl Changes {
    /// When a task is due that is put off: whole days keep its time, and hours give it one.
    #[must_use]
    pub fn put_off(&self, due: Option<&Due>, now: DateTime) -> Option<Due> {
        const DAY: i64 = 24 * 60;
        let minutes = self.delay_minutes?;
        let whole = minutes % DAY == 0;
        let known = due.map(|due| (due.date, due.time));
        let (date, time) = match known {
            Some((date, None)) if whole => (plus_days(date, minutes / DAY)?, None),
            None if whole => (plus_days(now.date(), minutes / DAY)?, None),
            _ => {
                let from = match known {
                    Some((date, Some(time))) => date.to_datetime(time.time()),
                    _ => now,
                };
                let at = plus_seconds(from, minutes.checked_mul(60)?)?;
                (at.date(), Some(WallTime::new(at.time())))
            }
        };
        Some(Due {
            date,
            time,
            time_zone: due
                .and_then(|due| due.time_zone.clone())
                .filter(|_| time.is_some()),
        })
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Courtesy {
    Greeting,
    Thanks,
    Goodbye,
    /// "ok", "great": there is nothing to be done.
    Assent,
    /// "no", "stop": nothing is to be done.
    Refusal,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Add(Draft),
    List(Query),
    Complete(Target),
    Reopen(Target),
    Delete(Target),
    /// Takes the reminders of a task away; a task without any goes to the trash.
    CancelReminder(Target),
    Update(Target, Changes),
    ClearCompleted,
    CreateList(String),
    RenameList {
        from: String,
        to: String,
    },
    DeleteList(String),
    /// Which lists there are.
    Lists,
    Undo,
    Redo,
    Help,
    Courtesy(Courtesy),
}

impl Command {
    /// Whether the words leave no doubt: an implied add, and a verb that may be part of the title of one, do.
    #[must_use]
    pub fn certain(&self) -> bool {
        match self {
            Self::Add(draft) => !draft.implied,
            Self::Complete(target)
            | Self::Reopen(target)
            | Self::Delete(target)
            | Self::CancelReminder(target)
            | Self::Update(target, _) => match target {
                Target::Named {
                    otherwise: Some(draft),
                    ..
                } => !draft.implied,
                _ => true,
            },
            _ => true,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understood {
    /// In the order in which they were said.
    pub commands: Vec<Command>,
    pub spans: Vec<Span>,
    /// Command words said so, in all of its parts.
    pub certain: bool,
    /// The other commands stand.
    pub failed: Vec<Failed>,
}

/// A stretch of time, as a calendar shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grain {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl Grain {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}

/// What a phrase about time means, on the person's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub start: DateTime,
    /// The last instant or day of it, where one is said.
    pub end: Option<DateTime>,
    pub grain: Grain,
}
