//! A broker, and backends beside their sidecars, as processes of their own on one database.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use backend::{
    runtime::{Dapr, Runtime},
    store,
};

use crate::{
    app::{create_database, drop_database, with_database, within},
    process::{Process, free_port, root, run},
    subject::Subject,
};

const APP_TOKEN: &str = "what-the-sidecar-shows";
const API_TOKEN: &str = "what-the-app-shows";
const START: Duration = Duration::from_secs(30);

pub(crate) struct Cluster {
    pub(crate) subject: Subject,
    pub(crate) replica: Replica,
    pub(crate) kafka: Kafka,
    database: String,
    folder: PathBuf,
}

/// A broker in a folder, which it can be started from again.
pub(crate) struct Kafka {
    folder: PathBuf,
    brokers: String,
}

/// A backend and its sidecar.
pub(crate) struct Replica {
    pub(crate) backend: Process,
    pub(crate) sidecar: Process,
    pub(crate) url: String,
    settings: Settings,
}

struct Settings {
    name: String,
    folder: PathBuf,
    database_url: String,
    app_port: u16,
    grpc_port: u16,
    http_port: u16,
    daprd: PathBuf,
}

impl Cluster {
    pub(crate) async fn start() -> Self {
        let database = create_database().await;
        let url = with_database(&database);
        let folder = std::env::temp_dir().join(format!("todo-{database}"));
        std::fs::create_dir(&folder).unwrap();
        let kafka = Kafka::start(folder.join("kafka")).await;
        let pool = store::connect(&url, 10).unwrap();
        store::MIGRATIONS.run(&pool).await.unwrap();
        let replica = Replica::start("first", &folder, &url, &kafka).await;
        let subject = Subject {
            url: replica.url.clone(),
            pool,
            runtime: replica.runtime(),
            app: None,
        };
        Self {
            subject,
            replica,
            kafka,
            database,
            folder,
        }
    }

    /// Another replica on the same database and broker.
    pub(crate) async fn second(&self) -> Replica {
        let url = with_database(&self.database);
        Replica::start(
            &format!("r{}", free_port()),
            &self.folder,
            &url,
            &self.kafka,
        )
        .await
    }

    /// Stops everything. The logs stay where a test failed.
    pub(crate) async fn end(self, keep_logs: bool) {
        self.replica.stop().await;
        self.kafka.stop().await;
        self.subject.pool.close().await;
        drop_database(&self.database).await;
        if keep_logs {
            eprintln!("logs: {}", self.folder.display());
        } else {
            std::fs::remove_dir_all(&self.folder).unwrap();
        }
    }
}

// A failed test must not leave a broker behind.
impl Drop for Kafka {
    fn drop(&mut self) {
        let script = root().join("scripts/dev/kafka.sh");
        let _stopped = std::process::Command::new(script)
            .arg("stop")
            .arg(&self.folder)
            .status();
    }
}

impl Kafka {
    async fn start(folder: PathBuf) -> Self {
        let mut kafka = Self {
            folder,
            brokers: String::new(),
        };
        kafka.brokers = kafka.again().await;
        kafka
    }

    /// Starts where it was stopped.
    pub(crate) async fn again(&self) -> String {
        let folder = self.folder.to_str().unwrap();
        run(root().join("scripts/dev/kafka.sh"), &["start", folder], &[]).await
    }

    /// `kill -9`
    pub(crate) async fn kill(&self) {
        let folder = self.folder.to_str().unwrap();
        run(root().join("scripts/dev/kafka.sh"), &["kill", folder], &[]).await;
    }

    pub(crate) async fn stop(&self) {
        let folder = self.folder.to_str().unwrap();
        run(root().join("scripts/dev/kafka.sh"), &["stop", folder], &[]).await;
    }

    fn password(&self) -> String {
        let text = std::fs::read_to_string(self.folder.join("password")).unwrap();
        text.trim().to_owned()
    }
}

