//! What an account may be called and where it may be.

use jiff::tz::TimeZone;

use super::{Invalid, line};

/// # Errors
/// When the text cannot be an e-mail address.
pub fn email(text: &str) -> Result<String, Invalid> {
    let text = line("email", text, 254)?.to_lowercase();
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
/// When it is shorter than 8 or longer than 200 characters (NIST SP 800-63B: length before all else).
pub fn password(text: &str) -> Result<&str, Invalid> {
    match text.chars().count() {
        8..=200 => Ok(text),
        length => Err(Invalid::new(
            "password",
            format!("expected 8 to 200 characters, not {length}"),
        )),
    }
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

/// # Errors
/// When it is empty, longer than 100 characters or holds control characters.
pub fn name(text: &str) -> Result<String, Invalid> {
    line("name", text, 100)
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
