//! What the settings show.

use shared::api::{Calendar, List, Page, Session, Token, User, Webhook};

use super::backend::Backend;
use crate::functions::Failure;

#[derive(Debug, Clone)]
pub(crate) struct Profile {
    pub(crate) user: User,
    pub(crate) lists: Vec<List>,
    /// Who can get in: browsers that are signed in, and programs that have a token.
    pub(crate) sessions: Vec<Session>,
    pub(crate) tokens: Vec<Token>,
    /// Who is told of changes.
    pub(crate) webhooks: Vec<Webhook>,
    pub(crate) calendar: Option<Calendar>,
}

pub(super) async fn read(backend: &Backend) -> Result<Profile, Failure> {
    let calendar = async {
        match backend.get::<Calendar>("/me/calendar").await {
            Ok(calendar) => Ok(Some(calendar)),
            // There is none.
            Err(Failure::Refused(_)) => Ok(None),
            Err(failure) => Err(failure),
        }
    };
    let (user, lists, sessions, tokens, webhooks, calendar) = futures::try_join!(
        backend.get::<User>("/me"),
        backend.get::<Page<List>>("/lists"),
        backend.get::<Page<Session>>("/sessions"),
        backend.get::<Page<Token>>("/tokens"),
        backend.get::<Page<Webhook>>("/webhooks"),
        calendar,
    )?;
    Ok(Profile {
        user,
        lists: lists.items,
        sessions: sessions.items,
        tokens: tokens.items,
        webhooks: webhooks.items,
        calendar,
    })
}
