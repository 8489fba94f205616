//! Time where a person is.

use std::{fmt, sync::Arc};

use jiff::{
    Timestamp, ZonedDateTime,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};

/// What the clocks of a place show.
pub trait Zone: fmt::Debug + Send + Sync {
    fn at(&self, instant: Timestamp) -> DateTime;
}

impl Zone for TimeZone {
    fn at(&self, instant: Timestamp) -> DateTime {
        self.to_datetime(instant)
    }
}

/// What clocks show now, and at any other instant. Browsers read zones by far less code than their library has.
#[derive(Debug, Clone)]
pub struct Local {
    now: DateTime,
    zone: Arc<dyn Zone>,
}

impl Local {
    #[must_use]
    pub fn new(now: Timestamp, zone: Arc<dyn Zone>) -> Self {
        let now = zone.at(now);
        Self { now, zone }
    }

    #[must_use]
    pub const fn datetime(&self) -> DateTime {
        self.now
    }

    #[must_use]
    pub fn date(&self) -> Date {
        self.now.date()
    }

    #[must_use]
    pub fn time(&self) -> Time {
        self.now.time()
    }

    /// What they show at another instant.
    #[must_use]
    pub fn at(&self, instant: Timestamp) -> DateTime {
        self.zone.at(instant)
    }
}

impl From<ZonedDateTime> for Local {
    fn from(now: ZonedDateTime) -> Self {
        let zone = now.time_zone().clone();
        Self {
            now: now.datetime(),
            zone: Arc::new(zone),
        }
    }
}
