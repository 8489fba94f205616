//! Which of the person's tasks an utterance means. One clear winner is taken, several are offered.

use shared::{api::Task, language::Target};

use crate::store::conversations::Reference;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    Tasks(Vec<Task>),
    Several(Vec<Task>),
    /// None, and what to say of it.
    None(String),
}

const OFFERED: usize = 5;

pub(super) fn find(target: &Target, tasks: &[Task], reference: &Reference) -> Found {
    let by_id = |id| tasks.iter().find(|task| task.id == id).cloned();
    match target {
        Target::Title(title) => by_title(title, tasks),
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
        Target::All => {
            Found::None("That would be all of your tasks; name them one by one.".to_owned())
        }
    }
}

fn by_title(title: &str, tasks: &[Task]) -> Found {
    let wanted = words(title);
    if let Some(exact) = tasks.iter().find(|task| words(&task.title) == wanted) {
        return Found::Tasks(vec![exact.clone()]);
    }
    let mut matching: Vec<_> = tasks
        .iter()
        .filter(|task| {
            let own = words(&task.title);
            !wanted.is_empty() && wanted.iter().all(|word| own.contains(word))
        })
        .cloned()
        .collect();
    match matching.len() {
        0 => Found::None(format!("No task matches “{title}”.")),
        1 => Found::Tasks(matching),
        _ => {
            matching.truncate(OFFERED);
            Found::Several(matching)
        }
    }
}

/// The words of a title, without case, punctuation and articles.
fn words(title: &str) -> Vec<String> {
    title
        .to_lowercase()
        .split(|char: char| !char.is_alphanumeric())
        .filter(|word| !matches!(*word, "" | "the" | "a" | "an" | "my"))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use shared::api::CreateTask;
    use uuid::Uuid;

    use super::*;

    fn tasks(titles: &[&str]) -> Vec<Task> {
        let new = |(index, title): (usize, &&str)| {
            let request = CreateTask {
                title: (*title).to_owned(),
                ..CreateTask::default()
            };
            let id = Uuid::from_u128(index as u128 + 1);
            crate::domain::task::create(&request, id, id, Timestamp::UNIX_EPOCH)
                .unwrap()
                .after
        };
        titles.iter().enumerate().map(new).collect()
    }

    fn found(title: &str, titles: &[&str]) -> Found {
        find(
            &Target::Title(title.to_owned()),
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
