//! Undo and redo, said in words.

use shared::api::Undone;

use super::{reply, turn::Turn};
use crate::store::unit::{Refused, Rejected};

impl Turn<'_, '_> {
    /// Reverts the newest message or change that can still be reverted.
    pub(super) async fn undo(&mut self) -> Result<(), Rejected> {
        let reverted = self.work.revert_newest().await;
        self.reverted(reverted, "There is nothing to undo.", "Undone")
    }

    /// Takes the newest undo back.
    pub(super) async fn redo(&mut self) -> Result<(), Rejected> {
        let reverted = self.work.reapply_newest().await;
        self.reverted(reverted, "There is nothing to redo.", "Done again")
    }

    fn reverted(
        &mut self,
        reverted: Result<Option<Undone>, Refused>,
        nothing: &str,
        done: &str,
    ) -> Result<(), Rejected> {
        let undone = match reverted {
            Ok(Some(undone)) => undone,
            Ok(None) | Err(Refused::Unknown) => {
                self.says(nothing);
                return Ok(());
            }
            Err(Refused::Changed(names)) => {
                let names: Vec<_> = names.iter().map(|name| format!("“{name}”")).collect();
                return Err(Rejected::Conflict(reply::changed_since(&names.join(", "))));
            }
            Err(Refused::Store(error)) => return Err(error.into()),
        };
        self.says(reply::undone(done, &undone));
        for task in undone.tasks {
            self.acted("task.updated", task);
        }
        Ok(())
    }
}
