//! Rate limits that all replicas count together. A replica takes its share of a window in small lots, so that most
//! requests cost no query; a person gets at most a lot more per replica than the limit says.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;

use crate::{
    state::App,
    store::{self, limits},
};

const LOTS: i64 = 50;
/// From so many keys on, those of windows that are over are forgotten.
const KEYS_MAX: usize = 10_000;

/// What is allowed in each window.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    pub count: i64,
    pub seconds: i64,
}

/// How much of a limit is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub limit: i64,
    pub remaining: i64,
    pub reset_seconds: i64,
}

/// What this replica may still spend, by key.
#[derive(Debug, Clone, Default)]
pub struct Limits(Arc<Mutex<HashMap<String, Share>>>);

#[derive(Debug, Clone, Copy)]
struct Share {
    window: i64,
    left: i64,
    /// What all replicas had taken when this one last asked.
    taken: i64,
}

impl Limit {
    /// When the window of `now` began, and when it ends.
    fn window(self, now: Timestamp) -> (i64, i64) {
        let start = now.as_second().div_euclid(self.seconds) * self.seconds;
        (start, start + self.seconds - now.as_second())
    }

    fn standing(self, used: i64, reset_seconds: i64) -> Standing {
        Standing {
            limit: self.count,
            remaining: (self.count - used).max(0),
            reset_seconds,
        }
    }
}

/// Spends one of a key's limit. `Err` in the answer when none is left.
pub async fn charge(
    app: &App,
    key: String,
    limit: Limit,
) -> Result<Result<Standing, Standing>, store::Error> {
    let (window, reset) = limit.window(app.clock.now());
    if let Some(used) = app.limits.spend(&key, window) {
        return Ok(Ok(limit.standing(used, reset)));
    }
    let lot = (limit.count / LOTS).max(1);
    let taken = limits::count(&app.pool, &key, start(window), lot).await?;
    let granted = (limit.count - (taken - lot)).clamp(0, lot);
    if granted == 0 {
        return Ok(Err(limit.standing(taken, reset)));
    }
    let used = app.limits.grant(key, window, granted, taken);
    Ok(Ok(limit.standing(used, reset)))
}

/// Whether a key's limit is used up, without spending any of it.
pub async fn exhausted(
    app: &App,
    key: &str,
    limit: Limit,
) -> Result<Option<Standing>, store::Error> {
    let (window, reset) = limit.window(app.clock.now());
    let used = limits::counted(&app.pool, key, start(window)).await?;
    Ok((used >= limit.count).then(|| limit.standing(used, reset)))
}

/// Spends one of a key's limit, whether or not any is left.
pub async fn record(app: &App, key: &str, limit: Limit) -> Result<(), store::Error> {
    let (window, _) = limit.window(app.clock.now());
    limits::count(&app.pool, key, start(window), 1).await?;
    Ok(())
}

fn start(window: i64) -> Timestamp {
    Timestamp::from_second(window).unwrap_or_default()
}

impl Limits {
    /// Takes one of what this replica has left; what all have used, or `None` when nothing is left here.
    fn spend(&self, key: &str, window: i64) -> Option<i64> {
        let mut shares = self.lock();
        let share = shares.get_mut(key).filter(|share| share.window == window)?;
        share.left = share.left.checked_sub(1).filter(|left| *left >= 0)?;
        Some(share.taken - share.left)
    }

    fn grant(&self, key: String, window: i64, granted: i64, taken: i64) -> i64 {
        let mut shares = self.lock();
        if shares.len() >= KEYS_MAX {
            shares.retain(|_, share| share.window >= window);
        }
        let left = granted - 1;
        let share = Share {
            window,
            left,
            taken,
        };
        shares.insert(key, share);
        taken - left
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Share>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_spent_once_and_ends_with_its_window() {
        let limits = Limits::default();
        assert_eq!(limits.spend("a", 60), None);
        assert_eq!(limits.grant("a".to_owned(), 60, 2, 10), 9);
        assert_eq!(limits.spend("a", 60), Some(10));
        assert_eq!(limits.spend("a", 60), None);
        limits.grant("a".to_owned(), 60, 2, 12);
        assert_eq!(limits.spend("a", 120), None);
    }

    #[test]
    fn a_window_tells_when_it_ends() {
        let limit = Limit {
            count: 10,
            seconds: 60,
        };
        let at = Timestamp::from_second(125).unwrap();
        assert_eq!(limit.window(at), (120, 55));
        assert_eq!(limit.standing(12, 55).remaining, 0);
    }
}
