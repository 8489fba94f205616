//! Hands out the identities of sidecars.

use std::path::PathBuf;

use super::replica::SentryAddress;
use crate::{
    app::within,
    process::{Process, free_port, root, run},
};

pub(crate) struct Sentry {
    process: Process,
    pub(super) address: SentryAddress,
}

impl Sentry {
    pub(super) async fn start(folder: PathBuf) -> Self {
        std::fs::create_dir(&folder).unwrap();
        let program = run(root().join("scripts/dev/daprd.sh"), &["sentry"], &[]).await;
        let config = root().join("dapr/configuration/dapr-config.yaml");
        let (port, health) = (free_port(), free_port());
        let process = Process::start(
            program.as_ref(),
            &[
                "--listen-address=127.0.0.1",
                "--healthz-listen-address=127.0.0.1",
                "--enable-metrics=false",
                "--port",
                &port.to_string(),
                "--healthz-port",
                &health.to_string(),
                "--config",
                config.to_str().unwrap(),
                "--issuer-credentials",
                folder.to_str().unwrap(),
            ],
            &[("NAMESPACE", "default"), ("HOME", folder.to_str().unwrap())],
            folder.with_extension("log"),
        );
        let url = format!("http://127.0.0.1:{health}/healthz");
        let healthy = async || {
            let answer = reqwest::get(&url).await;
            let up = answer.is_ok_and(|answer| answer.status().is_success());
            (up, process.last_words())
        };
        within(super::replica::START, healthy, |(up, _)| *up).await;
        let anchors = std::fs::read_to_string(folder.join("ca.crt")).unwrap();
        Self {
            process,
            address: SentryAddress {
                address: format!("127.0.0.1:{port}"),
                anchors,
            },
        }
    }

    pub(crate) async fn stop(self) {
        self.process.stop().await;
    }
}