impl Replica {
    async fn start(name: &str, folder: &Path, database_url: &str, kafka: &Kafka) -> Self {
        let folder = folder.join(name);
        std::fs::create_dir(&folder).unwrap();
        run(
            root().join("dapr/local/overlay.sh"),
            &[folder.to_str().unwrap()],
            &[
                ("BROKERS", &kafka.brokers),
                ("KAFKA_PASSWORD", &kafka.password()),
                ("DATABASE_URL", database_url),
            ],
        )
        .await;
        let settings = Settings {
            name: name.to_owned(),
            folder,
            database_url: database_url.to_owned(),
            app_port: free_port(),
            grpc_port: free_port(),
            http_port: free_port(),
            daprd: run(root().join("scripts/dev/daprd.sh"), &[], &[])
                .await
                .into(),
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
    fn runtime(&self) -> Runtime {
        let sidecar = format!("http://127.0.0.1:{}", self.settings.grpc_port);
        Runtime::Dapr(Dapr::new(
            sidecar.parse().unwrap(),
            Some(API_TOKEN.parse().unwrap()),
        ))
    }

    pub(crate) async fn restart_backend(&mut self) {
        self.backend = self.settings.backend();
        self.ready().await;
    }

    pub(crate) async fn restart_sidecar(&mut self) {
        self.sidecar = self.settings.sidecar();
        self.sidecar_ready().await;
    }

    pub(crate) async fn stop(self) {
        self.backend.stop().await;
        self.sidecar.stop().await;
    }

    async fn ready(&self) {
        answers(&format!("{}/health/ready", self.url), &self.backend).await;
    }

    async fn sidecar_ready(&self) {
        let port = self.settings.http_port;
        answers(
            &format!("http://127.0.0.1:{port}/v1.0/healthz/outbound"),
            &self.sidecar,
        )
        .await;
    }
}

async fn answers(url: &str, process: &Process) {
    let http = reqwest::Client::new();
    let probe = async || match http.get(url).send().await {
        Ok(answer) => answer.status().is_success(),
        Err(_) => false,
    };
    let ready = within(
        START,
        async || (probe().await, process.log()),
        |(up, _)| *up,
    );
    ready.await;
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
                ("DATABASE_URL", &self.database_url),
                ("DATABASE_POOL", "10"),
                ("LISTEN_ADDR", &listen),
                ("METRICS_ADDR", &metrics),
                ("PUBLIC_ORIGIN", "http://todo.test"),
                ("RUNTIME", "dapr"),
                ("DAPR_GRPC_PORT", &grpc),
                ("DAPR_API_TOKEN", API_TOKEN),
                ("APP_API_TOKEN", APP_TOKEN),
                ("RUST_LOG", "info"),
            ],
            self.folder.join("backend.log"),
        )
    }

    fn sidecar(&self) -> Process {
        let port = |port: u16| port.to_string();
        let resources = self.folder.join("resources");
        let config = self.folder.join("config.yaml");
        Process::start(
            &self.daprd,
            &[
                "--app-id=backend",
                "--app-protocol=http",
                "--enable-app-health-check",
                "--app-health-check-path=/health/app",
                "--app-health-probe-interval=3",
                "--enable-metrics=false",
                "--dapr-listen-addresses=127.0.0.1",
                "--dapr-graceful-shutdown-seconds=5",
                "--app-port",
                &port(self.app_port),
                "--dapr-grpc-port",
                &port(self.grpc_port),
                "--dapr-http-port",
                &port(self.http_port),
                "--dapr-internal-grpc-port",
                &port(free_port()),
                "--resources-path",
                resources.to_str().unwrap(),
                "--config",
                config.to_str().unwrap(),
            ],
            &[
                ("APP_API_TOKEN", APP_TOKEN),
                ("DAPR_API_TOKEN", API_TOKEN),
                ("POD_NAME", &self.name),
                ("NAMESPACE", "default"),
                ("HOME", self.folder.to_str().unwrap()),
            ],
            self.folder.join("daprd.log"),
        )
    }
}

pub(crate) fn app_token() -> &'static str {
    APP_TOKEN
}
