//! Fractional index: between any two positions there is another one, so that a move changes one row. A position
//! is an integer part of fixed length by its first letter, so that adding at an end keeps positions short, and a
//! fraction that does not end in zero; positions compare by their bytes. The scheme is that of
//! <https://observablehq.com/@dgreensp/implementing-fractional-indexing>.

use super::Invalid;

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Longer ones are refused; neighbours are numbered anew long before.
pub const LENGTH_MAX: usize = 100;
/// From this length on, a move numbers the whole list anew.
pub const LENGTH_LONG: usize = 40;

/// # Errors
/// When the text is no position.
pub fn parse(field: &'static str, text: &str) -> Result<String, Invalid> {
    if text.len() <= LENGTH_MAX && split(text).is_some() {
        Ok(text.to_owned())
    } else {
        Err(Invalid::new(
            field,
            "expected a position as this service gives them",
        ))
    }
}

/// A position after `before` and ahead of `after`; `None` stands for the end of the row on that side.
/// Where the two leave no room, which a caller's own positions may do, `None` comes back.
#[must_use]
pub fn between(before: Option<&str>, after: Option<&str>) -> Option<String> {
    match (before, after) {
        (None, None) => Some("a0".to_owned()),
        (None, Some(after)) => {
            let (integer, fraction) = split(after)?;
            match decrement(integer) {
                // The smallest integer of all has no predecessor: only a fraction below it is left.
                _ if !fraction.is_empty() => Some(integer.to_owned()),
                Some(smaller) => Some(smaller),
                None => None,
            }
        }
        (Some(before), None) => {
            let (integer, fraction) = split(before)?;
            match increment(integer) {
                Some(greater) => Some(greater),
                None => Some(format!("{integer}{}", midpoint(fraction.as_bytes(), None)?)),
            }
        }
        (Some(before), Some(after)) => {
            if before >= after {
                return None;
            }
            let (low, low_fraction) = split(before)?;
            let (high, high_fraction) = split(after)?;
            if low == high {
                let middle = midpoint(low_fraction.as_bytes(), Some(high_fraction.as_bytes()))?;
                return Some(format!("{low}{middle}"));
            }
            match increment(low) {
                Some(next) if next.as_str() < after => Some(next),
                _ => Some(format!("{low}{}", midpoint(low_fraction.as_bytes(), None)?)),
            }
        }
    }
}

/// As many positions in a row, from the first on.
#[must_use]
pub fn row(count: usize) -> Vec<String> {
    let mut next = Some("a0".to_owned());
    std::iter::from_fn(|| {
        let this = next.take()?;
        next = increment(&this);
        Some(this)
    })
    .take(count)
    .collect()
}

/// The integer part and the fraction of a position; `None` when it is none.
fn split(text: &str) -> Option<(&str, &str)> {
    let head = *text.as_bytes().first()?;
    let length = match head {
        b'a'..=b'z' => usize::from(head - b'a') + 2,
        b'A'..=b'Z' => usize::from(b'Z' - head) + 2,
        _ => return None,
    };
    let valid = text.bytes().all(|byte| DIGITS.contains(&byte)) && text.len() >= length;
    let (integer, fraction) = valid.then(|| text.split_at(length))?;
    (!fraction.ends_with('0')).then_some((integer, fraction))
}

fn value(digit: u8) -> usize {
    DIGITS
        .iter()
        .position(|known| *known == digit)
        .unwrap_or_default()
}

fn increment(integer: &str) -> Option<String> {
    let mut bytes = integer.as_bytes().to_vec();
    for digit in bytes[1..].iter_mut().rev() {
        let next = value(*digit) + 1;
        if next < DIGITS.len() {
            *digit = DIGITS[next];
            return String::from_utf8(bytes).ok();
        }
        *digit = DIGITS[0];
    }
    let head = bytes[0];
    match head {
        b'Z' => Some("a0".to_owned()),
        b'z' => None,
        b'a'..=b'y' => Some(filled(head + 1, bytes.len(), DIGITS[0])),
        _ => Some(filled(head + 1, bytes.len() - 2, DIGITS[0])),
    }
}

