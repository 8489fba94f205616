//! What may be done with a tag, in all tasks that carry it.

use super::{
    super::{Error, tasks},
    Unit,
};
use crate::domain::task;

impl Unit<'_> {
    /// Gives a tag another name, or takes it away; `false` where no task of the person carries it.
    pub async fn retag(&mut self, tag: &str, name: Option<&str>) -> Result<bool, Error> {
        let tagged = tasks::tagged(&mut *self.tx, self.author.user, tag).await?;
        let at = self.now.timestamp();
        let changes = tagged
            .iter()
            .filter_map(|task| task::retag(task, tag, name, at));
        self.write_all(changes.collect()).await?;
        Ok(!tagged.is_empty())
    }
}
