//! Dates and instants as text, read and written as their library does, but that a refusal says only what was
//! expected: the library's own words would bring the texts of all its errors into what browsers download, which is a
//! tenth of it. Every such field of a type that browsers read is `#[serde(with = "text")]`, or `text::option`.

use std::{fmt, marker::PhantomData, str::FromStr};

use jiff::{Timestamp, civil::Date};
use serde::{
    Deserializer, Serializer,
    de::{Error, Visitor},
};

/// What is written as text.
pub trait Text: FromStr + fmt::Display {
    /// What a text of it looks like.
    const EXPECTED: &str;

    #[must_use]
    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl Text for Timestamp {
    const EXPECTED: &str = "an instant such as 2026-11-24T17:00:00Z";
}

impl Text for Date {
    const EXPECTED: &str = "a date that exists, such as 2026-11-24";

    /// In this form alone: the library would take a date with a time, and forget the time.
    fn read(text: &str) -> Option<Self> {
        let date = text.parse::<Self>().ok()?;
        (text.len() == "2026-11-24".len() && date.to_string() == text).then_some(date)
    }
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
