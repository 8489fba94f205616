//! What a webhook may be: where it may point, what it may be told of, when a delivery is tried again.

mod address;

use std::{str::FromStr, time::Duration};

use shared::api::EVENT_TYPES;
use url::{Host, Url};

use super::{Invalid, line};
pub use address::is_public;

/// How many one person may have.
pub const MAX: usize = 10;
pub const URL_MAX: usize = 2000;
pub const NAME_MAX: usize = 100;
const PORTS: [u16; 2] = [443, 8443];
/// Names that mean something else in each network, and never a host of the internet (RFC 6761, 6762, 8375).
const LOCAL_NAMES: [&str; 8] = [
    "localhost",
    "local",
    "internal",
    "intranet",
    "home.arpa",
    "svc",
    "lan",
    "test",
];
/// Where webhooks may point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Targets {
    /// HTTPS at public addresses.
    Public,
    /// Loopback as well, by plain HTTP too and at any port: for development.
    Local,
    /// Nowhere: there are no webhooks.
    Off,
}

impl FromStr for Targets {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "public" => Ok(Self::Public),
            "local" => Ok(Self::Local),
            "off" => Ok(Self::Off),
            _ => Err("expected `public`, `local` or `off`"),
        }
    }
}

impl Targets {
    /// Whether this address may be connected to.
    #[must_use]
    pub fn allow(self, address: std::net::IpAddr) -> bool {
        is_public(address) || (self == Self::Local && address.is_loopback())
    }

    /// Reads an address to send to. What its name resolves to is to be looked at each time it is used.
    ///
    /// # Errors
    /// When it is none that may be sent to.
    pub fn url(self, text: &str) -> Result<Url, Invalid> {
        let invalid = |message: &str| Invalid::new("url", message);
        let text = line("url", text, URL_MAX)?;
        let url: Url = text
            .parse()
            .map_err(|_| invalid("expected an address like https://example.com/todo"))?;
        let local = self == Self::Local && is_loopback(&url);
        match url.scheme() {
            "https" => {}
            "http" if local => {}
            _ => return Err(invalid("expected https")),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(invalid("must not hold a user or a password"));
        }
        if url.fragment().is_some() {
            return Err(invalid("must not have a fragment (#…)"));
        }
        let port = url.port_or_known_default().unwrap_or_default();
        if !local && self != Self::Local && !PORTS.contains(&port) {
            return Err(invalid("expected port 443 or 8443"));
        }
        match url.host() {
            Some(Host::Ipv4(address)) if self.allow(address.into()) => Ok(url),
            Some(Host::Ipv6(address)) if self.allow(address.into()) => Ok(url),
            Some(Host::Domain(_)) if local => Ok(url),
            Some(Host::Domain(name)) if self == Self::Local || is_internet_name(name) => Ok(url),
            _ => Err(invalid("expected a host on the public internet")),
        }
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

fn is_internet_name(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name.contains('.')
        && !LOCAL_NAMES.iter().any(|local| {
            name.strip_suffix(local)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
}

/// What a person calls a webhook; may be left empty.
///
/// # Errors
/// When it is longer than 100 characters or more than one line.
pub fn name(text: &str) -> Result<String, Invalid> {
    if text.trim().is_empty() {
        return Ok(String::new());
    }
    line("name", text, NAME_MAX)
}

/// What its owner knows a webhook by: its name, or the host that it points to. Never the rest of the address, which may
/// hold a secret.
#[must_use]
pub fn called(name: &str, url: &str) -> String {
    if !name.is_empty() {
        return name.to_owned();
    }
    let url: Option<Url> = url.parse().ok();
    let host = url.as_ref().and_then(Url::host_str);
    host.unwrap_or_default().to_owned()
}

/// The types that are asked for, each once; none means all.
///
/// # Errors
/// When there is no such type.
pub fn events(types: &[String]) -> Result<Vec<String>, Invalid> {
    let unknown = types
        .iter()
        .find(|kind| !EVENT_TYPES.contains(&kind.as_str()));
    if unknown.is_some() {
        let expected = format!("expected types of {}", EVENT_TYPES.join(", "));
        return Err(Invalid::new("events", expected));
    }
    let mut types = types.to_vec();
    types.sort_unstable();
    types.dedup();
    Ok(types)
}

/// What came of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// 2xx
    Taken,
    /// 410: the receiver wants no more, of anything.
    Gone,
    /// Another 4xx: the receiver got it, and does not want this one.
    Refused,
    /// Nothing, or what may pass: the receiver is down or busy.
    Absent,
}

impl Answer {
    #[must_use]
    pub fn of(status: u16) -> Self {
        match status {
            200..=299 => Self::Taken,
            410 => Self::Gone,
            408 | 425 | 429 => Self::Absent,
            400..=499 => Self::Refused,
            _ => Self::Absent,
        }
    }
}

/// What is to be done after a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    Retry(Duration),
    /// This delivery is given up; the next one has its turn.
    GiveUp,
    /// Nothing is sent any more.
    Disable,
}

/// The pauses between attempts: a day in all.
const PAUSES: [Duration; 10] = [
    Duration::from_secs(5),
    Duration::from_secs(30),
    Duration::from_mins(2),
    Duration::from_mins(10),
    Duration::from_mins(30),
    Duration::from_hours(1),
    Duration::from_hours(2),
    Duration::from_hours(4),
    Duration::from_hours(8),
    Duration::from_hours(8),
];
/// However long a receiver asks to be left alone.
const PATIENCE: Duration = Duration::from_hours(24);
/// How often one that the receiver refuses is sent.
const REFUSALS: u32 = 3;
/// After so many failures in a row, whatever they were, nobody is there who wants it.
const FAILURES: u32 = 30;

/// What follows a failure, after so many `attempts` of this delivery and `failures` in a row of all.
/// `chance` of 0 to 1 spreads the retries of many by a fifth. A receiver that is busy is given the time that it asks for
/// (`retry_after`), up to a day; never less than the pause that is due.
#[must_use]
pub fn next(
    answer: Answer,
    retry_after: Option<Duration>,
    attempts: u32,
    failures: u32,
    chance: f64,
) -> Next {
    let asked = retry_after
        .filter(|_| answer == Answer::Absent)
        .unwrap_or_default()
        .min(PATIENCE);
    let pause = usize::try_from(attempts.saturating_sub(1))
        .ok()
        .and_then(|index| PAUSES.get(index));
    match (answer, pause) {
        (Answer::Gone, _) | (Answer::Absent, None) => Next::Disable,
        _ if failures >= FAILURES => Next::Disable,
        (Answer::Refused, _) if attempts >= REFUSALS => Next::GiveUp,
        (_, Some(pause)) => {
            let pause = pause.mul_f64(0.8 + 0.4 * chance.clamp(0.0, 1.0));
            Next::Retry(pause.max(asked))
        }
        (_, None) => Next::GiveUp,
    }
}

#[cfg(test)]
mod tests;
