//! A database server in a folder, which it can be started from again.

use std::path::PathBuf;

use crate::process::{root, run};

pub(crate) struct Postgres {
    /// Of its database.
    pub(crate) url: String,
    folder: PathBuf,
}

impl Postgres {
    pub(crate) async fn start(folder: PathBuf) -> Self {
        let mut postgres = Self {
            url: String::new(),
            folder,
        };
        postgres.url = postgres.script(&["start"]).await;
        postgres
    }

    /// Starts where it ended, at the same address.
    pub(crate) async fn again(&self) {
        assert_eq!(self.script(&["start"]).await, self.url);
    }

    /// `kill -9`, all of its processes.
    pub(crate) async fn kill(&self) {
        self.script(&["kill"]).await;
    }

    pub(crate) async fn stop(&self) {
        self.script(&["stop"]).await;
    }

    /// Sends a signal by its name to all of its processes: STOP, CONT.
    pub(crate) async fn signal(&self, name: &str) {
        self.script(&["signal", name]).await;
    }

    async fn script(&self, command: &[&str]) -> String {
        let arguments = [command, &[self.folder.to_str().unwrap()]].concat();
        // What is killed here is a process, not the machine: its writes need not reach the disk.
        let vars = [("POSTGRES_OPTIONS", "-c fsync=off")];
        run(root().join("scripts/dev/postgres.sh"), &arguments, &vars).await
    }
}

// A failed test must not leave a server behind.
impl Drop for Postgres {
    fn drop(&mut self) {
        let script = root().join("scripts/dev/postgres.sh");
        let _killed = std::process::Command::new(script)
            .arg("kill")
            .arg(&self.folder)
            .status();
    }
}
