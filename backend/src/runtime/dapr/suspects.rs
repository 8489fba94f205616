//! Whose messages the broker may refuse while it takes others, as those of a partition that is away, or one that is too
//! large. The sidecar tells of a bulk that it failed in part, and not which entries did: they are tried again one by one,
//! and after the others, so that one that is refused for ever neither keeps others from being taken nor opens the
//! sidecar's circuit breaker against them.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;
use uuid::Uuid;

use super::Message;

const FIRST_REST: Duration = Duration::from_millis(500);
/// As long may what was refused during an outage wait once it is over.
const LONGEST_REST: Duration = Duration::from_secs(5);

/// By the key of messages: the person.
#[derive(Debug, Default)]
pub(super) struct Suspects(Mutex<HashMap<Uuid, Suspect>>);

#[derive(Debug, Clone, Copy)]
struct Suspect {
    rest: Duration,
    until: Instant,
}

impl Suspects {
    /// Those to publish in bulk, and those to publish each for itself. Who rests is in neither.
    pub(super) fn split(&self, batch: Vec<Message>, now: Instant) -> (Vec<Message>, Vec<Message>) {
        let suspects = self.lock();
        let (usual, alone): (Vec<_>, Vec<_>) = batch
            .into_iter()
            .partition(|message| !suspects.contains_key(&message.key));
        let rests = |key: &Uuid| suspects.get(key).is_some_and(|one| now < one.until);
        let alone = alone.into_iter().filter(|message| !rests(&message.key));
        (usual, alone.collect())
    }

    /// One of these was refused, nobody knows which.
    pub(super) fn add(&self, keys: &[Uuid], now: Instant) {
        let mut suspects = self.lock();
        for key in keys {
            suspects.entry(*key).or_insert(Suspect {
                rest: Duration::ZERO,
                until: now,
            });
        }
    }

    /// This one was, by itself: it rests, longer each time.
    pub(super) fn blame(&self, key: Uuid, now: Instant) {
        let mut suspects = self.lock();
        let known = suspects.get(&key).map(|one| one.rest);
        let rest = (known.unwrap_or_default() * 2).clamp(FIRST_REST, LONGEST_REST);
        suspects.insert(
            key,
            Suspect {
                rest,
                until: now + rest,
            },
        );
    }

    pub(super) fn clear(&self, key: Uuid) {
        self.lock().remove(&key);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, Suspect>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many messages of a call the broker refused, by the words of the sidecar's Kafka client. `None` where something
/// else went wrong.
pub(super) fn refused_by_broker(error: &str) -> Option<usize> {
    let (_, rest) = error.split_once("Failed to deliver ")?;
    rest.split_once(' ')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(keys: &[u128]) -> Vec<Message> {
        let message = |key: &u128| Message {
            id: Uuid::from_u128(*key),
            key: Uuid::from_u128(*key),
            envelope: Vec::new(),
        };
        keys.iter().map(message).collect()
    }

    fn split(suspects: &Suspects, now: Instant) -> (Vec<u128>, Vec<u128>) {
        let keys = |batch: Vec<Message>| batch.iter().map(|one| one.key.as_u128()).collect();
        let (usual, alone) = suspects.split(batch(&[1, 2, 3]), now);
        (keys(usual), keys(alone))
    }

    #[test]
    fn who_may_be_refused_is_tried_alone_and_rests_longer_each_time_until_it_is_taken() {
        let (suspects, mut now) = (Suspects::default(), Instant::now());
        assert_eq!(split(&suspects, now), (vec![1, 2, 3], vec![]));
        suspects.add(&[Uuid::from_u128(1), Uuid::from_u128(2)], now);
        assert_eq!(split(&suspects, now), (vec![3], vec![1, 2]));
        suspects.clear(Uuid::from_u128(2));
        for rest in [500, 1000, 2000, 4000, 5000, 5000] {
            suspects.blame(Uuid::from_u128(1), now);
            now += Duration::from_millis(rest - 1);
            assert_eq!(split(&suspects, now), (vec![2, 3], vec![]), "{rest}");
            now += Duration::from_millis(1);
            assert_eq!(split(&suspects, now), (vec![2, 3], vec![1]), "{rest}");
        }
        suspects.clear(Uuid::from_u128(1));
        assert_eq!(split(&suspects, now), (vec![1, 2, 3], vec![]));
    }

    #[test]
    fn the_sidecars_words_tell_how_many_were_refused() {
        let told = "error when publishing to topic task-events in pubsub pubsub: kafka: Failed to deliver 12 messages.";
        assert_eq!(refused_by_broker(told), Some(12));
        for other in ["circuit breaker is open", "Failed to deliver messages", ""] {
            assert_eq!(refused_by_broker(other), None);
        }
    }
}
