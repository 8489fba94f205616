//! The net under what commits tell: what waits and was not told of, as after a crash, is found by looking.
//!
//! A look reads the index of what waits, the oldest first. The rows that were published since the last vacuum still
//! lie there, in front: so a look begins shortly before the oldest that waited at the look before, and now and then
//! at the very beginning.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use super::queue::Queue;
use crate::{
    state::App,
    store::{
        self,
        outbox::{self, Place},
    },
};

/// How long events may wait that no commit told of.
pub(super) const EVERY: Duration = Duration::from_secs(1);
/// The same for those whose transaction took very long, or that are to be published once more.
const WHOLE_EVERY: Duration = Duration::from_secs(30);
/// How much later than it says a row may appear: a transaction ends well before, and clocks of replicas agree better.
const LATE: SignedDuration = SignedDuration::from_secs(60);
const PAGE: i64 = 1000;

#[derive(Debug)]
pub(super) struct Net {
    /// Where the look goes on that has begun.
    at: Option<Place>,
    /// Where the next one begins.
    from: Place,
    /// The next one must not begin later than at this instant.
    oldest: Timestamp,
    due: Instant,
    whole_due: Instant,
}

impl Net {
    pub(super) fn new() -> Self {
        let (start, now) = (Place::before(Timestamp::UNIX_EPOCH), Instant::now());
        Self {
            at: None,
            from: start,
            oldest: start.created_at,
            due: now,
            whole_due: now,
        }
    }

    /// Has the next look begin at the beginning, at once.
    pub(super) fn whole(&mut self) {
        *self = Self::new();
    }

    /// Looks at one page, where a look has begun or is due. `true` when there is more to look at.
    pub(super) async fn look(
        &mut self,
        app: &App,
        queue: &mut Queue,
    ) -> Result<bool, store::Error> {
        let Some(at) = self.at.or_else(|| self.begin(app)) else {
            return Ok(false);
        };
        let left = outbox::left(&app.pool, at, PAGE).await?;
        if let Some(first) = left.first() {
            self.oldest = self.oldest.min(first.place.created_at);
        }
        for row in &left {
            queue.add(row.user, row.seq);
        }
        let full = i64::try_from(left.len()).is_ok_and(|count| count == PAGE);
        self.at = left.last().filter(|_| full).map(|row| row.place);
        if self.at.is_none() {
            let from = self.oldest.saturating_sub(LATE).unwrap_or(self.oldest);
            self.from = Place::before(from);
            self.due = Instant::now() + EVERY;
        }
        Ok(full)
    }

    fn begin(&mut self, app: &App) -> Option<Place> {
        let now = Instant::now();
        if now < self.due {
            return None;
        }
        if now >= self.whole_due {
            self.from = Place::before(Timestamp::UNIX_EPOCH);
            self.whole_due = now + WHOLE_EVERY;
        }
        self.oldest = app.clock.now();
        self.at = Some(self.from);
        self.at
    }
}
