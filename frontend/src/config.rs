//! All settings, read once from the environment; every mistake is reported at once.

use std::{env, net::SocketAddr};

#[derive(Debug, Clone)]
pub struct Config {
    pub listen_addr: SocketAddr,
    /// Where the backend answers, without a slash at the end: its own address, or the sidecar's invoke path.
    pub backend_url: String,
    /// Scheme, host and port that browsers see; a form from another origin is refused.
    pub public_origin: String,
    /// The folder of static files.
    pub site_dir: String,
}

#[derive(Debug, thiserror::Error)]
#[error("the configuration is wrong:\n  {}", .0.join("\n  "))]
pub struct ConfigError(Vec<String>);

impl Config {
    /// # Errors
    /// One line for each variable that is wrong.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(|name| env::var(name).ok().filter(|text| !text.is_empty()))
    }

    fn read(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let text = |name, default: &str| lookup(name).unwrap_or_else(|| default.to_owned());
        let mut problems = Vec::new();
        let listen_addr = text("LISTEN_ADDR", "127.0.0.1:8080")
            .parse()
            .unwrap_or_else(|error| {
                problems.push(format!("LISTEN_ADDR: {error}"));
                SocketAddr::from(([127, 0, 0, 1], 8080))
            });
        let backend_url = text("BACKEND_URL", "http://127.0.0.1:8081");
        if reqwest::Url::parse(&backend_url).is_err() {
            problems.push("BACKEND_URL: expected a URL".to_owned());
        }
        let config = Self {
            listen_addr,
            backend_url: backend_url.trim_end_matches('/').to_owned(),
            public_origin: text("PUBLIC_ORIGIN", "http://127.0.0.1:8080"),
            site_dir: text("SITE_DIR", "frontend/public"),
        };
        if problems.is_empty() {
            Ok(config)
        } else {
            Err(ConfigError(problems))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_is_reported_at_once() {
        let error = Config::read(|name| (name != "SITE_DIR").then(|| "?".to_owned())).unwrap_err();
        assert_eq!(error.0.len(), 2);
    }
}
