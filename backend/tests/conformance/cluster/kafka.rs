//! A broker in a folder, which it can be started from again.

use std::path::PathBuf;

use super::Disk;
use crate::process::{root, run};

pub(crate) struct Kafka {
    pub(crate) brokers: String,
    /// Where it keeps its log, if that is a small one.
    pub(crate) disk: Option<Disk>,
    folder: PathBuf,
    creates_topics: &'static str,
}

impl Kafka {
    pub(super) async fn start(folder: PathBuf, creates_topics: bool, disk: Option<Disk>) -> Self {
        let mut kafka = Self {
            brokers: String::new(),
            disk,
            folder,
            creates_topics: if creates_topics { "true" } else { "false" },
        };
        kafka.brokers = kafka.again().await;
        kafka
    }

    /// Starts where it was stopped.
    pub(crate) async fn again(&self) -> String {
        self.script(&["start"]).await
    }

    /// `kill -9`
    pub(crate) async fn kill(&self) {
        self.script(&["kill"]).await;
    }

    pub(crate) async fn stop(&self) {
        self.script(&["stop"]).await;
    }

    /// Sends a signal by its name: STOP, CONT.
    pub(crate) async fn signal(&self, name: &str) {
        self.script(&["signal", name]).await;
    }

    /// Makes the topics as an operator does.
    pub(crate) async fn make_topics(&self) {
        let tools = self.script(&["tools"]).await;
        let path = std::env::var("PATH").unwrap();
        let arguments = [
            "--yes",
            "--no-tls",
            "--replication",
            "1",
            "--brokers",
            &self.brokers,
        ];
        run(
            root().join("scripts/setup-topics.sh"),
            &arguments,
            &[
                ("PATH", &format!("{tools}:{path}")),
                ("KAFKA_USERNAME", "todo"),
                ("KAFKA_PASSWORD", &self.password()),
            ],
        )
        .await;
    }

    pub(crate) fn password(&self) -> String {
        let text = std::fs::read_to_string(self.folder.join("password")).unwrap();
        text.trim().to_owned()
    }

    async fn script(&self, command: &[&str]) -> String {
        let arguments = [command, &[self.folder.to_str().unwrap()]].concat();
        let vars = [("KAFKA_AUTO_CREATE", self.creates_topics)];
        run(root().join("scripts/dev/kafka.sh"), &arguments, &vars).await
    }
}

// A failed test must not leave a broker behind.
impl Drop for Kafka {
    fn drop(&mut self) {
        let script = root().join("scripts/dev/kafka.sh");
        let _stopped = std::process::Command::new(script)
            .arg("kill")
            .arg(&self.folder)
            .status();
    }
}
