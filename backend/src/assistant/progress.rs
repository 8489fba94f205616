//! How far a message of several parts is. Under an `Idempotency-Key` each part that is done is kept in the transaction
//! of its effect, so that whoever repeats the request goes on after it.

use shared::api::UndoOffer;

use super::{opening::Opening, outcome::Outcome};
use crate::{
    error::Problem,
    store::{
        Error, chat_parts, json,
        unit::{UndoToken, Unit},
    },
};

/// What the message was read against when its first part was done; nothing, where none is.
pub(super) async fn opening(work: &mut Unit<'_>) -> Result<Option<Opening>, Problem> {
    let author = work.author();
    let Some(request) = &author.idempotency else {
        return Ok(None);
    };
    let parts = chat_parts::since(work.connection(), author.user, request, 0).await?;
    let Some(first) = parts.into_iter().next() else {
        return Ok(None);
    };
    if first.request_hash[..] != request.hash[..] {
        return Err(Problem::key_reused());
    }
    Ok(Some(read(first.content)?))
}

/// Takes in the parts that were done by somebody else, and counts them.
pub(super) async fn catch_up(
    work: &mut Unit<'_>,
    done: usize,
    so_far: &mut Outcome,
) -> Result<usize, Error> {
    let author = work.author();
    let Some(request) = &author.idempotency else {
        return Ok(0);
    };
    let from = number(done + 1);
    let parts = chat_parts::since(work.connection(), author.user, request, from).await?;
    let count = parts.len();
    for part in parts {
        so_far.absorb(read(part.content)?);
    }
    Ok(count)
}

/// Keeps part number `done`, counted from 1, and with the first one what the message was read against.
pub(super) async fn keep(
    work: &mut Unit<'_>,
    done: usize,
    opening: &Opening,
    outcome: &Outcome,
) -> Result<(), Error> {
    let author = work.author();
    let Some(request) = &author.idempotency else {
        return Ok(());
    };
    let (user, now) = (author.user, work.now().timestamp());
    if done == 1 {
        let content = json("chat_parts", opening)?;
        chat_parts::insert(work.connection(), user, request, 0, content, now).await?;
    }
    let content = json("chat_parts", outcome)?;
    chat_parts::insert(work.connection(), user, request, number(done), content, now).await
}

/// The answer holds it all from now on.
pub(super) async fn forget(work: &mut Unit<'_>) -> Result<(), Error> {
    let author = work.author();
    match &author.idempotency {
        Some(request) => chat_parts::delete(work.connection(), author.user, request).await,
        None => Ok(()),
    }
}

/// A message of 4,000 characters has fewer parts than that.
fn number(part: usize) -> i32 {
    i32::try_from(part).unwrap_or(i32::MAX)
}

fn read<T: serde::de::DeserializeOwned>(content: serde_json::Value) -> Result<T, Error> {
    serde_json::from_value(content).map_err(|error| Error::Inconsistent {
        table: "chat_parts",
        problem: error.to_string(),
    })
}

/// What could be said next, the likeliest first.
pub(super) fn suggestions(so_far: &Outcome, asked: bool) -> Vec<String> {
    const MOST: usize = 4;
    let mut all = so_far.suggestions.clone();
    if asked {
        all = vec!["Yes".to_owned(), "No".to_owned()];
    } else if let Some(choice) = &so_far.choose {
        all = choice
            .options
            .iter()
            .map(|option| option.say.clone())
            .collect();
    } else {
        if so_far.undo.is_some() {
            all.push("Undo".to_owned());
        }
        all.extend(["What's left today?", "Help"].map(str::to_owned));
    }
    let mut kept: Vec<String> = Vec::new();
    for said in all {
        if !kept.contains(&said) && kept.len() < MOST {
            kept.push(said);
        }
    }
    kept
}

impl From<UndoToken> for UndoOffer {
    fn from(token: UndoToken) -> Self {
        Self {
            token: token.token,
            expires_at: token.expires_at,
        }
    }
}

impl From<UndoOffer> for UndoToken {
    fn from(offer: UndoOffer) -> Self {
        Self {
            token: offer.token,
            expires_at: offer.expires_at,
        }
    }
}
