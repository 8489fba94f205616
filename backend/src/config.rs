//! All settings, read once from the environment; every mistake is reported at once.

use std::{env, fmt::Display, net::SocketAddr, ops::RangeInclusive, str::FromStr, time::Duration};

use tonic::{
    metadata::{Ascii, MetadataValue},
    transport::Endpoint,
};

use crate::{domain::webhook::Targets, push::Vapid, webhook::Keys};

/// A request that takes longer gives its Idempotency-Key to the next one.
const LLM_SECONDS_MAX: u64 = 20;

use crate::mail::{Mailer, Server};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Pretty,
    Json,
}

impl FromStr for LogFormat {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "pretty" => Ok(Self::Pretty),
            "json" => Ok(Self::Json),
            _ => Err("expected `pretty` or `json`"),
        }
    }
}

/// How events travel and state keys are kept.
#[derive(Debug, Clone)]
pub enum RuntimeConfig {
    /// Within this process, the only one on its database.
    Embedded,
    /// Through the sidecar beside this process.
    Dapr(Box<Sidecar>),
}

#[derive(Clone)]
pub struct Sidecar {
    pub endpoint: Endpoint,
    /// What the sidecar wants to see of us.
    pub api_token: Option<MetadataValue<Ascii>>,
    /// What we want to see of the sidecar.
    pub app_token: String,
}

/// A language model behind the sidecar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Llm {
    /// The name of the conversation component.
    pub component: String,
    /// After so long the answer is given without it.
    pub timeout: Duration,
    /// How many messages of one person go there in a day.
    pub calls_per_day: i32,
}

#[derive(Clone)]
pub struct Config {
    pub database_url: String,
    pub database_pool: u32,
    pub listen_addr: SocketAddr,
    /// Scheme, host and port that browsers see; a write from another origin is refused.
    pub public_origin: String,
    pub migrate_on_start: bool,
    pub runtime: RuntimeConfig,
    /// Where words go that the grammar does not understand.
    pub llm: Option<Llm>,
    /// Where metrics are told, apart from the API: never public. Several backends on one machine leave it out.
    pub metrics_addr: Option<SocketAddr>,
    pub log_format: LogFormat,
    pub otlp_endpoint: Option<String>,
    /// Sends e-mail, where a server for it is named.
    pub mailer: Option<Mailer>,
    /// How many requests a minute one person may send.
    pub requests_per_minute: i64,
    /// How many sign-ups and sign-ins a minute one address may send.
    pub sign_ins_per_minute: i64,
    /// How long requests may take to end once the service is told to stop.
    pub shutdown_grace: Duration,
    /// Where people's webhooks may point.
    pub webhook_targets: Targets,
    /// What seals the webhooks' secrets in the database.
    pub webhook_keys: Keys,
    /// Signs what is pushed to browsers; without it nothing is.
    pub vapid: Option<Vapid>,
    /// How long events that no consumer could use are kept.
    pub dead_letter_days: i64,
}

impl Config {
    /// # Errors
    /// One line for each variable that is missing or wrong.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(|name| env::var(name).ok())
    }

    /// Like [`Config::from_env`], from any source of variables.
    ///
    /// # Errors
    /// One line for each variable that is missing or wrong.
    pub fn read(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut vars = Vars {
            lookup,
            problems: Vec::new(),
        };
        let config = Self {
            database_url: vars.required("DATABASE_URL"),
            database_pool: vars.or("DATABASE_POOL", 20),
            listen_addr: vars.or("LISTEN_ADDR", SocketAddr::from(([127, 0, 0, 1], 8081))),
            public_origin: vars.or("PUBLIC_ORIGIN", "http://127.0.0.1:8080".to_owned()),
            migrate_on_start: vars.or("MIGRATE_ON_START", false),
            runtime: vars.runtime(),
            llm: vars.llm(),
            metrics_addr: vars.optional("METRICS_ADDR"),
            log_format: vars.or("LOG_FORMAT", LogFormat::Pretty),
            otlp_endpoint: vars.optional("OTEL_EXPORTER_OTLP_ENDPOINT"),
            mailer: vars.mailer(),
            requests_per_minute: vars.or("REQUESTS_PER_MINUTE", 6_000),
            sign_ins_per_minute: vars.or("SIGN_INS_PER_MINUTE", 600),
            shutdown_grace: Duration::from_secs(vars.or("SHUTDOWN_GRACE_SECONDS", 20)),
            webhook_targets: vars.or("WEBHOOK_TARGETS", Targets::Public),
            webhook_keys: vars.or("WEBHOOK_KEYS", Keys::default()),
            vapid: vars.optional("VAPID_PRIVATE_KEY"),
            dead_letter_days: vars.within("DEAD_LETTER_DAYS", 30, 1..=365),
        };
        if vars.problems.is_empty() {
            Ok(config)
        } else {
            Err(ConfigError(vars.problems))
        }
    }
}

// The tokens are secrets.
impl std::fmt::Debug for Sidecar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sidecar")
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}
// The database's address holds its password.
impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config")
            .field("listen_addr", &self.listen_addr)
            .field("public_origin", &self.public_origin)
            .field("runtime", &self.runtime)
            .field("migrate_on_start", &self.migrate_on_start)
            .finish_non_exhaustive()
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the configuration is wrong:\n  {}", .0.join("\n  "))]
pub struct ConfigError(pub Vec<String>);

struct Vars<F> {
    lookup: F,
    problems: Vec<String>,
}

