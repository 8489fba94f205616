//! The frontend and its sidecar: the door that clients use.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use reqwest::{Method, StatusCode};
use serde_json::json;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use super::{
    Replica,
    replica::{API_TOKEN, Surroundings, answers, daprd, sidecar_ready},
};
use crate::process::{Process, free_port};

pub(crate) struct Door {
    pub(crate) frontend: Process,
    pub(crate) caller: Caller,
    pub(crate) url: String,
    folder: PathBuf,
    port: u16,
}

/// A sidecar that calls the backend's.
pub(crate) struct Caller {
    pub(crate) sidecar: Process,
    surroundings: Surroundings,
    app_id: &'static str,
    folder: PathBuf,
    http_port: u16,
    daprd: PathBuf,
    _service: Service,
}

impl Caller {
    pub(super) async fn start(
        surroundings: &Surroundings,
        app_id: &'static str,
        replicas: &[&Replica],
    ) -> Self {
        let folder = surroundings
            .folder
            .join(format!("{app_id}-{}", free_port()));
        std::fs::create_dir(&folder).unwrap();
        let service = Service::start(replicas).await;
        let address = service.address.to_string();
        let more = [("BACKEND_SIDECAR", address.as_str())];
        surroundings.overlay(&folder, &more).await;
        let (daprd, http_port) = (daprd().await, free_port());
        let caller = Self {
            sidecar: run(surroundings, app_id, &folder, http_port, &daprd),
            surroundings: surroundings.clone(),
            app_id,
            folder,
            http_port,
            daprd,
            _service: service,
        };
        caller.ready().await;
        caller
    }

    pub(crate) async fn restart(&mut self) {
        let (surroundings, folder) = (&self.surroundings, &self.folder);
        self.sidecar = run(
            surroundings,
            self.app_id,
            folder,
            self.http_port,
            &self.daprd,
        );
        self.ready().await;
    }

    async fn ready(&self) {
        sidecar_ready(self.http_port, &self.sidecar).await;
    }

    /// What the backend's sidecar answers to a call of a path.
    pub(crate) async fn call(&self, method: Method, path: &str) -> StatusCode {
        let port = self.http_port;
        let url = format!("http://127.0.0.1:{port}/v1.0/invoke/backend/method{path}");
        let request = reqwest::Client::new().request(method, url);
        let request = request.header("dapr-api-token", API_TOKEN);
        request.send().await.unwrap().status()
    }
}

fn run(
    surroundings: &Surroundings,
    app_id: &str,
    folder: &Path,
    http_port: u16,
    daprd: &Path,
) -> Process {
    let own = [
        "--app-id",
        app_id,
        "--dapr-grpc-port",
        &free_port().to_string(),
        "--dapr-http-port",
        &http_port.to_string(),
        "--dapr-internal-grpc-port",
        &free_port().to_string(),
    ];
    surroundings.sidecar(daprd, folder, &own, &[("POD_NAME", app_id)])
}

impl Door {
    pub(super) async fn start(surroundings: &Surroundings, replicas: &[&Replica]) -> Self {
        let caller = Caller::start(surroundings, "frontend", replicas).await;
        let (folder, port) = (caller.folder.clone(), free_port());
        without_site(&folder);
        let door = Self {
            frontend: frontend(&caller, &folder, port),
            url: format!("http://127.0.0.1:{port}"),
            caller,
            folder,
            port,
        };
        door.ready().await;
        door
    }

    pub(crate) async fn restart_frontend(&mut self) {
        self.frontend = frontend(&self.caller, &self.folder, self.port);
        self.ready().await;
    }

    pub(crate) async fn stop(self) {
        self.frontend.stop().await;
        self.caller.sidecar.stop().await;
    }

    /// Whether the backend is reached.
    async fn ready(&self) {
        answers(&format!("{}/api/openapi.json", self.url), &self.frontend).await;
    }
}

/// The program that browsers run is not needed here: only its names are.
fn without_site(folder: &Path) {
    let names = [
        "boot.js",
        "browser.js",
        "browser_bg.wasm",
        "device.js",
        "icon-192.png",
        "icon-512.png",
        "icon.svg",
        "main.css",
        "plain.js",
        "push.js",
        "sw.js",
    ];
    let files: serde_json::Map<_, _> = names
        .iter()
        .map(|name| ((*name).to_owned(), json!(name)))
        .collect();
    let manifest = json!({"files": files}).to_string();
    std::fs::write(folder.join("manifest.json"), manifest).unwrap();
    // Only the service worker is read by the frontend itself.
    std::fs::create_dir(folder.join("static")).unwrap();
    std::fs::write(folder.join("static/sw.js"), "").unwrap();
}

fn frontend(caller: &Caller, folder: &Path, port: u16) -> Process {
    let program = Path::new(env!("CARGO_BIN_EXE_backend")).with_file_name("frontend");
    assert!(
        program.exists(),
        "{} is missing: cargo build --workspace --bin frontend --test conformance",
        program.display()
    );
    Process::start(
        &program,
        &["serve"],
        &[
            ("LISTEN_ADDR", &format!("127.0.0.1:{port}")),
            ("PUBLIC_ORIGIN", "http://todo.test"),
            ("DAPR_HTTP_PORT", &caller.http_port.to_string()),
            ("DAPR_API_TOKEN", API_TOKEN),
            ("SITE_DIR", folder.to_str().unwrap()),
            (
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                &caller.surroundings.exporter(),
            ),
            ("RUST_LOG", "info"),
        ],
        folder.join("frontend.log"),
    )
}

/// One address in front of the replicas' sidecars, as a cluster's Service is: a connection goes to one that takes it.
struct Service {
    address: SocketAddr,
    forwarding: JoinHandle<()>,
}

impl Service {
    async fn start(replicas: &[&Replica]) -> Self {
        let ports: Vec<_> = replicas
            .iter()
            .map(|replica| replica.internal_port())
            .collect();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let forwarding = tokio::spawn(async move {
            for turn in 0.. {
                let Ok((client, _)) = listener.accept().await else {
                    return;
                };
                let mut ports = ports.clone();
                let count = ports.len();
                ports.rotate_left(turn % count);
                tokio::spawn(forward(client, ports));
            }
        });
        Self {
            address,
            forwarding,
        }
    }
}

async fn forward(mut client: TcpStream, ports: Vec<u16>) {
    for port in ports {
        if let Ok(mut server) = TcpStream::connect(("127.0.0.1", port)).await {
            let _one_of_them_ended = copy_bidirectional(&mut client, &mut server).await;
            return;
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.forwarding.abort();
    }
}
