//! The forms that make and change a list.

use leptos::{prelude::*, server_fn::ServerFn as _};
use shared::api::{Activity, List, Page};
use uuid::Uuid;

use super::{Key, hidden, html, stored};
use crate::{
    functions::{
        Failure,
        lists::{CreateList, DeleteList, EditList, MoveList, RestoreList},
    },
    server::backend::Backend,
    texts::text,
};

pub(super) async fn edit(backend: &Backend, id: Option<Uuid>) -> Result<Option<String>, Failure> {
    let lists = backend.get::<Page<List>>("/lists").await?.items;
    let Some(list) = lists.iter().find(|list| Some(list.id) == id) else {
        return Ok(None);
    };
    let row: Vec<_> = lists.iter().filter(|list| !list.is_inbox).collect();
    let at = row.iter().position(|other| other.id == list.id);
    let beside = |step: isize| {
        let other = at?.checked_add_signed(step)?;
        row.get(other).map(|other| other.id)
    };
    let order = [
        ("before", beside(-1), text!(forms::MOVE_UP)),
        ("after", beside(1), text!(forms::MOVE_DOWN)),
    ];
    let moves = order.into_iter().filter_map(|(side, other, label)| {
        let other = other?.to_string();
        Some(view! {
            <form method="post" action=MoveList::PATH>
                <Key/>
                {hidden("id", &list.id.to_string())}
                {hidden(side, &other)}
                <button>{label}</button>
            </form>
        })
    });
    let inbox = list.is_inbox;
    let rest = view! {
        <div class="offers">
            {moves.collect_view()}
            <form method="post" action=DeleteList::PATH>
                <Key/>
                {hidden("id", &list.id.to_string())}
                <button class="danger">{text!(forms::DELETE_LIST)}</button>
            </form>
        </div>
        <p class="quiet">{text!(forms::TO_TRASH)}</p>
    };
    let rest = if inbox { String::new() } else { html(rest) };
    Ok(Some(form(Some(list)) + &rest))
}

/// The lists that wait in the trash. What was deleted lately tells which they may be.
pub(super) async fn trashed(backend: &Backend) -> Result<String, Failure> {
    let activity = backend.get::<Page<Activity>>("/activity?limit=200").await?;
    let deleted = activity.items.into_iter();
    let mut ids: Vec<_> = deleted
        .filter(|item| item.r#type == "list.deleted" && item.title.is_some())
        .map(|item| item.subject)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let mut rows = Vec::new();
    for id in ids {
        let list = backend.get::<List>(&format!("/lists/{id}")).await?;
        if list.deleted_at.is_none() {
            continue;
        }
        let label = text!(forms::restore_list(&list.name));
        rows.push(view! {
            <li>
                <p dir="auto">{list.name} <small class="quiet">{text!(forms::A_LIST)}</small></p>
                <form method="post" action=RestoreList::PATH>
                    <Key/>
                    {hidden("id", &id.to_string())}
                    <button aria-label=label>{text!(acts::RESTORE)}</button>
                </form>
            </li>
        });
    }
    Ok(html(view! { <ul class="feed">{rows}</ul> }))
}

/// For a new list, or for one that is there.
pub(super) fn form(list: Option<&List>) -> String {
    let (title, action, button) = match list {
        None => (
            text!(acts::NEW_LIST),
            CreateList::PATH,
            text!(forms::MAKE_LIST),
        ),
        Some(_) => (text!(forms::CHANGE_LIST), EditList::PATH, text!(acts::SAVE)),
    };
    let known = list.cloned().unwrap_or_default();
    let own = known.colour.clone().unwrap_or_default();
    let field = |name, value: Option<&str>| stored(action, name, value);
    let name = field("name", Some(&known.name));
    let icon = field("icon", known.icon.as_deref());
    let painted = field("colour", Some(&own));
    let mut colours = text!(forms::COLOURS).to_vec();
    if colours.iter().all(|(value, _)| *value != own) {
        colours.push((&own, text!(forms::OWN_COLOUR)));
    }
    let colours = colours.into_iter().map(|(value, name)| {
        let chosen = value == painted;
        let value = value.to_owned();
        let (paint, fill) = (value.clone(), (!value.is_empty()).then(|| value.clone()));
        view! {
            <label class="swatch">
                <input type="radio" name="colour" value=value checked=chosen/>
                <svg class="dot" class:none=paint.is_empty() viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
                    <circle cx="6" cy="6" r="5" fill=fill/>
                </svg>
                {name.to_owned()}
            </label>
        }
    });
    let archive = list.filter(|list| !list.is_inbox).map(|list| {
        view! {
            <label class="switch">
                <input type="checkbox" name="archived" checked=list.archived/>
                {text!(forms::ARCHIVED)}
            </label>
        }
    });
    html(view! {
        <h2>{title}</h2>
        <form class="stack" method="post" action=action>
            <Key/>
            {list.map(|list| hidden("id", &list.id.to_string()))}
            <label>
                {text!(forms::NAME)}
                <input name="name" maxlength="100" required autofocus autocomplete="off" dir="auto" value=name/>
            </label>
            <label>
                {text!(forms::ICON)}
                <input name="icon" maxlength="32" autocomplete="off" placeholder="🏡" value=icon/>
            </label>
            <fieldset>
                <legend>{text!(forms::COLOUR)}</legend>
                <div class="swatches">{colours.collect_view()}</div>
            </fieldset>
            {archive}
            <button class="primary">{button}</button>
        </form>
    })
}
