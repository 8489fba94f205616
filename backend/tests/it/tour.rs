//! docs/API.md, run as it is written.

use std::{path::Path, process::Stdio, sync::Arc};

use backend::{domain::webhook::Targets, webhook::Sender};
use tokio::process::Command;

use crate::app::{TestApp, create_database};

/// The lines of all blocks of shell.
fn script(markdown: &str) -> String {
    let blocks = markdown.split("```sh\n").skip(1);
    blocks
        .filter_map(|block| block.split("```").next())
        .collect()
}

#[tokio::test]
async fn every_line_of_the_tour_works() {
    // The tour's webhook leads nowhere.
    let app = TestApp::start_changed(create_database().await, &[], |app| {
        let nowhere = Arc::new(|_| -> futures::future::BoxFuture<'static, _> {
            Box::pin(async { Err(std::io::ErrorKind::NotFound.into()) })
        });
        app.webhooks = Sender::new(Targets::Public, nowhere, None);
    })
    .await;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let script = script(&std::fs::read_to_string(root.join("docs/API.md")).unwrap());
    assert!(script.lines().count() > 15, "{script}");
    let folder = std::env::temp_dir().join(format!("tour-{}", app.app.clock.new_id()));
    std::fs::create_dir(&folder).unwrap();
    let run = Command::new("bash")
        .args(["-euo", "pipefail", "-x", "-c", &script])
        .env("API", format!("{}/api/v1", app.url))
        .current_dir(&folder)
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(
        run.status.success(),
        "{}\n{}",
        String::from_utf8_lossy(&run.stdout),
        String::from_utf8_lossy(&run.stderr)
    );
    app.end().await;
}
