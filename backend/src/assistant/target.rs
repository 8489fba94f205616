//! Which of the person's tasks an utterance means. One clear winner is taken, several are offered; what was pinned is
//! never looked for again.

use shared::{api::Task, language::Target};
use uuid::Uuid;

use super::{
    likeness::{Likeness, Words},
    reply,
    turn::Turn,
};
use crate::store::{
    conversations::Pin,
    tasks::{self, Asked, Shown},
    unit::Rejected,
};

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Named one by one; and what to say of those that cannot be meant any more.
    Named(Vec<Task>, Vec<String>),
    /// Picked together, not one by one.
    Set(Vec<Task>, Vec<String>),
    /// Those among which the person chooses; only one where it may be another after all.
    Several(Vec<Task>),
    /// None, and what to say of it.
    None(String),
}

/// What a title fits.
#[derive(Debug, PartialEq, Eq)]
enum Fits {
    One(Uuid),
    /// Several titles were said, and each is that of one task.
    All(Vec<Uuid>),
    Several(Vec<Uuid>),
    None,
}

const OFFERED: usize = 5;
/// A winner is clear when no other title fits nearly as well.
const MARGIN: f64 = 0.1;
const NO_SUCH: &str = "There are no such tasks.";

impl Turn<'_, '_> {
    /// Looks a target up among the tasks of these kinds, the first kind first.
    pub(super) async fn find(
        &mut self,
        target: &Target,
        kinds: &[Shown],
    ) -> Result<Found, Rejected> {
        let reference = self.part.reference.clone();
        match target {
            Target::Named { title, .. } => self.by_title(title, kinds).await,
            Target::Last => self.by_pin(reference.it, kinds).await,
            Target::Added => self.by_pin(reference.added, kinds).await,
            Target::Ordinals(_) if reference.shown.is_empty() => Ok(Found::None(
                "Nothing is numbered here yet; say the title of the task.".to_owned(),
            )),
            Target::Ordinals(numbers) => self.by_numbers(numbers, &reference.shown, kinds).await,
            Target::Them if !reference.them.is_empty() => {
                let (tasks, notes) = self.by_pins(&reference.them, kinds).await?;
                Ok(Found::Set(tasks, notes))
            }
            Target::Them if !reference.shown.is_empty() => {
                let (tasks, notes) = self.by_pins(&reference.shown, kinds).await?;
                Ok(Found::Set(tasks, notes))
            }
            Target::Them | Target::All => {
                let shown = kinds.first().copied().unwrap_or(Shown::Open);
                Ok(set(self.every(shown).await?))
            }
            Target::Matching(query) => Ok(set(self.set(query).await?)),
        }
    }

    async fn by_numbers(
        &mut self,
        numbers: &[usize],
        shown: &[Pin],
        kinds: &[Shown],
    ) -> Result<Found, Rejected> {
        let (mut pins, mut unknown) = (Vec::new(), Vec::new());
        for number in numbers {
            match number.checked_sub(1).and_then(|at| shown.get(at)) {
                Some(pin) => pins.push(pin.clone()),
                None => unknown.push(format!("There is no number {number} here.")),
            }
        }
        let (tasks, mut notes) = self.by_pins(&pins, kinds).await?;
        notes.extend(unknown);
        Ok(Found::Named(tasks, notes))
    }

    async fn by_pin(&mut self, pin: Option<Pin>, kinds: &[Shown]) -> Result<Found, Rejected> {
        let Some(pin) = pin else {
            return Ok(Found::None(
                "I am not sure which task you mean; say its title.".to_owned(),
            ));
        };
        let (tasks, notes) = self.by_pins(&[pin], kinds).await?;
        Ok(Found::Named(tasks, notes))
    }

    /// The very tasks that were pinned. One that is gone, or past what is to be done, is named instead.
    pub(super) async fn by_pins(
        &mut self,
        pins: &[Pin],
        kinds: &[Shown],
    ) -> Result<(Vec<Task>, Vec<String>), Rejected> {
        let ids: Vec<_> = pins.iter().map(|pin| pin.id).collect();
        let mut found = tasks::find_all(self.work.connection(), self.user.id, &ids).await?;
        let (mut tasks, mut notes) = (Vec::new(), Vec::new());
        for pin in pins {
            let Some(at) = found.iter().position(|task| task.id == pin.id) else {
                notes.push(reply::gone(pin));
                continue;
            };
            let task = found.swap_remove(at);
            match reply::past(&task, kinds) {
                Some(note) => notes.push(note),
                None => tasks.push(task),
            }
        }
        Ok((tasks, notes))
    }

    async fn by_title(&mut self, title: &str, kinds: &[Shown]) -> Result<Found, Rejected> {
        let mut fits = Fits::None;
        for kind in kinds {
            let titles =
                tasks::titles(self.work.connection(), self.user.id, &Asked::all(*kind)).await?;
            fits = best(title, &titles);
            if fits != Fits::None {
                break;
            }
        }
        let ids = match &fits {
            Fits::One(id) => std::slice::from_ref(id),
            Fits::All(ids) | Fits::Several(ids) => ids,
            Fits::None => return Ok(Found::None(format!("No task matches “{title}”."))),
        };
        let mut found = tasks::find_all(self.work.connection(), self.user.id, ids).await?;
        found.sort_by_key(|task| ids.iter().position(|id| *id == task.id));
        Ok(match fits {
            Fits::One(_) | Fits::All(_) => Found::Named(found, Vec::new()),
            Fits::Several(_) | Fits::None => Found::Several(found),
        })
    }
}

