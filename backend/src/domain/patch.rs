//! JSON merge patches (RFC 7396), read field by field.

use serde_json::{Map, Value};

use super::{Invalid, field};

/// # Errors
/// When the patch is no object.
pub fn fields(patch: &Value) -> Result<&Map<String, Value>, Invalid> {
    patch
        .as_object()
        .ok_or_else(|| Invalid::new("body", "expected a JSON object"))
}

/// # Errors
/// When the value, or a field of it, is of another type or unknown: the very field is named.
pub fn read<T: serde::de::DeserializeOwned>(
    name: &'static str,
    value: &Value,
) -> Result<T, Invalid> {
    serde_path_to_error::deserialize(value.clone()).map_err(|error| {
        let path = field::within(name, &field::path_of(&error));
        Invalid::new(path, error.into_inner().to_string())
    })
}

/// Like [`read`], for a field that null takes away.
///
/// # Errors
/// When the value is of another type.
pub fn read_or_default<T: serde::de::DeserializeOwned + Default>(
    field: &'static str,
    value: &Value,
) -> Result<T, Invalid> {
    if value.is_null() {
        return Ok(T::default());
    }
    read(field, value)
}

/// A field that only the server sets may come back as it was sent.
///
/// # Errors
/// When it is none of `fields`, or differs from what it is now.
pub fn read_only(
    fields: &[&'static str],
    current: &impl serde::Serialize,
    name: &str,
    value: &Value,
) -> Result<(), Invalid> {
    let Some(field) = fields.iter().find(|field| **field == name) else {
        return Err(Invalid::new(name.to_owned(), "unknown field"));
    };
    let current = serde_json::to_value(current).unwrap_or_default();
    if current.get(field) == Some(value) {
        Ok(())
    } else {
        Err(Invalid::new(*field, "cannot be set by an update"))
    }
}

/// An object with some of its members replaced, or null.
///
/// # Errors
/// When the patch is neither an object nor null.
pub fn merged<T: serde::de::DeserializeOwned>(
    field: &'static str,
    current: Option<&impl serde::Serialize>,
    patch: &Value,
) -> Result<Option<T>, Invalid> {
    if patch.is_null() {
        return Ok(None);
    }
    let mut merged = current
        .and_then(|current| serde_json::to_value(current).ok())
        .unwrap_or_else(|| Value::Object(Map::new()));
    if let (Value::Object(merged), Value::Object(fields)) = (&mut merged, patch) {
        for (name, value) in fields {
            merged.insert(name.clone(), value.clone());
        }
    } else {
        return Err(Invalid::new(field, "expected an object or null"));
    }
    read(field, &merged).map(Some)
}
