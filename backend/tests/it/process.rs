//! The service as a process of its own, which can be killed.

use std::{process::Stdio, time::Duration};

use tokio::process::{Child, Command};

use crate::app::{with_database, within};

pub(crate) fn free_port() -> u16 {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    free.local_addr().unwrap().port()
}

pub(crate) fn backend(database: &str, port: u16) -> Child {
    Command::new(env!("CARGO_BIN_EXE_backend"))
        .arg("serve")
        .env("DATABASE_URL", with_database(database))
        .env("LISTEN_ADDR", format!("127.0.0.1:{port}"))
        .env("MIGRATE_ON_START", "true")
        .env("RUST_LOG", "warn")
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

pub(crate) async fn ready(url: &str) {
    within(
        Duration::from_secs(30),
        async || {
            reqwest::get(format!("{url}/health/ready"))
                .await
                .is_ok_and(|answer| answer.status().is_success())
        },
        |ready| *ready,
    )
    .await;
}