fn set(tasks: Vec<Task>) -> Found {
    if tasks.is_empty() {
        Found::None(NO_SUCH.to_owned())
    } else {
        Found::Set(tasks, Vec::new())
    }
}

/// What a title fits best: as it was said, else without the "one" of "the milk one", else as several titles.
fn best(title: &str, titles: &[(Uuid, String)]) -> Fits {
    let lower = title.to_lowercase();
    match (by_words(title, titles), lower.strip_suffix(" one")) {
        (Fits::None, Some(words)) => by_words(words, titles),
        (Fits::None, None) => each(&lower, titles),
        (fits, _) => fits,
    }
}

/// "milk, eggs and bread": each the title of one task, or none of them is meant.
fn each(said: &str, titles: &[(Uuid, String)]) -> Fits {
    let parts = said.split([',', '&']).flat_map(|part| part.split(" and "));
    let parts: Vec<_> = parts
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    if parts.len() < 2 {
        return Fits::None;
    }
    let mut ids = Vec::new();
    for part in parts {
        match by_words(part.strip_prefix("and ").unwrap_or(part), titles) {
            Fits::One(id) if !ids.contains(&id) => ids.push(id),
            _ => return Fits::None,
        }
    }
    Fits::All(ids)
}

fn by_words(title: &str, titles: &[(Uuid, String)]) -> Fits {
    let said = Words::of(title);
    let (mut same, mut all, mut most) = (Vec::new(), Vec::new(), Vec::new());
    for (id, title) in titles {
        match said.fit(&Words::of(title)) {
            Likeness::Same => same.push(*id),
            Likeness::All(fit) => all.push((fit, *id)),
            Likeness::Most => most.push(*id),
            Likeness::Other => {}
        }
    }
    if !same.is_empty() {
        return one_or_several(same);
    }
    all.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    if let Some((best, _)) = all.first().copied() {
        let rivals = all.into_iter().filter(|(fit, _)| best - fit < MARGIN);
        return one_or_several(rivals.map(|(_, id)| id).collect());
    }
    most.truncate(OFFERED);
    if most.is_empty() {
        Fits::None
    } else {
        Fits::Several(most)
    }
}

/// One is meant; of several, the person chooses.
fn one_or_several(mut ids: Vec<Uuid>) -> Fits {
    if let [id] = ids[..] {
        return Fits::One(id);
    }
    ids.truncate(OFFERED);
    Fits::Several(ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(title: &str, titles: &[&str]) -> Fits {
        let titles: Vec<_> = (1..)
            .map(Uuid::from_u128)
            .zip(titles.iter().map(|title| (*title).to_owned()))
            .collect();
        best(title, &titles)
    }

    fn one(id: u128) -> Fits {
        Fits::One(Uuid::from_u128(id))
    }

    #[test]
    fn one_clear_winner_is_taken() {
        for (said, titles, winner) in [
            ("the Milk", &["Buy milk", "call Ada"][..], 1),
            // An exact title wins over one that holds more.
            ("milk", &["buy milk", "milk"], 2),
            ("dentsit", &["call the dentist", "milk"], 1),
            ("milk one", &["call Bo", "buy milk"], 2),
            ("night one", &["one night", "night shift"], 1),
        ] {
            assert_eq!(fits(said, titles), one(winner), "{said}");
        }
    }

    #[test]
    fn several_are_offered() {
        for (said, titles, offered) in [
            ("milk", &["buy milk", "milk the cow"][..], 2),
            // Of equal titles none is guessed.
            ("milk", &["Milk", "milk"], 2),
            // A title that fits in most words is only offered.
            (
                "pay the electricity bill",
                &["pay the water bill", "milk"],
                1,
            ),
        ] {
            assert!(
                matches!(fits(said, titles), Fits::Several(ids) if ids.len() == offered),
                "{said}"
            );
        }
    }

    #[test]
    fn several_titles_are_each_that_of_one_task() {
        let titles = ["buy milk", "eggs", "call Ada"];
        let all = |ids: &[u128]| Fits::All(ids.iter().copied().map(Uuid::from_u128).collect());
        assert_eq!(fits("milk and eggs", &titles), all(&[1, 2]));
        assert_eq!(fits("eggs, milk and Ada", &titles), all(&[2, 1, 3]));
        assert_eq!(fits("milk and flour", &titles), Fits::None);
        // One title that holds the "and" wins.
        assert_eq!(
            fits("salt and pepper", &["salt", "pepper", "salt and pepper"]),
            one(3)
        );
    }

    #[test]
    fn nothing_is_taken_by_half_a_match() {
        assert_eq!(fits("milk and eggs", &["buy milk"]), Fits::None);
    }
}
