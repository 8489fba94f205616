//! How errors name a field: by its path in the request, "due.date" or "reminders[1].at".

use std::fmt::Display;

/// The path of the field that a value could not be read for; empty for the value itself. A field that is unknown,
/// missing or there twice is named by serde only in its message.
#[must_use]
pub fn path_of<E: Display>(error: &serde_path_to_error::Error<E>) -> String {
    let path = error.path().to_string();
    let path = if path == "." { "" } else { &path };
    let message = error.inner().to_string();
    let named = ["unknown field `", "missing field `", "duplicate field `"]
        .into_iter()
        .find_map(|start| message.strip_prefix(start)?.split_once('`'));
    match named {
        Some((name, _)) if path != name && !path.ends_with(&format!(".{name}")) => {
            within(path, name)
        }
        _ => path.to_owned(),
    }
}

/// The path of a field of a field.
#[must_use]
pub fn within(outer: &str, inner: &str) -> String {
    if outer.is_empty() || inner.is_empty() || inner.starts_with('[') {
        format!("{outer}{inner}")
    } else {
        format!("{outer}.{inner}")
    }
}

#[cfg(test)]
mod tests {
    use shared::api::CreateTask;

    use super::*;

    #[test]
    fn the_very_field_is_named() {
        for (body, path) in [
            (r#"{"title": 7}"#, "title"),
            (r#"{"titel": "a"}"#, "titel"),
            (r#"{"due": {"date": "soon"}}"#, "due.date"),
            (r#"{"due": {"time": "09:00"}}"#, "due.date"),
            (r#"{"due": {"date": "2026-11-24", "hour": 1}}"#, "due.hour"),
            (
                r#"{"reminders": [{"before_minutes": 1}, {"at": "now"}]}"#,
                "reminders[1].at",
            ),
            (r#"{"title": "a", "title": "b"}"#, "title"),
            (r#"{"tags": ["a", 1]}"#, "tags[1]"),
            ("7", ""),
        ] {
            let mut json = serde_json::Deserializer::from_str(body);
            let error = serde_path_to_error::deserialize::<_, CreateTask>(&mut json).unwrap_err();
            assert_eq!(path_of(&error), path, "{body}: {error}");
        }
    }
}
