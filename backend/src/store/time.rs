//! jiff's types as PostgreSQL's, in its binary format: microseconds or days since 2000-01-01.

use jiff::{
    SignedDuration, Timestamp,
    civil::{self, Date, Time},
};
use sqlx::{
    Decode, Encode, Postgres, Type,
    encode::IsNull,
    error::BoxDynError,
    postgres::{PgArgumentBuffer, PgHasArrayType, PgTypeInfo, PgValueRef, types::Oid},
};

const EPOCH_SECONDS: i64 = 946_684_800; // 2000-01-01T00:00:00Z
const EPOCH_DAY: Date = civil::date(2000, 1, 1);

/// `timestamptz`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instant(pub Timestamp);

/// `date`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day(pub Date);

/// `time`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeOfDay(pub Time);

macro_rules! column {
    ($type:ty, $wire:ty, $oid:literal, $array_oid:literal) => {
        impl Type<Postgres> for $type {
            fn type_info() -> PgTypeInfo {
                PgTypeInfo::with_oid(Oid($oid))
            }
        }

        impl PgHasArrayType for $type {
            fn array_type_info() -> PgTypeInfo {
                PgTypeInfo::with_oid(Oid($array_oid))
            }
        }

        impl Encode<'_, Postgres> for $type {
            fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
                <$wire as Encode<Postgres>>::encode(self.to_wire()?, buffer)
            }
        }

        impl Decode<'_, Postgres> for $type {
            fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
                Self::from_wire(<$wire as Decode<Postgres>>::decode(value)?)
            }
        }
    };
}

// The ids of pg_type.dat, which never change: by name, every new connection would look them up.
column!(Instant, i64, 1184, 1185);
column!(Day, i32, 1082, 1182);
column!(TimeOfDay, i64, 1083, 1183);

impl Instant {
    fn to_wire(self) -> Result<i64, BoxDynError> {
        self.0
            .as_microsecond()
            .checked_sub(EPOCH_SECONDS * 1_000_000)
            .ok_or_else(|| "timestamptz out of range".into())
    }

    fn from_wire(micros: i64) -> Result<Self, BoxDynError> {
        let micros = micros
            .checked_add(EPOCH_SECONDS * 1_000_000)
            .ok_or("timestamptz out of range")?;
        Ok(Self(Timestamp::from_microsecond(micros)?))
    }
}

impl Day {
    fn to_wire(self) -> Result<i32, BoxDynError> {
        Ok(i32::try_from(
            self.0.duration_since(EPOCH_DAY).as_hours() / 24,
        )?)
    }

    fn from_wire(days: i32) -> Result<Self, BoxDynError> {
        Ok(Self(EPOCH_DAY.checked_add(SignedDuration::from_hours(
            24 * i64::from(days),
        ))?))
    }
}

impl TimeOfDay {
    fn to_wire(self) -> Result<i64, BoxDynError> {
        Ok(self
            .0
            .duration_since(Time::midnight())
            .as_micros()
            .try_into()?)
    }

    fn from_wire(micros: i64) -> Result<Self, BoxDynError> {
        Ok(Self(
            Time::midnight().checked_add(SignedDuration::from_micros(micros))?,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_before_and_after_the_epoch_come_back() {
        for day in [
            civil::date(1970, 1, 1),
            EPOCH_DAY,
            civil::date(9999, 12, 31),
        ] {
            assert_eq!(
                Day::from_wire(Day(day).to_wire().unwrap()).unwrap(),
                Day(day)
            );
        }
    }

    #[test]
    fn an_instant_comes_back_to_the_microsecond() {
        let instant: Timestamp = "2026-11-24T16:00:00.123456Z".parse().unwrap();
        assert_eq!(
            Instant::from_wire(Instant(instant).to_wire().unwrap()).unwrap(),
            Instant(instant)
        );
    }
}
