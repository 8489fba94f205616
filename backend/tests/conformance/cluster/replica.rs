//! A backend and its sidecar.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use backend::runtime::{Dapr, Runtime};

use crate::{
    app::within,
    process::{Process, free_port, root, run},
};

pub(super) const API_TOKEN: &str = "what-the-app-shows";
pub(super) const START: Duration = Duration::from_mins(1);

/// What all processes of a cluster are told of each other.
#[derive(Debug, Clone)]
pub(crate) struct Surroundings {
    pub(super) folder: PathBuf,
    pub(super) database_url: String,
    pub(super) brokers: String,
    pub(super) password: String,
    /// HOST:PORT of what collects traces.
    pub(super) collector: Option<String>,
    /// Who hands out identities; without, there are none.
    pub(super) sentry: Option<SentryAddress>,
}

/// Where sidecars get their identities, and whose they trust.
#[derive(Debug, Clone)]
pub(super) struct SentryAddress {
    pub(super) address: String,
    /// PEM
    pub(super) anchors: String,
}

pub(crate) struct Replica {
    pub(crate) backend: Process,
    pub(crate) sidecar: Process,
    pub(crate) url: String,
    settings: Settings,
}

struct Settings {
    name: String,
    folder: PathBuf,
    surroundings: Surroundings,
    app_port: u16,
    grpc_port: u16,
    http_port: u16,
    /// Where other sidecars reach this one.
    internal_port: u16,
    daprd: PathBuf,
}

impl Surroundings {
    /// Writes what a sidecar reads into a folder.
    pub(super) async fn overlay(&self, folder: &Path, more: &[(&str, &str)]) {
        let mut vars = vec![
            ("BROKERS", &*self.brokers),
            ("KAFKA_PASSWORD", &*self.password),
            ("DATABASE_URL", &*self.database_url),
            ("OTLP_ENDPOINT", self.collector.as_deref().unwrap_or("")),
        ];
        if self.sentry.is_some() {
            vars.push(("SENTRY", "true"));
        }
        vars.extend(more);
        let overlay = root().join("dapr/local/overlay.sh");
        run(overlay, &[folder.to_str().unwrap()], &vars).await;
    }

    /// Starts a sidecar from what the overlay wrote into a folder.
    pub(super) fn sidecar(
        &self,
        daprd: &Path,
        folder: &Path,
        own: &[&str],
        vars: &[(&str, &str)],
    ) -> Process {
        let (resources, config) = (folder.join("resources"), folder.join("config.yaml"));
        let mut arguments = vec![
            "--enable-metrics=false",
            "--dapr-listen-addresses=127.0.0.1",
            "--dapr-internal-grpc-listen-address=127.0.0.1",
            "--dapr-graceful-shutdown-seconds=5",
            "--resources-path",
            resources.to_str().unwrap(),
            "--config",
            config.to_str().unwrap(),
        ];
        arguments.extend(own);
        let mut vars = [
            vars,
            &[
                ("DAPR_API_TOKEN", API_TOKEN),
                ("NAMESPACE", "default"),
                ("HOME", folder.to_str().unwrap()),
            ],
        ]
        .concat();
        if let Some(SentryAddress { address, anchors }) = &self.sentry {
            arguments.extend(["--enable-mtls", "--sentry-address", address]);
            vars.push(("DAPR_TRUST_ANCHORS", anchors));
        }
        Process::start(daprd, &arguments, &vars, folder.join("daprd.log"))
    }

    /// `OTEL_EXPORTER_OTLP_ENDPOINT`; empty for none.
    pub(super) fn exporter(&self) -> String {
        let collector = self.collector.as_ref();
        collector.map_or_else(String::new, |address| format!("http://{address}"))
    }
}

impl Replica {
    /// What its sidecar shows it.
    pub(crate) const APP_TOKEN: &str = "what-the-sidecar-shows";

    pub(super) async fn start(name: &str, surroundings: &Surroundings) -> Self {
        let folder = surroundings.folder.join(name);
        std::fs::create_dir(&folder).unwrap();
        surroundings.overlay(&folder, &[]).await;
        let settings = Settings {
            name: name.to_owned(),
            folder,
            surroundings: surroundings.clone(),
            app_port: free_port(),
            grpc_port: free_port(),
            http_port: free_port(),
            internal_port: free_port(),
            daprd: daprd().await,
        };
        let replica = Self {
            backend: settings.backend(),
            sidecar: settings.sidecar(),
            url: format!("http://127.0.0.1:{}", settings.app_port),
            settings,
        };
        replica.ready().await;
        replica.sidecar_ready().await;
        replica
    }

