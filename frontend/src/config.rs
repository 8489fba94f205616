//! All settings, read once from the environment; every mistake is reported at once.

use std::{env, fmt, net::SocketAddr, path::PathBuf, time::Duration};

use reqwest::Url;

#[derive(Debug, Clone)]
pub struct Config {
    pub listen_addr: SocketAddr,
    pub backend: NextHop,
    /// Scheme, host and port that browsers see; a form from another origin is refused.
    pub public_origin: String,
    /// The folder that `tools/web` builds.
    pub site_dir: String,
    /// Where it ends TLS itself.
    pub tls: Option<Tls>,
    /// A log line is JSON, for programs, rather than text for people.
    pub log_json: bool,
    /// Where traces go (OTLP over gRPC); nowhere without.
    pub otlp_endpoint: Option<String>,
    /// How long requests may take to end once the service is told to stop.
    pub shutdown_grace: Duration,
}

/// A second address, for TLS.
#[derive(Debug, Clone)]
pub struct Tls {
    pub listen_addr: SocketAddr,
    /// Holds `tls.crt` and `tls.key`.
    pub dir: PathBuf,
}

/// Where requests to the backend go: to itself, or to the sidecar that passes them on (service invocation).
#[derive(Clone)]
pub struct NextHop {
    /// Without a slash at the end.
    pub url: String,
    /// What answers with success while requests can be passed on.
    pub health: String,
    pub token: Option<String>,
}

// The token stays out of logs.
impl fmt::Debug for NextHop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NextHop")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
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

    pub(crate) fn read(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let text = |name, default: &str| lookup(name).unwrap_or_else(|| default.to_owned());
        let mut problems = Vec::new();
        let listen_addr = address(
            "LISTEN_ADDR",
            &text("LISTEN_ADDR", "127.0.0.1:8080"),
            &mut problems,
        );
        let tls = lookup("TLS_DIR").map(|dir| Tls {
            listen_addr: address(
                "TLS_LISTEN_ADDR",
                &text("TLS_LISTEN_ADDR", "127.0.0.1:8443"),
                &mut problems,
            ),
            dir: dir.into(),
        });
        let grace = text("SHUTDOWN_GRACE_SECONDS", "20").parse();
        if grace.is_err() {
            problems.push("SHUTDOWN_GRACE_SECONDS: expected a number of seconds".to_owned());
        }
        let log_format = text("LOG_FORMAT", "pretty");
        if !["pretty", "json"].contains(&log_format.as_str()) {
            problems.push("LOG_FORMAT: expected `pretty` or `json`".to_owned());
        }
        let config = Self {
            listen_addr,
            backend: next_hop(&lookup, &mut problems),
            public_origin: text("PUBLIC_ORIGIN", "http://127.0.0.1:8080"),
            site_dir: text("SITE_DIR", "target/site"),
            tls,
            log_json: log_format == "json",
            otlp_endpoint: lookup("OTEL_EXPORTER_OTLP_ENDPOINT"),
            shutdown_grace: Duration::from_secs(grace.unwrap_or_default()),
        };
        if problems.is_empty() {
            Ok(config)
        } else {
            Err(ConfigError(problems))
        }
    }
}

fn address(name: &str, text: &str, problems: &mut Vec<String>) -> SocketAddr {
    text.parse().unwrap_or_else(|error| {
        problems.push(format!("{name}: {error}"));
        SocketAddr::from(([127, 0, 0, 1], 0))
    })
}

/// `BACKEND_URL` where it is set, else the sidecar, else the backend of this machine.
fn next_hop(lookup: impl Fn(&str) -> Option<String>, problems: &mut Vec<String>) -> NextHop {
    if let (None, Some(port)) = (lookup("BACKEND_URL"), lookup("DAPR_HTTP_PORT")) {
        if port.parse::<u16>().is_err() {
            problems.push("DAPR_HTTP_PORT: expected a port".to_owned());
        }
        return NextHop {
            url: format!("http://127.0.0.1:{port}/v1.0/invoke/backend/method"),
            health: format!("http://127.0.0.1:{port}/v1.0/healthz"),
            token: lookup("DAPR_API_TOKEN"),
        };
    }
    let url = lookup("BACKEND_URL").unwrap_or_else(|| "http://127.0.0.1:8081".to_owned());
    if !Url::parse(&url).is_ok_and(|url| matches!(url.scheme(), "http" | "https")) {
        problems.push("BACKEND_URL: expected a URL, http://host:port".to_owned());
    }
    let url = url.trim_end_matches('/');
    NextHop {
        url: url.to_owned(),
        health: format!("{url}/health/ready"),
        token: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(settings: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::read(|name| {
            let found = settings.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn every_mistake_is_reported_at_once() {
        let wrong = [
            ("LISTEN_ADDR", "?"),
            ("BACKEND_URL", "?"),
            ("LOG_FORMAT", "xml"),
            ("TLS_DIR", "/tls"),
            ("TLS_LISTEN_ADDR", "8443"),
            ("SHUTDOWN_GRACE_SECONDS", "soon"),
        ];
        assert_eq!(read(&wrong).unwrap_err().0.len(), 5);
    }

    #[test]
    fn the_sidecar_is_used_where_there_is_one() {
        let config = read(&[("DAPR_HTTP_PORT", "3500"), ("DAPR_API_TOKEN", "secret")]).unwrap();
        let expected = "http://127.0.0.1:3500/v1.0/invoke/backend/method";
        assert_eq!(config.backend.url, expected);
        assert_eq!(config.backend.token.as_deref(), Some("secret"));
        assert!(!format!("{config:?}").contains("secret"));
    }

    #[test]
    fn a_backend_that_is_named_comes_before_the_sidecar() {
        let settings = [
            ("BACKEND_URL", "http://backend:8081/"),
            ("DAPR_HTTP_PORT", "3500"),
        ];
        assert_eq!(read(&settings).unwrap().backend.url, "http://backend:8081");
    }
}
