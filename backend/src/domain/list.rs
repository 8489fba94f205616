//! What may happen to a list. Each function takes the list as it is and returns it as it will be.

use jiff::Timestamp;
use serde_json::Value;
use shared::api::{CreateList, List};
use uuid::Uuid;

use super::{Invalid, line, patch, position};

pub const NAME_MAX: usize = 100;
pub const ICON_MAX: usize = 32;
/// Lists of one person; those in the trash do not count.
pub const COUNT_MAX: usize = 200;

/// What happened to a list; `before` is `None` for a new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub kind: &'static str,
    pub before: Option<List>,
    pub after: List,
    pub changed: Vec<String>,
}

/// # Errors
/// When a field breaks a rule.
pub fn create(
    request: &CreateList,
    id: Uuid,
    position: String,
    now: Timestamp,
) -> Result<Change, Invalid> {
    Ok(Change {
        kind: "list.created",
        before: None,
        after: List {
            id,
            name: line("name", &request.name, NAME_MAX)?,
            colour: request.colour.as_deref().map(colour).transpose()?,
            icon: request.icon.as_deref().map(icon).transpose()?,
            position,
            archived: request.archived,
            is_inbox: false,
            deleted_at: None,
            created_at: now,
            updated_at: now,
            version: 1,
        },
        changed: Vec::new(),
    })
}

/// A list that was elsewhere before; its first version here.
#[must_use]
pub fn imported(list: List) -> Change {
    Change {
        kind: "list.created",
        before: None,
        after: List { version: 1, ..list },
        changed: Vec::new(),
    }
}

/// The list that everybody has, and that stays.
#[must_use]
pub fn inbox(id: Uuid, now: Timestamp) -> List {
    List {
        id,
        name: "Inbox".to_owned(),
        position: position::between(None, None).unwrap_or_default(),
        is_inbox: true,
        created_at: now,
        updated_at: now,
        version: 1,
        ..List::default()
    }
}

/// Applies a JSON merge patch (RFC 7396). `None` when it changes nothing.
///
/// # Errors
/// When a field is unknown, read-only and different, of the wrong type, or breaks a rule.
pub fn update(list: &List, patch: &Value, now: Timestamp) -> Result<Option<Change>, Invalid> {
    let mut after = list.clone();
    for (name, value) in patch::fields(patch)? {
        set(&mut after, name, value)?;
    }
    if after.is_inbox && after.archived {
        return Err(Invalid::new("archived", "the Inbox stays"));
    }
    Ok(changed_by(list, after, "list.updated", now))
}

fn set(list: &mut List, name: &str, value: &Value) -> Result<(), Invalid> {
    match name {
        "name" => list.name = line("name", &patch::read::<String>("name", value)?, NAME_MAX)?,
        "colour" => {
            let text: Option<String> = patch::read("colour", value)?;
            list.colour = text.as_deref().map(colour).transpose()?;
        }
        "icon" => {
            let text: Option<String> = patch::read("icon", value)?;
            list.icon = text.as_deref().map(icon).transpose()?;
        }
        "position" => {
            let text: String = patch::read("position", value)?;
            list.position = position::parse("position", &text)?;
        }
        "archived" => list.archived = patch::read_or_default("archived", value)?,
        _ => {
            const FIELDS: [&str; 6] = [
                "id",
                "is_inbox",
                "deleted_at",
                "created_at",
                "updated_at",
                "version",
            ];
            return patch::read_only(&FIELDS, list, name, value);
        }
    }
    Ok(())
}

/// Moves a list to the trash. `None` when it is there already.
///
/// # Errors
/// When it is the Inbox.
pub fn delete(list: &List, now: Timestamp) -> Result<Option<Change>, Invalid> {
    if list.is_inbox {
        return Err(Invalid::new("id", "the Inbox cannot be deleted"));
    }
    let after = List {
        deleted_at: list.deleted_at.or(Some(now)),
        ..list.clone()
    };
    Ok(changed_by(list, after, "list.deleted", now))
}

#[must_use]
pub fn restore(list: &List, now: Timestamp) -> Option<Change> {
    let after = List {
        deleted_at: None,
        ..list.clone()
    };
    changed_by(list, after, "list.restored", now)
}

/// Brings back what the list was before a change; a list that did not exist goes to the trash.
#[must_use]
pub fn revert(list: &List, before: Option<&List>, now: Timestamp) -> Option<Change> {
    let Some(before) = before else {
        return delete(list, now).ok().flatten();
    };
    let kind = match (list.deleted_at, before.deleted_at) {
        (Some(_), None) => "list.restored",
        (None, Some(_)) => "list.deleted",
        _ => "list.updated",
    };
    changed_by(list, before.clone(), kind, now)
}

fn changed_by(
    before: &List,
    mut after: List,
    kind: &'static str,
    now: Timestamp,
) -> Option<Change> {
    let fields = [
        ("name", before.name != after.name),
        ("colour", before.colour != after.colour),
        ("icon", before.icon != after.icon),
        ("position", before.position != after.position),
        ("archived", before.archived != after.archived),
        ("deleted_at", before.deleted_at != after.deleted_at),
    ];
    let changed = super::named(&fields);
    if changed.is_empty() {
        return None;
    }
    after.version = before.version + 1;
    after.updated_at = now;
    Some(Change {
        kind,
        before: Some(before.clone()),
        after,
        changed,
    })
}

fn colour(text: &str) -> Result<String, Invalid> {
    let digits = text.strip_prefix('#').unwrap_or_default();
    if digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        Ok(text.to_ascii_lowercase())
    } else {
        Err(Invalid::new("colour", "expected a colour like #3366ff"))
    }
}

fn icon(text: &str) -> Result<String, Invalid> {
    line("icon", text, ICON_MAX)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn list() -> List {
        let request = CreateList {
            name: "Work".to_owned(),
            colour: Some("#33AAFF".to_owned()),
            ..CreateList::default()
        };
        create(
            &request,
            Uuid::nil(),
            "a0".to_owned(),
            Timestamp::UNIX_EPOCH,
        )
        .unwrap()
        .after
    }

    #[test]
    fn a_patch_changes_what_it_names() {
        let now = Timestamp::UNIX_EPOCH;
        let change = update(&list(), &json!({"colour": null, "archived": true}), now)
            .unwrap()
            .unwrap();
        assert_eq!(change.changed, ["colour", "archived"]);
        assert_eq!(change.after.version, 2);
        assert_eq!(
            update(&list(), &json!({"colour": "#33aaff"}), now),
            Ok(None)
        );
    }

    #[test]
    fn wrong_fields_are_named() {
        for (patch, field) in [
            (json!({"name": ""}), "name"),
            (json!({"name": null}), "name"),
            (json!({"colour": "red"}), "colour"),
            (json!({"colour": "#12345é"}), "colour"),
            (json!({"icon": "a\nb"}), "icon"),
            (json!({"position": "!"}), "position"),
            (json!({"is_inbox": true}), "is_inbox"),
            (json!({"shape": 1}), "shape"),
        ] {
            let error = update(&list(), &patch, Timestamp::UNIX_EPOCH).unwrap_err();
            assert_eq!(error.field, field, "{patch}");
        }
    }

    #[test]
    fn the_inbox_stays() {
        let inbox = inbox(Uuid::nil(), Timestamp::UNIX_EPOCH);
        assert!(delete(&inbox, Timestamp::UNIX_EPOCH).is_err());
        assert!(update(&inbox, &json!({"archived": true}), Timestamp::UNIX_EPOCH).is_err());
    }
}
