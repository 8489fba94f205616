//! Dates and instants as text. They are read here rather than by their library, and a refusal says only what was
//! expected: the library's own reading and its own words would bring the texts of all its errors into what browsers
//! download, which is a tenth of it. Every such field of a type that browsers read is `#[serde(with = "text")]`, or
//! `text::option`.

use std::{fmt, marker::PhantomData};

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::Offset,
};
use serde::{
    Deserializer, Serializer,
    de::{Error, Visitor},
};

/// What is written as text.
pub trait Text: fmt::Display + Sized {
    /// What a text of it looks like.
    const EXPECTED: &str;

    #[must_use]
    fn read(text: &str) -> Option<Self>;
}

impl Text for Timestamp {
    const EXPECTED: &str = "an instant such as 2026-11-24T17:00:00Z";

    /// As RFC 3339, section 5.6, has it, to the nanosecond; a leap second counts as the one before it.
    fn read(text: &str) -> Option<Self> {
        let (date, rest) = text.split_at_checked("2026-11-24".len())?;
        let rest = rest.strip_prefix(['T', 't', ' '])?;
        let (time, rest) = rest.split_at_checked("17:00:00".len())?;
        let at = rest.find(['Z', 'z', '+', '-'])?;
        let (fraction, offset) = rest.split_at_checked(at)?;
        let [hour, minute, second] = numbers(time, b':', [2, 2, 2])?;
        let time = Time::new(
            i8::try_from(hour).ok()?,
            i8::try_from(minute).ok()?,
            if second == 60 {
                59
            } else {
                i8::try_from(second).ok()?
            },
            nanoseconds(fraction)?,
        );
        let at = DateTime::from_parts(Date::read(date)?, time.ok()?);
        offset_of(offset)?.to_timestamp(at).ok()
    }
}

impl Text for Date {
    const EXPECTED: &str = "a date that exists, such as 2026-11-24";

    fn read(text: &str) -> Option<Self> {
        let [year, month, day] = numbers(text, b'-', [4, 2, 2])?;
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        Self::new(i16::try_from(year).ok()?, month, day).ok()
    }
}

/// So many numbers of so many digits each, with a mark between them.
fn numbers<const N: usize>(text: &str, mark: u8, digits: [usize; N]) -> Option<[i32; N]> {
    let mut rest = text.as_bytes();
    let mut numbers = [0; N];
    for (at, (number, digits)) in numbers.iter_mut().zip(digits).enumerate() {
        if at > 0 {
            rest = rest.strip_prefix(&[mark])?;
        }
        let (said, after) = rest.split_at_checked(digits)?;
        *number = said.iter().try_fold(0, |number, digit| {
            let digit = digit.is_ascii_digit().then(|| digit - b'0')?;
            Some(number * 10 + i32::from(digit))
        })?;
        rest = after;
    }
    rest.is_empty().then_some(numbers)
}

/// ".5", or nothing.
fn nanoseconds(fraction: &str) -> Option<i32> {
    let Some(digits) = fraction.strip_prefix('.') else {
        return fraction.is_empty().then_some(0);
    };
    let [number] =
        numbers(digits, b'.', [digits.len()]).filter(|_| (1..=9).contains(&digits.len()))?;
    Some((digits.len()..9).fold(number, |number, _| number * 10))
}

/// "Z", or "+01:00".
fn offset_of(text: &str) -> Option<Offset> {
    let (sign, said) = text.split_at_checked(1)?;
    if sign.eq_ignore_ascii_case("z") {
        return said.is_empty().then_some(Offset::UTC);
    }
    let [hours, minutes] =
        numbers(said, b':', [2, 2]).filter(|said| said[0] < 24 && said[1] < 60)?;
    let seconds = (hours * 60 + minutes) * 60;
    Offset::from_seconds(if sign == "-" { -seconds } else { seconds }).ok()
}

pub fn serialize<T: Text, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

pub fn deserialize<'de, T: Text, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_str(Read(PhantomData))
}

