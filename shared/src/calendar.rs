//! Counting on the calendar. By itself, for the library's own way brings the texts of all its errors along, which
//! are a tenth of what browsers download.

use jiff::civil::{Date, DateTime, Time};

/// Days from 1970-01-01. The year begins in March, so that a leap day is its last (Howard Hinnant,
/// "chrono-Compatible Low-Level Date Algorithms").
fn days_of(date: Date) -> i64 {
    let (year, month, day) = (
        i64::from(date.year()),
        i64::from(date.month()),
        i64::from(date.day()),
    );
    let year = year - i64::from(month < 3);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

fn date_of(days: i64) -> Option<Date> {
    let days = days.checked_add(719_468)?;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let month = (from_march + 2) % 12 + 1;
    let year = era * 400 + year_of_era + i64::from(month < 3);
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()
}

/// `None` beyond the calendar.
#[must_use]
pub fn plus_days(date: Date, days: i64) -> Option<Date> {
    date_of(days_of(date).checked_add(days)?)
}

/// The same day of another month, or the last that it has. `None` beyond the calendar.
#[must_use]
pub fn plus_months(date: Date, months: i64) -> Option<Date> {
    let months = (i64::from(date.year()) * 12 + i64::from(date.month()) - 1).checked_add(months)?;
    let first = Date::new(
        i16::try_from(months.div_euclid(12)).ok()?,
        i8::try_from(months.rem_euclid(12)).ok()? + 1,
        1,
    )
    .ok()?;
    let day = date.day().min(first.days_in_month());
    Date::new(first.year(), first.month(), day).ok()
}

/// `None` beyond the calendar.
#[must_use]
pub fn plus_seconds(at: DateTime, seconds: i64) -> Option<DateTime> {
    const DAY: i64 = 86_400;
    let time = i64::from(at.hour()) * 3600 + i64::from(at.minute()) * 60 + i64::from(at.second());
    let total = time.checked_add(seconds)?;
    let within = total.rem_euclid(DAY);
    let time = Time::new(
        i8::try_from(within / 3600).ok()?,
        i8::try_from(within / 60 % 60).ok()?,
        i8::try_from(within % 60).ok()?,
        at.subsec_nanosecond(),
    )
    .ok()?;
    Some(plus_days(at.date(), total.div_euclid(DAY))?.to_datetime(time))
}

#[cfg(test)]
mod tests {
    use jiff::{ToSpan as _, civil::date};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_counts_as_the_library_does(
            year in 1_i16..9990, month in 1_i8..13, day in 1_i8..29,
            days in -4000_i64..4000, months in -99_i64..99, seconds in -9_000_000_i64..9_000_000,
        ) {
            let from = date(year, month, day);
            prop_assert_eq!(plus_days(from, days), from.checked_add(days.days()).ok());
            let end = from.last_of_month();
            prop_assert_eq!(plus_months(end, months), end.checked_add(months.months()).ok());
            let at = from.at(13, 14, 15, 16);
            prop_assert_eq!(plus_seconds(at, seconds), at.checked_add(seconds.seconds()).ok());
        }
    }

    #[test]
    fn beyond_the_calendar_is_nothing() {
        assert_eq!(plus_days(date(9999, 12, 31), 1), None);
        assert_eq!(plus_days(date(2026, 1, 1), i64::MAX), None);
        assert_eq!(plus_months(date(2026, 1, 1), i64::MAX), None);
        assert_eq!(
            plus_seconds(date(2026, 1, 1).at(1, 0, 0, 0), i64::MIN),
            None
        );
    }
}
