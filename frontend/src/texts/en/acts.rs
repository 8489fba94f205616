//! What buttons say, wherever they are.

pub(crate) const ADD: &str = "Add";
pub(crate) const CANCEL: &str = "Cancel";
pub(crate) const CLOSE: &str = "Close";
pub(crate) const DELETE: &str = "Delete";
pub(crate) const MAKE_ACCOUNT: &str = "Make an account";
pub(crate) const NEW_FILTER: &str = "New filter";
pub(crate) const NEW_LIST: &str = "New list";
pub(crate) const OPEN: &str = "Open";
pub(crate) const RESTORE: &str = "Restore";
pub(crate) const SAVE: &str = "Save";
pub(crate) const SIGN_IN: &str = "Sign in";
pub(crate) const TRY_AGAIN: &str = "Try again";
pub(crate) const UNDO: &str = "Undo";
