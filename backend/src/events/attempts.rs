//! What failed for reasons that nobody foresaw, and how often.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use uuid::Uuid;

/// How often an event may fail for such a reason.
const LIMIT: u32 = 5;

/// How often events failed in this process, by consumer and event. Shared by clones.
#[derive(Debug, Clone, Default)]
pub struct Attempts(Arc<Mutex<HashMap<(&'static str, Uuid), u32>>>);

impl Attempts {
    /// Counts so many more failures; `true` when there must be no other.
    pub(super) fn is_exhausted(&self, consumer: &'static str, event: Uuid, failures: u32) -> bool {
        let mut counts = self.lock();
        let count = counts.entry((consumer, event)).or_default();
        *count += failures;
        *count >= LIMIT
    }

    pub(super) fn has_failed(&self, consumer: &'static str, event: Uuid) -> bool {
        self.lock().contains_key(&(consumer, event))
    }

    pub(super) fn forget(&self, consumer: &'static str, event: Uuid) {
        self.lock().remove(&(consumer, event));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<(&'static str, Uuid), u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
