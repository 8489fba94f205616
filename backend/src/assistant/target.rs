//! Which of the person's tasks an utterance means. One clear winner is taken, several are offered.

use shared::{api::Task, language::Target};

use super::likeness::{Likeness, Words};
use crate::store::conversations::Reference;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    Tasks(Vec<Task>),
    /// Picked together, not one by one.
    Set(Vec<Task>),
    /// Those among which the person chooses; only one where it may be another after all.
    Several(Vec<Task>),
    /// None, and what to say of it.
    None(String),
}

const OFFERED: usize = 5;
/// A winner is clear when no other title fits nearly as well.
const MARGIN: f64 = 0.1;

pub(super) fn find(target: &Target, tasks: &[Task], reference: &Reference) -> Found {
    let by_id = |id| tasks.iter().find(|task| task.id == id).cloned();
    match target {
        Target::Named { title, .. } => by_title(title, tasks),
        Target::Matching(_) => Found::None("There are no such tasks.".to_owned()),
        Target::Last => match reference.last_task.and_then(by_id) {
            Some(task) => Found::Tasks(vec![task]),
            None => Found::None("I am not sure which task you mean; say its title.".to_owned()),
        },
        Target::Ordinals(ordinals) => {
            let found: Vec<_> = ordinals
                .iter()
                .filter_map(|ordinal| reference.shown.get(ordinal.checked_sub(1)?))
                .filter_map(|id| by_id(*id))
                .collect();
            if found.is_empty() {
                Found::None("There is no task of that number here; say its title.".to_owned())
            } else {
                Found::Tasks(found)
            }
        }
        Target::All => all(tasks, reference),
    }
}

/// All that the last answer showed, or all there are.
fn all(tasks: &[Task], reference: &Reference) -> Found {
    let shown: Vec<_> = tasks
        .iter()
        .filter(|task| reference.shown.is_empty() || reference.shown.contains(&task.id))
        .cloned()
        .collect();
    if shown.is_empty() {
        return Found::None("There are no such tasks.".to_owned());
    }
    Found::Set(shown)
}

fn by_title(title: &str, tasks: &[Task]) -> Found {
    let said = Words::of(title);
    let (mut same, mut all, mut most) = (Vec::new(), Vec::new(), Vec::new());
    for task in tasks {
        match said.fit(&Words::of(&task.title)) {
            Likeness::Same => same.push(task),
            Likeness::All(fit) => all.push((fit, task)),
            Likeness::Most => most.push(task),
            Likeness::Other => {}
        }
    }
    if !same.is_empty() {
        return found(same);
    }
    all.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    if let Some((best, _)) = all.first().copied() {
        let rivals = all.into_iter().filter(|(fit, _)| best - fit < MARGIN);
        return found(rivals.map(|(_, task)| task).collect());
    }
    if most.is_empty() {
        return Found::None(format!("No task matches “{title}”."));
    }
    Found::Several(offered(most))
}

/// One is meant; of several, the person chooses.
fn found(tasks: Vec<&Task>) -> Found {
    match tasks[..] {
        [task] => Found::Tasks(vec![task.clone()]),
        _ => Found::Several(offered(tasks)),
    }
}

fn offered(tasks: Vec<&Task>) -> Vec<Task> {
    tasks.into_iter().take(OFFERED).cloned().collect()
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, tz::TimeZone};
    use shared::api::CreateTask;
    use uuid::Uuid;

    use super::*;
    use crate::domain::task::{self, Place};

    fn tasks(titles: &[&str]) -> Vec<Task> {
        let new = |(index, title): (usize, &&str)| {
            let request = CreateTask {
                title: (*title).to_owned(),
                ..CreateTask::default()
            };
            let id = Uuid::from_u128(index as u128 + 1);
            let place = Place {
                list_id: id,
                parent_id: None,
                position: "a0".to_owned(),
            };
            let now = Timestamp::UNIX_EPOCH.to_zoned_datetime(TimeZone::UTC);
            task::create(&request, id, place, None, &now).unwrap().after
        };
        titles.iter().enumerate().map(new).collect()
    }

    fn found(title: &str, titles: &[&str]) -> Found {
        find(
            &Target::Named {
                title: title.to_owned(),
                otherwise: None,
            },
            &tasks(titles),
            &Reference::default(),
        )
    }

    #[test]
    fn one_clear_winner_is_taken_whatever_its_case_and_articles() {
        let Found::Tasks(hits) = found("the Milk", &["Buy milk", "call Ada"]) else {
            panic!()
        };
        assert_eq!(hits[0].title, "Buy milk");
    }

    #[test]
    fn several_are_offered_and_an_exact_title_wins() {
        assert!(matches!(
            found("milk", &["buy milk", "milk the cow"]),
            Found::Several(_)
        ));
        assert!(matches!(
            found("milk", &["buy milk", "milk"]),
            Found::Tasks(_)
        ));
    }

    #[test]
    fn of_equal_titles_none_is_guessed() {
        assert!(
            matches!(found("milk", &["Milk", "milk"]), Found::Several(both) if both.len() == 2)
        );
    }

    #[test]
    fn a_title_that_fits_in_most_words_is_only_offered() {
        assert!(matches!(
            found("pay the electricity bill", &["pay the water bill", "milk"]),
            Found::Several(offered) if offered.len() == 1
        ));
    }

    #[test]
    fn a_typing_error_still_finds_the_task() {
        assert!(matches!(
            found("dentsit", &["call the dentist", "milk"]),
            Found::Tasks(_)
        ));
    }

    #[test]
    fn nothing_is_taken_by_half_a_match() {
        assert!(matches!(
            found("milk and eggs", &["buy milk"]),
            Found::None(_)
        ));
    }

    #[test]
    fn an_ordinal_means_what_was_shown() {
        let all = tasks(&["a", "b"]);
        let reference = Reference {
            shown: vec![all[1].id, all[0].id],
            last_task: None,
        };
        assert_eq!(
            find(&Target::Ordinals(vec![1]), &all, &reference),
            Found::Tasks(vec![all[1].clone()])
        );
    }
}