fn decrement(integer: &str) -> Option<String> {
    let mut bytes = integer.as_bytes().to_vec();
    for digit in bytes[1..].iter_mut().rev() {
        let own = value(*digit);
        if own > 0 {
            *digit = DIGITS[own - 1];
            return String::from_utf8(bytes).ok();
        }
        *digit = DIGITS[61];
    }
    let head = bytes[0];
    match head {
        b'a' => Some("Zz".to_owned()),
        b'A' => None,
        b'B'..=b'Z' => Some(filled(head - 1, bytes.len(), DIGITS[61])),
        _ => Some(filled(head - 1, bytes.len() - 2, DIGITS[61])),
    }
}

fn filled(head: u8, digits: usize, digit: u8) -> String {
    std::iter::once(head)
        .chain(std::iter::repeat_n(digit, digits))
        .map(char::from)
        .collect()
}

/// A fraction strictly between `low` and `high`, neither of which ends in zero; `None` as `high` means one.
fn midpoint(low: &[u8], high: Option<&[u8]>) -> Option<String> {
    if high.is_some_and(|high| low >= high) {
        return None;
    }
    let mut middle = String::new();
    let (mut low, mut high) = (low, high);
    loop {
        let first = low.first().map_or(0, |digit| value(*digit));
        let limit = high.map_or(DIGITS.len(), |high| {
            high.first().map_or(0, |digit| value(*digit))
        });
        if limit > first + 1 {
            middle.push(char::from(DIGITS[usize::midpoint(first, limit)]));
            return Some(middle);
        }
        let rest = low.get(1..).unwrap_or_default();
        if limit == first {
            middle.push(char::from(DIGITS[first]));
            high = high.map(|high| high.get(1..).unwrap_or_default());
        } else if high.is_some_and(|high| high.len() > 1) {
            middle.push(char::from(DIGITS[limit]));
            return Some(middle);
        } else {
            middle.push(char::from(DIGITS[first]));
            high = None;
        }
        low = rest;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_positions() {
        for (before, after, expected) in [
            (None, None, "a0"),
            (Some("a0"), None, "a1"),
            (None, Some("a0"), "Zz"),
            (Some("a0"), Some("a1"), "a0V"),
            (Some("az"), None, "b00"),
            (None, Some("b00"), "az"),
            (Some("a0V"), Some("a1"), "a0k"),
            (Some("Zz"), Some("a1"), "a0"),
            (Some("a0"), Some("a0V"), "a0F"),
            (Some("e00041"), None, "e00042"),
        ] {
            assert_eq!(
                between(before, after).unwrap(),
                expected,
                "{before:?} {after:?}"
            );
        }
    }

    #[test]
    fn what_is_no_position_is_refused() {
        for text in [
            "",
            "a",
            "0",
            "a00",
            "b0",
            "a-",
            "é",
            "a0 ",
            &"z".repeat(101),
        ] {
            assert!(parse("position", text).is_err(), "{text}");
        }
        assert!(parse("position", "a0V").is_ok());
    }

    #[test]
    fn equal_neighbours_leave_no_room() {
        assert_eq!(between(Some("a0"), Some("a0")), None);
        assert_eq!(between(Some("a1"), Some("a0")), None);
    }

    proptest! {
        #[test]
        fn inserting_anywhere_keeps_the_order(places in prop::collection::vec(any::<prop::sample::Index>(), 1..200)) {
            let mut row: Vec<String> = Vec::new();
            for place in places {
                let at = place.index(row.len() + 1);
                let before = at.checked_sub(1).map(|index| row[index].as_str());
                let new = between(before, row.get(at).map(String::as_str)).unwrap();
                prop_assert!(parse("position", &new).is_ok(), "{}", new);
                row.insert(at, new);
                prop_assert!(row.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", row);
            }
        }
    }

    #[test]
    fn a_thousand_at_the_end_stay_short() {
        let row = row(1000);
        assert!(row.is_sorted() && row.iter().all(|position| position.len() <= 4));
    }
}