impl<F: Fn(&str) -> Option<String>> Vars<F> {
    fn optional<T: FromStr<Err: Display>>(&mut self, name: &str) -> Option<T> {
        let text = (self.lookup)(name).filter(|text| !text.is_empty())?;
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.problems.push(format!("{name}: {error}"));
                None
            }
        }
    }

    fn or<T: FromStr<Err: Display>>(&mut self, name: &str, default: T) -> T {
        self.optional(name).unwrap_or(default)
    }

    fn within<T>(&mut self, name: &str, default: T, range: RangeInclusive<T>) -> T
    where
        T: FromStr<Err: Display> + Display + PartialOrd,
    {
        let value = self.or(name, default);
        if !range.contains(&value) {
            let (least, most) = range.into_inner();
            self.problems
                .push(format!("{name}: expected {least} to {most}"));
        }
        value
    }

    fn runtime(&mut self) -> RuntimeConfig {
        match self.or("RUNTIME", "embedded".to_owned()).as_str() {
            "embedded" => RuntimeConfig::Embedded,
            "dapr" => RuntimeConfig::Dapr(Box::new(Sidecar {
                endpoint: self.endpoint(),
                api_token: self.optional("DAPR_API_TOKEN"),
                app_token: self.required("APP_API_TOKEN"),
            })),
            _ => {
                self.problems
                    .push("RUNTIME: expected `embedded` or `dapr`".to_owned());
                RuntimeConfig::Embedded
            }
        }
    }

    /// Only a sidecar leads to a model.
    fn llm(&mut self) -> Option<Llm> {
        let component: String = self.optional("LLM_COMPONENT")?;
        if self.or("RUNTIME", "embedded".to_owned()) != "dapr" {
            self.problems
                .push("LLM_COMPONENT: needs `RUNTIME=dapr`".to_owned());
        }
        let seconds = self.within("LLM_TIMEOUT_SECONDS", 10, 1..=LLM_SECONDS_MAX);
        Some(Llm {
            component,
            timeout: Duration::from_secs(seconds),
            calls_per_day: self.or("LLM_CALLS_PER_DAY", 50),
        })
    }

    fn mailer(&mut self) -> Option<Mailer> {
        let server: Server = self.optional("SMTP_URL")?;
        let from = self.required("MAIL_FROM");
        match from.parse() {
            Ok(from) => Some(Mailer::new(server, from)),
            Err(_) if from.is_empty() => None,
            Err(error) => {
                self.problems.push(format!("MAIL_FROM: {error}"));
                None
            }
        }
    }

    /// The sidecar is always on this machine.
    fn endpoint(&mut self) -> Endpoint {
        let port: u16 = self.or("DAPR_GRPC_PORT", 50001);
        let address = format!("http://127.0.0.1:{port}");
        address.parse().unwrap_or_else(|error| {
            self.problems.push(format!("DAPR_GRPC_PORT: {error}"));
            Endpoint::from_static("http://127.0.0.1")
        })
    }

    fn required(&mut self, name: &str) -> String {
        self.optional(name).unwrap_or_else(|| {
            self.problems.push(format!("{name}: missing"));
            String::new()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_is_reported_at_once() {
        let error = Config::read(|name| match name {
            "LISTEN_ADDR" => Some("8081".to_owned()),
            "LOG_FORMAT" => Some("xml".to_owned()),
            "VAPID_PRIVATE_KEY" => Some("hunter2".to_owned()),
            "RUNTIME" => Some("dapr".to_owned()),
            "LLM_COMPONENT" => Some("llm".to_owned()),
            "LLM_TIMEOUT_SECONDS" => Some("60".to_owned()),
            "DEAD_LETTER_DAYS" => Some("0".to_owned()),
            _ => None,
        })
        .unwrap_err();
        let names: Vec<_> = error
            .0
            .iter()
            .filter_map(|line| line.split(':').next())
            .collect();
        assert_eq!(
            names,
            [
                "DATABASE_URL",
                "LISTEN_ADDR",
                "APP_API_TOKEN",
                "LLM_TIMEOUT_SECONDS",
                "LOG_FORMAT",
                "VAPID_PRIVATE_KEY",
                "DEAD_LETTER_DAYS"
            ]
        );
        assert!(!error.to_string().contains("hunter2"));
    }

    #[test]
    fn mail_needs_a_server_and_a_sender() {
        let named = |url: &str, from: &str| {
            Config::read(|name| match name {
                "DATABASE_URL" => Some("postgres://todo@localhost/todo".to_owned()),
                "SMTP_URL" => Some(url.to_owned()),
                "MAIL_FROM" => Some(from.to_owned()),
                _ => None,
            })
        };
        let sends = |url: &str, from: &str| named(url, from).map(|config| config.mailer.is_some());
        assert!(!sends("", "").unwrap());
        assert!(sends("smtps://me:hunter2@mail.test", "Tasks <a@mail.test>").unwrap());
        for (url, from, variable) in [
            ("mail.test hunter2", "a@mail.test", "SMTP_URL: expected"),
            ("smtp://mail.test", "", "MAIL_FROM: missing"),
            ("smtp://mail.test", "nobody", "MAIL_FROM: "),
        ] {
            let error = named(url, from).unwrap_err().to_string();
            assert!(
                error.contains(variable) && !error.contains("hunter2"),
                "{error}"
            );
        }
    }

    #[test]
    fn a_model_needs_a_sidecar() {
        let error = Config::read(|name| match name {
            "DATABASE_URL" => Some("postgres://todo@localhost/todo".to_owned()),
            "LLM_COMPONENT" => Some("llm".to_owned()),
            _ => None,
        })
        .unwrap_err();
        assert_eq!(error.0, ["LLM_COMPONENT: needs `RUNTIME=dapr`"]);
    }

    #[test]
    fn no_secret_is_printed() {
        let config = Config::read(|name| match name {
            "DATABASE_URL" => Some("postgres://todo:hunter2@localhost/todo".to_owned()),
            _ => None,
        })
        .unwrap();
        assert!(!format!("{config:?}").contains("hunter2"));
    }
}
