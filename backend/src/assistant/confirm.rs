//! One command that picks its tasks as a set waits for a yes where it would do much. The question is pinned to the
//! tasks and versions that the person was told of: whatever has changed by the time of the yes is left alone.

use jiff::ToSpan as _;
use shared::api::{Confirm, Task};
use uuid::Uuid;

use super::{act::Act, outcome::Asks, reply, turn::Turn};
use crate::{
    secret,
    store::{
        Error,
        confirmations::{self, Confirmation},
        json, tasks,
        time::Instant,
        unit::{Rejected, Unit},
    },
};

const MINUTES: i64 = 10;
/// How many tasks a set may have that are changed, not deleted, without asking.
const UNASKED: usize = 5;

/// What a person says who presses the button.
pub const YES: &str = "Yes";

/// Whether a set is too much to be done unasked.
pub(super) fn must_ask<'a>(acts: impl Iterator<Item = &'a Act>) -> bool {
    let (mut deletes, mut all) = (0, 0);
    for act in acts {
        deletes += usize::from(*act == Act::Delete);
        all += 1;
    }
    deletes > 1 || all > UNASKED
}

/// Whether a whole message is a yes.
pub(super) fn agrees(message: &str) -> bool {
    const YES: [&str; 14] = [
        "yes",
        "y",
        "yes please",
        "yes, please",
        "yep",
        "yeah",
        "yup",
        "sure",
        "ok",
        "okay",
        "do it",
        "yes do it",
        "go ahead",
        "confirm",
    ];
    is_one_of(message, &YES)
}

/// Whether a whole message is a no.
pub(super) fn declines(message: &str) -> bool {
    const NO: [&str; 10] = [
        "no",
        "n",
        "no thanks",
        "no, thanks",
        "nope",
        "cancel",
        "stop",
        "don't",
        "never mind",
        "nevermind",
    ];
    is_one_of(message, &NO)
}

fn is_one_of(message: &str, answers: &[&str]) -> bool {
    let plain = message.trim().trim_end_matches(['.', '!', ' ']);
    answers
        .iter()
        .any(|answer| plain.eq_ignore_ascii_case(answer))
}

impl Turn<'_, '_> {
    /// Does to a set what each of its tasks is in for; asks first where that is much.
    pub(super) async fn do_or_ask(
        &mut self,
        set: Vec<(Act, Task)>,
        always: bool,
    ) -> Result<(), Rejected> {
        if !always && !must_ask(set.iter().map(|(act, _)| act)) {
            for (act, task) in &set {
                self.apply(task, act).await?;
            }
            return Ok(());
        }
        let summary = reply::question(&set);
        let tasks = set.into_iter().map(|(act, task)| act.on(&task)).collect();
        self.asks(
            summary,
            Asks {
                tasks,
                ..Asks::default()
            },
        );
        Ok(())
    }

    /// Does what was asked, task by task, and names what has changed since.
    pub(super) async fn confirmed(&mut self, asks: &Asks) -> Result<(), Rejected> {
        let ids: Vec<_> = asks.tasks.iter().map(|pinned| pinned.task_id).collect();
        let found = tasks::find_all(self.work.connection(), self.user.id, &ids).await?;
        for pinned in &asks.tasks {
            match found.iter().find(|task| task.id == pinned.task_id) {
                Some(task) if task.version == pinned.version => {
                    self.apply(task, &pinned.act).await?;
                }
                Some(task) => self.says(reply::changed_since(&format!("“{}”", task.title))),
                None => self.says("One task is gone by now."),
            }
        }
        for list in &asks.lists {
            self.delete_pinned(list).await?;
        }
        Ok(())
    }
}

/// What a kept question does when it is answered; nothing where it was written by another version of the program.
pub(super) fn asked(confirmation: &Confirmation) -> Option<Asks> {
    serde_json::from_value(confirmation.pinned.clone()).ok()
}

/// Keeps the question, and gives what the client needs to answer it.
pub(super) async fn keep(
    work: &mut Unit<'_>,
    user: Uuid,
    conversation: Uuid,
    asks: &Asks,
) -> Result<Option<Confirm>, Error> {
    confirmations::drop_open(work.connection(), user, conversation).await?;
    if asks.is_empty() {
        return Ok(None);
    }
    let now = work.now().timestamp();
    let expires_at = now.saturating_add(MINUTES.minutes()).unwrap_or(now);
    let token = secret::token();
    let confirmation = Confirmation {
        conversation_id: conversation,
        pinned: json("confirmations", asks)?,
        expires_at: Instant(expires_at),
    };
    let hash = secret::hash(&token);
    confirmations::insert(work.connection(), &hash, user, &confirmation).await?;
    Ok(Some(Confirm {
        token,
        summary: asks.summary.join("\n"),
        task_ids: asks.task_ids(),
        expires_at,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_are_changed_at_once_and_two_are_not_deleted_unasked() {
        let asks = |act: &Act, times| must_ask(std::iter::repeat_n(act, times));
        let moved = Act::Update {
            patch: serde_json::json!({"priority": "high"}),
        };
        assert!(!asks(&Act::Complete, 5) && asks(&Act::Complete, 6));
        assert!(!asks(&moved, 5) && asks(&moved, 6));
        assert!(!asks(&Act::Delete, 1) && asks(&Act::Delete, 2));
    }

    #[test]
    fn only_a_whole_message_is_a_yes() {
        assert!(agrees("Yes!") && agrees("ok") && agrees("go ahead."));
        assert!(declines("No.") && declines("never mind") && !declines("no milk"));
        assert!(!agrees("yes, and buy milk") && !agrees("okra") && !agrees("no"));
    }
}
