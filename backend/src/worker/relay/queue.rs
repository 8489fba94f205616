//! Whose turn it is: each person whose events wait, once, in the order in which they came.

use std::collections::{HashMap, VecDeque, hash_map::Entry};

use tokio::time::Instant;
use uuid::Uuid;

#[derive(Debug, Default)]
pub(super) struct Queue {
    people: HashMap<Uuid, Person>,
    turns: VecDeque<Uuid>,
}

#[derive(Debug)]
struct Person {
    /// A seq that waits, or may.
    from: i64,
    /// Their event was refused lately.
    rests_until: Option<Instant>,
}

impl Queue {
    pub(super) fn len(&self) -> usize {
        self.people.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    pub(super) fn add(&mut self, user: Uuid, seq: i64) {
        match self.people.entry(user) {
            Entry::Occupied(mut person) => {
                let from = &mut person.get_mut().from;
                *from = seq.min(*from);
            }
            Entry::Vacant(person) => {
                person.insert(Person {
                    from: seq,
                    rests_until: None,
                });
                self.turns.push_back(user);
            }
        }
    }

    /// The next who do not rest, with a seq each. Each of them comes back by `again`, or leaves by `done`.
    pub(super) fn next(&mut self, count: usize, now: Instant) -> Vec<(Uuid, i64)> {
        let mut next = Vec::new();
        for _ in 0..self.turns.len() {
            if next.len() == count {
                break;
            }
            let Some(user) = self.turns.pop_front() else {
                break;
            };
            match self.people.get(&user) {
                Some(person) if person.rests_until.is_some_and(|until| now < until) => {
                    self.turns.push_back(user);
                }
                Some(person) => next.push((user, person.from)),
                None => {}
            }
        }
        next
    }

    pub(super) fn done(&mut self, user: Uuid) {
        self.people.remove(&user);
    }

    /// More of this person's waits, from `from` on, for which the next try comes after a rest, if there is one.
    pub(super) fn again(&mut self, user: Uuid, from: i64, rests_until: Option<Instant>) {
        self.people.insert(user, Person { from, rests_until });
        self.turns.push_back(user);
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn person(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    #[test]
    fn everybody_has_a_turn_before_anybody_has_the_second() {
        let (mut queue, now) = (Queue::default(), Instant::now());
        for number in 1..=3 {
            queue.add(person(number), 1);
        }
        queue.add(person(1), 5);
        let first = queue.next(2, now);
        assert_eq!(first, [(person(1), 1), (person(2), 1)]);
        queue.again(person(1), 9, None);
        queue.done(person(2));
        assert_eq!(queue.next(2, now), [(person(3), 1), (person(1), 9)]);
        queue.done(person(3));
        queue.done(person(1));
        assert!(queue.is_empty());
        // Somebody who left may come again.
        queue.add(person(2), 4);
        assert_eq!(queue.next(2, now), [(person(2), 4)]);
    }

    #[test]
    fn one_whose_event_was_refused_rests_and_holds_up_nobody() {
        let (mut queue, now) = (Queue::default(), Instant::now());
        queue.add(person(1), 1);
        queue.add(person(2), 1);
        assert_eq!(queue.next(1, now), [(person(1), 1)]);
        let later = now + Duration::from_secs(1);
        queue.again(person(1), 1, Some(later));
        assert_eq!(queue.next(5, now), [(person(2), 1)]);
        queue.done(person(2));
        assert_eq!(queue.next(5, now), []);
        assert_eq!(queue.next(5, later), [(person(1), 1)]);
    }
}
