//! Whose events wait, as commits tell it: the relay need not look for them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Notify;
use uuid::Uuid;

/// As many people as news is kept of; of more it is only known that there are some.
const KEPT: usize = 20_000;
/// People in a payload: below its limit of 8,000 bytes, however large their seqs are.
const IN_A_PAYLOAD: usize = 140;

/// Collects what commits tell until the relay takes it. Shared by clones.
#[derive(Debug, Clone, Default)]
pub struct Told(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    news: Mutex<News>,
    told: Notify,
}

/// Whose events wait, and from which seq on; it is harmless when they no longer do.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct News {
    pub(super) people: HashMap<Uuid, i64>,
    /// Others wait, too: the relay has to look.
    pub(super) others: bool,
}

impl Told {
    /// To be called once the transaction is committed in which the person's change took `seq` and the following.
    pub fn tell(&self, user: Uuid, seq: i64) {
        self.lock().add(user, seq);
        self.0.told.notify_one();
    }

    /// Says that something waits, but not whose.
    pub(super) fn tell_of_others(&self) {
        self.lock().others = true;
        self.0.told.notify_one();
    }

    /// Takes in what another replica told.
    pub(super) fn hear(&self, payload: &str) {
        self.lock().merge(News::read(payload));
        self.0.told.notify_one();
    }

    pub(super) async fn news(&self) {
        self.0.told.notified().await;
    }

    pub(super) fn take(&self) -> News {
        std::mem::take(&mut *self.lock())
    }

    /// Keeps what could not be passed on.
    pub(super) fn give_back(&self, news: News) {
        self.lock().merge(news);
    }

    fn lock(&self) -> MutexGuard<'_, News> {
        self.0.news.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl News {
    fn add(&mut self, user: Uuid, seq: i64) {
        if let Some(from) = self.people.get_mut(&user) {
            *from = seq.min(*from);
        } else if self.people.len() < KEPT {
            self.people.insert(user, seq);
        } else {
            self.others = true;
        }
    }

    fn merge(&mut self, news: Self) {
        self.others |= news.others;
        for (user, seq) in news.people {
            self.add(user, seq);
        }
    }

    /// As payloads of notifications: `USER:SEQ,…`; an empty one stands for others.
    pub(super) fn payloads(&self) -> Vec<String> {
        let told: Vec<_> = self
            .people
            .iter()
            .map(|(user, seq)| format!("{}:{seq}", user.simple()))
            .collect();
        let mut payloads: Vec<_> = told
            .chunks(IN_A_PAYLOAD)
            .map(|people| people.join(","))
            .collect();
        if self.others {
            payloads.push(String::new());
        }
        payloads
    }

    /// What cannot be read stands for others.
    fn read(payload: &str) -> Self {
        let mut news = Self::default();
        for part in payload.split(',') {
            let told = part
                .split_once(':')
                .and_then(|(user, seq)| Some((user.parse().ok()?, seq.parse().ok()?)));
            match told {
                Some((user, seq)) => news.add(user, seq),
                None => news.others = true,
            }
        }
        news
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_reaches_another_replica_by_payloads_that_postgresql_takes() {
        let told = Told::default();
        for number in 1..=300 {
            told.tell(Uuid::from_u128(number), i64::MAX);
        }
        told.tell(Uuid::from_u128(1), 7);
        told.tell(Uuid::from_u128(1), 9);
        told.tell_of_others();
        let news = told.take();
        assert_eq!(told.take(), News::default());
        let payloads = news.payloads();
        assert!(payloads.iter().all(|payload| payload.len() < 8000));
        let elsewhere = Told::default();
        for payload in payloads {
            elsewhere.hear(&payload);
        }
        let heard = elsewhere.take();
        assert_eq!(heard.people.get(&Uuid::from_u128(1)), Some(&7));
        assert_eq!(heard, news);
    }

    #[test]
    fn what_is_too_much_or_cannot_be_read_is_to_be_looked_for() {
        let told = Told::default();
        for number in 0..=KEPT as u128 {
            told.tell(Uuid::from_u128(number), 1);
        }
        let news = told.take();
        assert!(news.people.len() == KEPT && news.others);
        told.hear("somebody");
        assert!(told.take().others);
    }
}
