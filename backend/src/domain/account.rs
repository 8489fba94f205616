//! What an account may be called and where it may be.

use std::ops::RangeInclusive;

use jiff::tz::TimeZone;
use shared::api::{PatchMe, User};

use super::{Invalid, line};

pub const EMAIL_MAX: usize = 254;
/// NIST SP 800-63B: length before all else.
pub const PASSWORD_LENGTHS: RangeInclusive<usize> = 8..=200;
pub const NAME_MAX: usize = 100;
pub const LANGUAGE_MAX: usize = 35;
/// A year, in minutes.
pub const REMINDER_MAX: u32 = 525_600;

/// # Errors
/// When the text cannot be an e-mail address.
pub fn email(text: &str) -> Result<String, Invalid> {
    let text = line("email", text, EMAIL_MAX)?.to_lowercase();
    let plausible = text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && domain.contains('.')
            && !domain.starts_with('.')
            && !domain.ends_with('.')
            && !domain.contains('@')
    });
    if plausible && !text.contains(char::is_whitespace) {
        Ok(text)
    } else {
        Err(Invalid::new(
            "email",
            "expected an address like ada@example.com",
        ))
    }
}

/// # Errors
/// When it is shorter or longer than [`PASSWORD_LENGTHS`].
pub fn password(text: &str) -> Result<&str, Invalid> {
    let length = text.chars().count();
    if PASSWORD_LENGTHS.contains(&length) {
        return Ok(text);
    }
    let (least, most) = (PASSWORD_LENGTHS.start(), PASSWORD_LENGTHS.end());
    let message = format!("expected {least} to {most} characters, not {length}");
    Err(Invalid::new("password", message))
}

/// # Errors
/// When it is no IANA time zone.
pub fn time_zone(field: &'static str, name: &str) -> Result<TimeZone, Invalid> {
    TimeZone::get(name).map_err(|_| {
        Invalid::new(
            field,
            "expected an IANA time zone, for example Europe/Berlin",
        )
    })
}

/// The zone of a person. One that is known no more, which the time zone database may forget, must not keep them from
/// what is theirs: then it is UTC.
#[must_use]
pub fn zone(user: &User) -> TimeZone {
    TimeZone::get(&user.time_zone).unwrap_or(TimeZone::UTC)
}

/// Whether the time zone database knows a person's zone.
#[must_use]
pub fn zone_is_known(user: &User) -> bool {
    TimeZone::get(&user.time_zone).is_ok()
}

/// # Errors
/// When it is empty, longer than 100 characters or holds control characters.
pub fn name(text: &str) -> Result<String, Invalid> {
    line("name", text, NAME_MAX)
}

/// The person with new settings. Whether a default list is there, the caller checks.
///
/// # Errors
/// When a field breaks a rule.
pub fn patched(user: &User, patch: &PatchMe) -> Result<User, Invalid> {
    let mut user = user.clone();
    if let Some(zone) = &patch.time_zone {
        time_zone("time_zone", zone)?;
        user.time_zone.clone_from(zone);
    }
    if let Some(text) = &patch.name {
        user.name = Some(name(text)?);
    }
    if let Some(tag) = &patch.language {
        user.language = language(tag)?;
    }
    if let Some(minutes) = patch.default_reminder_minutes {
        if minutes.is_some_and(|minutes| minutes > REMINDER_MAX) {
            let message = format!("expected 0 to {REMINDER_MAX}, or null");
            return Err(Invalid::new("default_reminder_minutes", message));
        }
        user.default_reminder_minutes = minutes;
    }
    user.week_start = patch.week_start.unwrap_or(user.week_start);
    user.times_of_day = patch.times_of_day.unwrap_or(user.times_of_day);
    user.default_list_id = patch.default_list_id.unwrap_or(user.default_list_id);
    Ok(user)
}

/// A language tag's plain forms: "en", "de-AT".
fn language(tag: &str) -> Result<String, Invalid> {
    let letters = |part: &str| {
        (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    if tag.len() <= LANGUAGE_MAX && tag.split('-').all(letters) {
        Ok(tag.to_owned())
    } else {
        Err(Invalid::new(
            "language",
            "expected a language tag like en or de-AT",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_in_lower_case() {
        assert_eq!(email(" Ada@Example.COM ").unwrap(), "ada@example.com");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            "ada",
            "@example.com",
            "ada@",
            "ada@example",
            "a b@example.com",
            "a@b@c.de",
        ] {
            assert!(email(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_zone_must_exist() {
        assert!(time_zone("time_zone", "Europe/Berlin").is_ok());
        assert!(time_zone("time_zone", "Europe/Atlantis").is_err());
    }
}
