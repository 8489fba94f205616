//! A database, a broker, and backends beside their sidecars behind a frontend: processes of their own on one machine.

mod disk;
mod door;
mod kafka;
mod postgres;
mod replica;
mod sentry;

use std::path::PathBuf;

use backend::store;

pub(crate) use disk::Disk;
pub(crate) use door::{Caller, Door};
pub(crate) use kafka::Kafka;
pub(crate) use postgres::Postgres;
pub(crate) use replica::Replica;
use replica::Surroundings;
pub(crate) use sentry::Sentry;

use crate::{process::free_port, subject::Subject};

/// The broker's disk, where it is a small one.
const DISK_MIB: u32 = 160;

pub(crate) struct Cluster {
    pub(crate) subject: Subject,
    pub(crate) replica: Replica,
    pub(crate) kafka: Kafka,
    pub(crate) postgres: Postgres,
    surroundings: Surroundings,
    folder: PathBuf,
}

/// What a cluster is like.
#[derive(Debug, Clone, Default)]
pub(crate) struct Setup {
    /// HOST:PORT of what collects all traces.
    pub(crate) collector: Option<String>,
    /// No topic is there until somebody makes it.
    pub(crate) without_topics: bool,
    /// The broker's disk is small, where this user may mount one.
    pub(crate) small_disk: bool,
}

impl Cluster {
    pub(crate) async fn start(setup: Setup) -> Self {
        let folder = std::env::temp_dir().join(format!("todo-cluster-{}", free_port()));
        std::fs::create_dir(&folder).unwrap();
        let disk = if setup.small_disk {
            Disk::mount(&folder.join("kafka/data"), DISK_MIB)
        } else {
            None
        };
        let (kafka, postgres) = futures::join!(
            Kafka::start(folder.join("kafka"), !setup.without_topics, disk),
            Postgres::start(folder.join("postgres")),
        );
        let pool = store::connect(&postgres.url, 10).unwrap();
        store::MIGRATIONS.run(&pool).await.unwrap();
        let surroundings = Surroundings {
            folder: folder.clone(),
            database_url: postgres.url.clone(),
            brokers: kafka.brokers.clone(),
            password: kafka.password(),
            collector: setup.collector,
            sentry: None,
        };
        let replica = Replica::start("first", &surroundings).await;
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
            postgres,
            surroundings,
            folder,
        }
    }

    /// Another replica on the same database and broker.
    pub(crate) async fn second(&self) -> Replica {
        Replica::start(&format!("r{}", free_port()), &self.surroundings).await
    }

    /// A frontend and its sidecar, in front of these replicas.
    pub(crate) async fn door(&self, replicas: &[&Replica]) -> Door {
        Door::start(&self.surroundings, replicas).await
    }

    /// From now on, replicas and callers have identities, and who may call what is checked.
    pub(crate) async fn guard(&mut self) -> Sentry {
        let sentry = Sentry::start(self.folder.join("sentry")).await;
        self.surroundings.sentry = Some(sentry.address.clone());
        sentry
    }

    /// No more identities.
    pub(crate) async fn unguard(&mut self, sentry: Sentry) {
        self.surroundings.sentry = None;
        sentry.stop().await;
    }

    /// A sidecar of another program.
    pub(crate) async fn caller(&self, app_id: &'static str, replicas: &[&Replica]) -> Caller {
        Caller::start(&self.surroundings, app_id, replicas).await
    }

    /// Stops everything. The logs stay where a test failed.
    pub(crate) async fn end(self, keep_logs: bool) {
        self.replica.stop().await;
        self.kafka.stop().await;
        self.subject.pool.close().await;
        self.postgres.stop().await;
        // Before their folders go.
        drop((self.kafka, self.postgres));
        if keep_logs {
            eprintln!("logs: {}", self.folder.display());
        } else {
            std::fs::remove_dir_all(&self.folder).unwrap();
        }
    }
}