struct Read<T>(PhantomData<T>);

impl<T: Text> Visitor<'_> for Read<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        T::read(text).ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(text), &self))
    }
}

/// Of what may be null.
pub mod option {
    use super::{Deserializer, PhantomData, Read, Serializer, Text, Visitor, fmt};

    pub fn serialize<T: Text, S: Serializer>(
        value: &Option<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => serializer.collect_str(value),
            None => serializer.serialize_none(),
        }
    }

    pub fn deserialize<'de, T: Text, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_option(OrNull(PhantomData))
    }

    struct OrNull<T>(PhantomData<T>);

    impl<'de, T: Text> Visitor<'de> for OrNull<T> {
        type Value = Option<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "null or {}", T::EXPECTED)
        }

        fn visit_none<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_some<D: Deserializer<'de>>(
            self,
            deserializer: D,
        ) -> Result<Self::Value, D::Error> {
            deserializer.deserialize_str(Read(PhantomData)).map(Some)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Both {
        #[serde(with = "super")]
        at: Timestamp,
        #[serde(default, with = "super::option")]
        day: Option<Date>,
    }

    #[test]
    fn text_is_what_the_library_writes() {
        let at: Timestamp = "2026-11-24T17:00:00.5Z".parse().unwrap();
        let both = Both {
            at,
            day: Some(jiff::civil::date(2026, 11, 24)),
        };
        let json = r#"{"at":"2026-11-24T17:00:00.5Z","day":"2026-11-24"}"#;
        assert_eq!(serde_json::to_string(&both).unwrap(), json);
        assert_eq!(serde_json::from_str::<Both>(json).unwrap(), both);
        let without: Both = serde_json::from_str(r#"{"at":"2026-11-24T17:00:00Z"}"#).unwrap();
        assert_eq!(without.day, None);
    }

    #[test]
    fn a_date_is_written_in_one_way() {
        for day in [
            "2026-11-24T17:00",
            "20261124",
            "2026-W48-2",
            "-002026-11-24",
        ] {
            let json = format!(r#"{{"at":"2026-11-24T17:00:00Z","day":"{day}"}}"#);
            assert!(serde_json::from_str::<Both>(&json).is_err(), "{day}");
        }
    }

    #[test]
    fn an_instant_reads_as_its_library_reads_it() {
        for text in [
            "2026-11-24T17:00:00Z",
            "2026-11-24t17:00:00.123456789z",
            "2026-11-24 17:00:00.5+05:45",
            "2026-11-24T17:00:00-00:30",
            "2016-12-31T23:59:60Z",
            "0000-01-01T00:00:00Z",
        ] {
            assert_eq!(Timestamp::read(text), text.parse().ok(), "{text}");
            assert!(Timestamp::read(text).is_some(), "{text}");
        }
        for text in [
            "",
            "2026-11-24",
            "2026-11-24T17:00:00",
            "2026-11-24T17:00:61Z",
            "2026-11-24T24:00:00Z",
            "2026-02-30T17:00:00Z",
            "2026-11-24T17:00:00.Z",
            "2026-11-24T17:00:00.1234567890Z",
            "2026-11-24T17:00:00+24:00",
            "2026-11-24T17:00:00+0100",
            "2026-11-24T17:00:00Zulu",
            "2026-11-24T17:00:00é",
            "２026-11-24T17:00:00Z",
            "9999-12-31T23:59:59Z",
        ] {
            assert_eq!(Timestamp::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_refusal_says_what_was_expected() {
        let refused = |json| serde_json::from_str::<Both>(json).unwrap_err().to_string();
        let day = refused(r#"{"at":"2026-11-24T17:00:00Z","day":"2026-02-30"}"#);
        assert!(
            day.contains("a date that exists, such as 2026-11-24"),
            "{day}"
        );
        let at = refused(r#"{"at":"tomorrow"}"#);
        assert!(at.contains("an instant such as"), "{at}");
    }
}