    /// The sidecar as the backend sees it.
    pub(super) fn runtime(&self) -> Runtime {
        let sidecar = format!("http://127.0.0.1:{}", self.settings.grpc_port);
        Runtime::Dapr(Dapr::new(
            sidecar.parse().unwrap(),
            Some(API_TOKEN.parse().unwrap()),
        ))
    }

    /// Where other sidecars reach its own.
    pub(crate) fn internal_port(&self) -> u16 {
        self.settings.internal_port
    }

    pub(crate) async fn restart_backend(&mut self) {
        self.backend = self.settings.backend();
        self.ready().await;
    }

    /// Starts the sidecar, and once more where it ends, as Kubernetes does: one that finds no broker gives up.
    pub(crate) async fn restart_sidecar(&mut self) {
        self.start_sidecar().await;
        let url = outbound(self.settings.http_port);
        let started = within(
            START,
            async || {
                if self.sidecar.has_ended() {
                    self.sidecar = self.settings.sidecar();
                }
                (is_up(&url).await, self.sidecar.last_words())
            },
            |(up, _)| *up,
        );
        started.await;
    }

    /// Starts the sidecar with a password for the broker, and does not wait for it.
    pub(crate) async fn start_sidecar_with(&mut self, password: &str) {
        password.clone_into(&mut self.settings.surroundings.password);
        self.start_sidecar().await;
    }

    async fn start_sidecar(&mut self) {
        let (surroundings, folder) = (&self.settings.surroundings, &self.settings.folder);
        surroundings.overlay(folder, &[]).await;
        self.sidecar = self.settings.sidecar();
    }

    pub(crate) async fn stop(self) {
        self.backend.stop().await;
        self.sidecar.stop().await;
    }

    async fn ready(&self) {
        answers(&format!("{}/health/ready", self.url), &self.backend).await;
    }

    pub(crate) async fn sidecar_ready(&self) {
        sidecar_ready(self.settings.http_port, &self.sidecar).await;
    }
}

pub(super) async fn daprd() -> PathBuf {
    run(root().join("scripts/dev/daprd.sh"), &[], &[])
        .await
        .into()
}

pub(super) async fn sidecar_ready(http_port: u16, process: &Process) {
    answers(&outbound(http_port), process).await;
}

/// Where a sidecar tells whether its components are ready.
fn outbound(http_port: u16) -> String {
    format!("http://127.0.0.1:{http_port}/v1.0/healthz/outbound")
}

/// Waits until a URL answers with success; shows the end of the log when it does not.
pub(super) async fn answers(url: &str, process: &Process) {
    let ready = within(
        START,
        async || (is_up(url).await, process.last_words()),
        |(up, _)| *up,
    );
    ready.await;
}

async fn is_up(url: &str) -> bool {
    let answer = reqwest::get(url).await;
    answer.is_ok_and(|answer| answer.status().is_success())
}

impl Settings {
    fn backend(&self) -> Process {
        let (listen, grpc) = (
            format!("127.0.0.1:{}", self.app_port),
            self.grpc_port.to_string(),
        );
        let metrics = format!("127.0.0.1:{}", free_port());
        Process::start(
            Path::new(env!("CARGO_BIN_EXE_backend")),
            &["serve"],
            &[
                ("DATABASE_URL", &self.surroundings.database_url),
                ("DATABASE_POOL", "10"),
                ("LISTEN_ADDR", &listen),
                ("METRICS_ADDR", &metrics),
                ("PUBLIC_ORIGIN", "http://todo.test"),
                ("RUNTIME", "dapr"),
                ("DAPR_GRPC_PORT", &grpc),
                ("DAPR_API_TOKEN", API_TOKEN),
                ("APP_API_TOKEN", Replica::APP_TOKEN),
                ("OTEL_EXPORTER_OTLP_ENDPOINT", &self.surroundings.exporter()),
                // To receivers of tests, on this machine.
                ("WEBHOOK_TARGETS", "local"),
                ("RUST_LOG", "info"),
            ],
            self.folder.join("backend.log"),
        )
    }

    fn sidecar(&self) -> Process {
        let port = |port: u16| port.to_string();
        let own = [
            "--app-id=backend",
            "--app-protocol=http",
            "--enable-app-health-check",
            "--app-health-check-path=/health/app",
            "--app-health-probe-interval=3",
            "--app-port",
            &port(self.app_port),
            "--dapr-grpc-port",
            &port(self.grpc_port),
            "--dapr-http-port",
            &port(self.http_port),
            "--dapr-internal-grpc-port",
            &port(self.internal_port),
        ];
        let vars = [
            ("APP_API_TOKEN", Replica::APP_TOKEN),
            ("POD_NAME", &*self.name),
        ];
        let surroundings = &self.surroundings;
        surroundings.sidecar(&self.daprd, &self.folder, &own, &vars)
    }
}
