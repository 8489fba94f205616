//! The only place that reads the system's clock and random numbers for ids.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp, Unit};
use uuid::{ContextV7, Uuid};

/// Tells the time and makes ids that carry it. Tests freeze it.
#[derive(Debug, Clone)]
pub struct Clock {
    frozen: Option<Arc<Mutex<Timestamp>>>,
    ids: Arc<Mutex<ContextV7>>,
}

impl Clock {
    #[must_use]
    pub fn system() -> Self {
        Self {
            frozen: None,
            ids: Arc::new(Mutex::new(ContextV7::new())),
        }
    }

    #[must_use]
    pub fn frozen(at: Timestamp) -> Self {
        Self {
            frozen: Some(Arc::new(Mutex::new(at))),
            ..Self::system()
        }
    }

    /// The time now, to the microsecond: what PostgreSQL keeps.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let now = match &self.frozen {
            Some(at) => *at.lock().unwrap_or_else(PoisonError::into_inner),
            None => system_now(),
        };
        now.round(Unit::Microsecond).unwrap_or(now)
    }

    /// A UUIDv7, greater than every one this clock made before.
    #[must_use]
    pub fn new_id(&self) -> Uuid {
        let now = self.now();
        let seconds = u64::try_from(now.as_second()).unwrap_or_default();
        let nanos = u32::try_from(now.subsec_nanosecond()).unwrap_or_default();
        let context = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        Uuid::new_v7(uuid::Timestamp::from_unix(&*context, seconds, nanos))
    }

    /// Moves a frozen clock on; the system's clock moves by itself.
    pub fn advance(&self, by: SignedDuration) {
        if let Some(at) = &self.frozen {
            let mut at = at.lock().unwrap_or_else(PoisonError::into_inner);
            *at = at.saturating_add(by).unwrap_or(*at);
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that asks the system"
)]
fn system_now() -> Timestamp {
    Timestamp::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_made_at_one_instant_still_grow() {
        let clock = Clock::frozen(Timestamp::UNIX_EPOCH);
        let ids: Vec<_> = (0..1000).map(|_| clock.new_id()).collect();
        assert!(ids.is_sorted());
    }
}
