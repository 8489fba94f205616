//! Questions about tasks: which ones are asked for, and how many they are.

use jiff::{
    ToSpan as _, ZonedDateTime,
    civil::{Date, Time, Weekday, date},
};
use shared::{
    api::{Priority, Task},
    language::{Query, When},
};

use super::{
    likeness::{Likeness, Words},
    reply,
    turn::Turn,
};
use crate::store::{
    conversations::Pin,
    tasks::{self, Asked, DueFilter, Shown},
    unit::Rejected,
};

/// How many tasks an answer shows and numbers.
const SHOWN: i64 = 200;
/// How many tasks one command may pick as a set.
const SET: i64 = 1000;

/// What a question found.
pub(super) struct Answer {
    /// The first of them.
    pub(super) tasks: Vec<Task>,
    pub(super) count: i64,
    /// How many of the open ones are past their time.
    pub(super) overdue: i64,
}

impl Turn<'_, '_> {
    /// Answers a question, and numbers what it shows.
    pub(super) async fn list(&mut self, query: &Query) -> Result<(), Rejected> {
        if let Some(name) = query
            .list
            .as_ref()
            .filter(|name| self.list_named(name).is_none())
        {
            self.says(format!("There is no list “{name}”."));
            return Ok(());
        }
        let found = self.answer(query, SHOWN).await?;
        self.says(reply::listed(&found, query, self.here()));
        // One numbering for all that the answer shows: "the second one" is the second card.
        let new: Vec<_> = found.tasks.iter().map(|task| task.id).collect();
        self.part.tasks.retain(|task| !new.contains(&task.id));
        self.part.tasks.extend(found.tasks);
        let shown: Vec<_> = self.part.tasks.iter().map(Pin::from).collect();
        self.part.reference.them.clone_from(&shown);
        self.part.reference.shown = shown;
        self.part.suggestions = reply::after_list(&self.part.tasks, query);
        Ok(())
    }

    async fn answer(&mut self, query: &Query, limit: i64) -> Result<Answer, Rejected> {
        let user = self.user.id;
        let Some(asked) = self.narrowed(query).await? else {
            return Ok(Answer {
                tasks: Vec::new(),
                count: 0,
                overdue: 0,
            });
        };
        let tasks = tasks::asked(self.work.connection(), user, &asked, limit).await?;
        let count = match i64::try_from(tasks.len()) {
            Ok(count) if count < limit => count,
            _ => tasks::count(self.work.connection(), user, &asked).await?,
        };
        let late = |task: &&Task| reply::has_passed(task.due.as_ref(), &self.now);
        let overdue = match asked.shown {
            Shown::Open => tasks.iter().filter(late).count(),
            Shown::Done | Shown::All | Shown::Trash => 0,
        };
        Ok(Answer {
            tasks,
            count,
            overdue: i64::try_from(overdue).unwrap_or(i64::MAX),
        })
    }

    /// The tasks that a command picks together.
    pub(super) async fn set(&mut self, query: &Query) -> Result<Vec<Task>, Rejected> {
        Ok(self.answer(query, SET).await?.tasks)
    }

    /// Every task of a kind.
    pub(super) async fn every(&mut self, shown: Shown) -> Result<Vec<Task>, Rejected> {
        let asked = Asked::all(shown);
        Ok(tasks::asked(self.work.connection(), self.user.id, &asked, SET).await?)
    }

    /// A question as the store answers it; nothing, where none of the person's tasks can be meant.
    async fn narrowed(&mut self, query: &Query) -> Result<Option<Asked>, Rejected> {
        let list = match &query.list {
            Some(name) => match self.list_named(name) {
                Some(list) => Some(list.id),
                None => return Ok(None),
            },
            None => None,
        };
        let shown = if query.done { Shown::Done } else { Shown::Open };
        let week = self.user.week_start.weekday();
        let asked = Asked {
            due: due(query, &self.now, week),
            done: done(query, &self.now, week),
            list,
            tag: query.tag.clone(),
            priorities: query.priority.map(priorities).unwrap_or_default(),
            ..Asked::all(shown)
        };
        let Some(text) = &query.text else {
            return Ok(Some(asked));
        };
        let titles = tasks::titles(self.work.connection(), self.user.id, &asked).await?;
        let said = Words::of(text);
        let mentions = |title: &str| {
            matches!(
                said.fit(&Words::of(title)),
                Likeness::Same | Likeness::All(_)
            )
        };
        let ids = titles
            .into_iter()
            .filter(|(_, title)| mentions(title))
            .map(|(id, _)| id);
        Ok(Some(Asked {
            ids: Some(ids.collect()),
            ..asked
        }))
    }
}

/// The priorities that are asked for: who asks for what is important means what is urgent too.
fn priorities(asked: Priority) -> Vec<Priority> {
    match asked {
        Priority::High => vec![Priority::High, Priority::Urgent],
        only => vec![only],
    }
}

fn due(query: &Query, now: &ZonedDateTime, first: Weekday) -> Option<DueFilter> {
    if query.done {
        return None;
    }
    let (from, to) = match query.when {
        When::Any => return None,
        When::Overdue => {
            return Some(DueFilter::Overdue {
                now: now.timestamp(),
                local: now.datetime(),
            });
        }
        When::Today => (None, now.date()),
        When::Week => (None, week(now.date(), first).1),
        When::On(date) => (Some(date), date),
        When::Between(from, to) => (Some(from), to),
        When::Until(to) => (None, to),
    };
    Some(DueFilter::days(from, Some(to), now.time_zone()))
}

/// From the first instant of the first day to the end of the last, where the person is.
fn done(
    query: &Query,
    now: &ZonedDateTime,
    first: Weekday,
) -> Option<(jiff::Timestamp, jiff::Timestamp)> {
    let (from, to) = match query.when {
        _ if !query.done => return None,
        When::Any | When::Overdue => return None,
        When::Today => (now.date(), now.date()),
        When::Week => week(now.date(), first),
        When::On(date) => (date, date),
        When::Between(from, to) => (from, to),
        When::Until(to) => (date(1970, 1, 1), to),
    };
    let midnight = |day: Date| {
        let at = day.to_datetime(Time::midnight());
        now.time_zone().to_ambiguous_timestamp(at).compatible().ok()
    };
    Some((midnight(from)?, midnight(to.tomorrow().ok()?)?))
}

/// The first and the last day of the week that a day is in.
fn week(day: Date, first: Weekday) -> (Date, Date) {
    let since = i64::from(first.until(day.weekday()));
    let start = day.saturating_sub(since.days());
    (start, start.saturating_add(6.days()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_begins_on_the_persons_first_day() {
        // 29 November 2026 is a Sunday.
        for (day, first, expected) in [
            (29, Weekday::Monday, (23, 29)),
            (29, Weekday::Sunday, (29, 35)),
            (28, Weekday::Saturday, (28, 34)),
            (24, Weekday::Monday, (23, 29)),
            (24, Weekday::Sunday, (22, 28)),
        ] {
            let origin = date(2026, 11, 1);
            let on = |number: i64| origin.saturating_add((number - 1).days());
            assert_eq!(
                week(on(day), first),
                (on(expected.0), on(expected.1)),
                "{day} {first:?}"
            );
        }
    }
}
