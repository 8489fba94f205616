//! One command that picks its tasks as a set waits for a yes where it would do much. The question is pinned to the
//! tasks and versions that the person was told of: whatever has changed by the time of the yes is left alone.

use jiff::ToSpan as _;
use serde::{Deserialize, Serialize};
use shared::api::{Confirm, Task};
use uuid::Uuid;

use super::{Turn, Verb, reply};
use crate::{
    error::Problem,
    secret,
    store::{
        Error,
        confirmations::{self, Confirmation},
        tasks,
        time::Instant,
    },
};

const MINUTES: i64 = 10;
/// How many tasks a set may have that are changed, not deleted, without asking.
pub(super) const UNASKED: usize = 5;

/// What a yes does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pinned {
    verb: Verb,
    task_id: Uuid,
    version: i64,
}

pub(super) fn must_ask(verb: Verb, tasks: usize) -> bool {
    match verb {
        Verb::Delete => tasks > 1,
        Verb::Complete | Verb::Reopen => tasks > UNASKED,
    }
}

/// What a person says who presses the button.
pub const YES: &str = "Yes";

/// Whether a whole message is a yes.
pub(super) fn agrees(message: &str) -> bool {
    is_one_of(
        message,
        &[
            "yes",
            "y",
            "yes please",
            "yep",
            "yeah",
            "sure",
            "ok",
            "okay",
            "do it",
            "go ahead",
            "confirm",
        ],
    )
}

/// Whether a whole message is a no.
pub(super) fn declines(message: &str) -> bool {
    is_one_of(
        message,
        &[
            "no",
            "n",
            "no thanks",
            "nope",
            "cancel",
            "stop",
            "never mind",
            "nevermind",
        ],
    )
}

fn is_one_of(message: &str, answers: &[&str]) -> bool {
    let plain = message.trim_end_matches(['.', '!', ' ']);
    answers
        .iter()
        .any(|answer| plain.eq_ignore_ascii_case(answer))
}

impl Turn<'_, '_> {
    /// Asks instead of doing.
    pub(super) fn ask(&mut self, verb: Verb, tasks: &[Task]) {
        let question = reply::question(verb, tasks);
        self.sentences.push(question);
        self.pinned.extend(tasks.iter().map(|task| Pinned {
            verb,
            task_id: task.id,
            version: task.version,
        }));
    }

    /// Does what was asked, task by task, and names what has changed since.
    pub(super) async fn confirmed(&mut self, confirmation: Confirmation) -> Result<(), Problem> {
        let pinned: Vec<Pinned> =
            serde_json::from_value(confirmation.pinned).map_err(|error| Error::Inconsistent {
                table: "confirmations",
                problem: error.to_string(),
            })?;
        let ids: Vec<_> = pinned.iter().map(|pinned| pinned.task_id).collect();
        let found = tasks::find_all(self.work.connection(), self.user.id, &ids).await?;
        for pinned in pinned {
            match found.iter().find(|task| task.id == pinned.task_id) {
                Some(task) if task.version == pinned.version => {
                    self.apply(task, pinned.verb).await?;
                }
                Some(task) => self.sentences.push(reply::changed_since(task)),
                None => self.sentences.push("One task is gone by now.".to_owned()),
            }
        }
        Ok(())
    }

    /// Keeps the question, and gives what the client needs to answer it.
    pub(super) async fn keep_question(
        &mut self,
        conversation: Uuid,
    ) -> Result<Option<Confirm>, Problem> {
        if self.pinned.is_empty() {
            return Ok(None);
        }
        let pinned = serde_json::to_value(&self.pinned).map_err(|error| Error::Inconsistent {
            table: "confirmations",
            problem: error.to_string(),
        })?;
        let now = self.now.timestamp();
        let expires_at = now.saturating_add(MINUTES.minutes()).unwrap_or(now);
        let token = secret::token();
        let confirmation = Confirmation {
            conversation_id: conversation,
            pinned,
            expires_at: Instant(expires_at),
        };
        let hash = secret::hash(&token);
        let connection = self.work.connection();
        confirmations::insert(connection, &hash, self.user.id, &confirmation).await?;
        Ok(Some(Confirm {
            token,
            summary: self.sentences.last().cloned().unwrap_or_default(),
            task_ids: self.pinned.iter().map(|pinned| pinned.task_id).collect(),
            expires_at,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_are_changed_at_once_and_two_are_not_deleted_unasked() {
        assert!(!must_ask(Verb::Complete, 5) && must_ask(Verb::Complete, 6));
        assert!(!must_ask(Verb::Delete, 1) && must_ask(Verb::Delete, 2));
    }

    #[test]
    fn only_a_whole_message_is_a_yes() {
        assert!(agrees("Yes!") && agrees("ok") && agrees("go ahead."));
        assert!(declines("No.") && declines("never mind") && !declines("no milk"));
        assert!(!agrees("yes, and buy milk") && !agrees("okra") && !agrees("no"));
    }
}
