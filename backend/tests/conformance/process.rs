//! Programs that a test starts, and kills.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::Stdio,
};

use tokio::process::{Child, Command};

/// A running program; it ends with this value.
pub(crate) struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts a program with only these variables, its output in a file.
    pub(crate) fn start(
        program: &Path,
        arguments: &[&str],
        vars: &[(&str, &str)],
        log: PathBuf,
    ) -> Self {
        let output = File::options()
            .create(true)
            .append(true)
            .open(&log)
            .unwrap();
        let child = Command::new(program)
            .args(arguments)
            .env_clear()
            .envs(vars.iter().copied())
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("{} does not start: {error}", program.display()));
        Self { child, log }
    }

    /// `kill -9`; what has ended already stays so.
    pub(crate) async fn kill(&mut self) {
        let _ended = self.child.start_kill();
        self.child.wait().await.unwrap();
    }

    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id().expect("it runs")
    }

    /// Sends a signal by its name: STOP, CONT, TERM.
    pub(crate) async fn signal(&self, name: &str) {
        let pid = self.id().to_string();
        run("/bin/kill", &[&format!("-{name}"), &pid], &[]).await;
    }

    /// SIGTERM, then its end.
    pub(crate) async fn stop(mut self) {
        self.signal("TERM").await;
        self.child.wait().await.unwrap();
    }

    /// Waits for its end.
    pub(crate) async fn ended(mut self) -> std::process::ExitStatus {
        self.child.wait().await.unwrap()
    }

    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// The end of its log.
    pub(crate) fn last_words(&self) -> String {
        let log = self.log();
        let lines: Vec<_> = log.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }
}

/// Runs a program to its end and returns what it printed.
pub(crate) async fn run(
    program: impl AsRef<Path>,
    arguments: &[&str],
    vars: &[(&str, &str)],
) -> String {
    let program = program.as_ref();
    let output = Command::new(program)
        .args(arguments)
        .envs(vars.iter().copied())
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap();
    assert!(
        output.status.success(),
        "{} {arguments:?}: {}",
        program.display(),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

pub(crate) fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()
        .unwrap()
}
