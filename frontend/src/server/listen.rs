//! The sockets. Without a certificate everything is plain HTTP; with one, plain HTTP answers health checks and
//! sends everybody else to the public origin, and the certificate is read again when it changes.

use std::{
    error::Error,
    net::{SocketAddr, TcpListener},
    path::Path,
    time::{Duration, SystemTime},
};

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, Uri, Version, header::CONNECTION},
    middleware::{self, Next},
    response::{Redirect, Response},
};
use axum_server::{
    Handle,
    accept::NoDelayAcceptor,
    tls_rustls::{RustlsAcceptor, RustlsConfig},
};
use tokio_util::sync::CancellationToken;

use crate::config::Config;

/// How soon a changed certificate is used.
const LOOK_AGAIN: Duration = Duration::from_secs(30);
/// How long connections are told to end before those that are idle are closed: a request that somebody is just sending on
/// one would be lost.
const FAREWELL: Duration = Duration::from_secs(3);

/// Serves until `stop`; then what runs has `SHUTDOWN_GRACE_SECONDS` to end.
pub(super) async fn serve(
    config: &Config,
    app: Router,
    health: Router,
    stop: CancellationToken,
) -> Result<(), Box<dyn Error>> {
    let plain = axum_server::from_tcp(bind("LISTEN_ADDR", config.listen_addr)?)?
        .acceptor(NoDelayAcceptor)
        .handle(handle(config.shutdown_grace, stop.clone()));
    let app = app
        .layer(middleware::from_fn_with_state(stop.clone(), farewell))
        .into_make_service_with_connect_info::<SocketAddr>();
    let Some(tls) = &config.tls else {
        return Ok(plain.serve(app).await?);
    };
    let certificate = certificate(&tls.dir).await?;
    let secure = axum_server::from_tcp(bind("TLS_LISTEN_ADDR", tls.listen_addr)?)?
        .acceptor(RustlsAcceptor::new(certificate.clone()).acceptor(NoDelayAcceptor))
        .handle(handle(config.shutdown_grace, stop.clone()));
    let origin = config.public_origin.clone();
    let redirect = health.fallback(move |uri: Uri| {
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        std::future::ready(Redirect::permanent(&format!("{origin}{path}")))
    });
    tokio::spawn(follow(certificate, tls.dir.clone(), LOOK_AGAIN, stop));
    tokio::try_join!(secure.serve(app), plain.serve(redirect.into_make_service()),)?;
    Ok(())
}

fn bind(variable: &str, address: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(address)
        .inspect(|_| tracing::info!(listen_addr = %address, "service.listening"))
        .map_err(|error| format!("{variable}: {address} cannot be used: {error}"))
}

/// Once the service is told to stop, the answer is the last one of its connection. HTTP/2 says so by itself.
async fn farewell(State(stop): State<CancellationToken>, request: Request, next: Next) -> Response {
    let keeps = request.version() < Version::HTTP_2;
    let mut response = next.run(request).await;
    if keeps && stop.is_cancelled() {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(CONNECTION, close);
    }
    response
}

/// Lets a server stop: it says farewell, then takes no more, and what runs has `grace` to end.
fn handle(grace: Duration, stop: CancellationToken) -> Handle<SocketAddr> {
    let handle = Handle::new();
    tokio::spawn({
        let handle = handle.clone();
        async move {
            stop.cancelled().await;
            let farewell = FAREWELL.min(grace / 2);
            let all_gone = async {
                while handle.connection_count() > 0 {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            };
            let _late = tokio::time::timeout(farewell, all_gone).await;
            handle.graceful_shutdown(Some(grace.saturating_sub(farewell)));
        }
    });
    handle
}

/// `tls.crt` and `tls.key`, as a Kubernetes Secret of type `kubernetes.io/tls` is mounted.
async fn certificate(dir: &Path) -> Result<RustlsConfig, String> {
    RustlsConfig::from_pem_file(dir.join("tls.crt"), dir.join("tls.key"))
        .await
        .map_err(|error| format!("TLS_DIR: {error}"))
}

/// Reads the certificate again whenever its file is another one. A broken one is told, and the old one stays.
async fn follow(
    certificate: RustlsConfig,
    dir: impl AsRef<Path>,
    every: Duration,
    stop: CancellationToken,
) {
    let (crt, key) = (dir.as_ref().join("tls.crt"), dir.as_ref().join("tls.key"));
    let mut used = written(&crt).await;
    while stop
        .run_until_cancelled(tokio::time::sleep(every))
        .await
        .is_some()
    {
        let now = written(&crt).await;
        if now == used {
            continue;
        }
        match certificate.reload_from_pem_file(&crt, &key).await {
            Ok(()) => {
                used = now;
                tracing::info!("certificate.reloaded");
            }
            Err(error) => tracing::error!(%error, "certificate.unreadable"),
        }
    }
}

async fn written(file: &Path) -> Option<SystemTime> {
    tokio::fs::metadata(file).await.ok()?.modified().ok()
}

#[cfg(test)]
mod tests {
    use std::{io, path::PathBuf, sync::Arc};

    use rustls::{ClientConfig, RootCertStore, pki_types::ServerName};
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpStream,
    };
    use tokio_rustls::TlsConnector;

    use super::*;
    use crate::config::Tls;

    struct Fixture {
        dir: PathBuf,
        config: Config,
        stop: CancellationToken,
    }

    impl Drop for Fixture {
        fn drop(&mut self) {
            self.stop.cancel();
            let _ = std::fs::remove_dir_all(&self.dir);
        }
    }

    fn free_address() -> SocketAddr {
        TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
    }

    fn fixture(name: &str) -> Fixture {
        let dir = std::env::temp_dir().join(format!("todo-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        let config = Config {
            listen_addr: free_address(),
            public_origin: "https://todo.test".to_owned(),
            tls: Some(Tls {
                listen_addr: free_address(),
                dir: dir.clone(),
            }),
            ..Config::read(|_| None).unwrap()
        };
        Fixture {
            dir,
            config,
            stop: CancellationToken::new(),
        }
    }

    /// Writes a new certificate and returns who trusts just that one.
    fn renew(dir: &Path) -> TlsConnector {
        let made = rcgen::generate_simple_self_signed(["todo.test".to_owned()]).unwrap();
        std::fs::write(dir.join("tls.key"), made.signing_key.serialize_pem()).unwrap();
        std::fs::write(dir.join("tls.crt"), made.cert.pem()).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(made.cert.der().clone()).unwrap();
        let config = ClientConfig::builder()
            .with_root_certificates(roots)
            .with_no_client_auth();
        TlsConnector::from(Arc::new(config))
    }

    async fn ask(connector: &TlsConnector, address: SocketAddr) -> io::Result<String> {
        let socket = TcpStream::connect(address).await?;
        let name = ServerName::try_from("todo.test").unwrap();
        let mut stream = connector.connect(name, socket).await?;
        exchange(&mut stream).await
    }

    async fn exchange(
        stream: &mut (impl tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin),
    ) -> io::Result<String> {
        let request = b"GET /task?id=1 HTTP/1.1\r\nhost: todo.test\r\nconnection: close\r\n\r\n";
        stream.write_all(request).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        Ok(answer)
    }

    fn app() -> Router {
        Router::new().fallback(|| async { "the app" })
    }

    #[tokio::test]
    async fn a_changed_certificate_is_used_and_a_broken_one_is_not() {
        let fixture = fixture("renewed");
        let first = renew(&fixture.dir);
        let served = certificate(&fixture.dir).await.unwrap();
        let address = free_address();
        let listening = axum_server::bind_rustls(address, served.clone())
            .handle(handle(Duration::ZERO, fixture.stop.clone()));
        tokio::spawn(listening.serve(app().into_make_service()));
        let every = Duration::from_millis(5);
        tokio::spawn(follow(
            served,
            fixture.dir.clone(),
            every,
            fixture.stop.clone(),
        ));
        until(|| ask(&first, address)).await;
        std::fs::write(fixture.dir.join("tls.crt"), "broken").unwrap();
        tokio::time::sleep(every * 4).await;
        until(|| ask(&first, address)).await;
        let second = renew(&fixture.dir);
        until(|| ask(&second, address)).await;
        ask(&first, address).await.unwrap_err();
    }

    #[tokio::test]
    async fn plain_http_sends_everybody_to_the_public_origin() {
        let fixture = fixture("redirect");
        let trusting = renew(&fixture.dir);
        let config = fixture.config.clone();
        let (plain, secure) = (config.listen_addr, config.tls.as_ref().unwrap().listen_addr);
        let stop = fixture.stop.clone();
        tokio::spawn(async move {
            let ended = serve(&config, app(), Router::new(), stop).await;
            ended.map_err(|error| error.to_string())
        });
        let answer = until(|| ask(&trusting, secure)).await;
        assert!(answer.ends_with("the app"), "{answer}");
        let mut socket = TcpStream::connect(plain).await.unwrap();
        let answer = exchange(&mut socket).await.unwrap().to_lowercase();
        assert!(answer.starts_with("http/1.1 308"), "{answer}");
        assert!(
            answer.contains("location: https://todo.test/task?id=1"),
            "{answer}"
        );
    }

    #[tokio::test]
    async fn what_is_asked_while_it_stops_is_answered_and_ends_the_connection() {
        let fixture = fixture("farewell");
        let config = Config {
            tls: None,
            ..fixture.config.clone()
        };
        let (address, stop) = (config.listen_addr, fixture.stop.clone());
        tokio::spawn(async move {
            let ended = serve(&config, app(), Router::new(), stop).await;
            ended.map_err(|error| error.to_string())
        });
        let plainly = || async { exchange(&mut TcpStream::connect(address).await?).await };
        until(plainly).await;
        let mut kept = TcpStream::connect(address).await.unwrap();
        let request = b"GET / HTTP/1.1\r\nhost: todo.test\r\n\r\n";
        kept.write_all(request).await.unwrap();
        let mut answer = vec![0; 1024];
        let length = kept.read(&mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(&answer[..length]).to_lowercase();
        assert!(!answer.contains("connection: close"), "{answer}");
        fixture.stop.cancel();
        tokio::time::sleep(Duration::from_millis(100)).await;
        kept.write_all(request).await.unwrap();
        let mut answer = String::new();
        kept.read_to_string(&mut answer).await.unwrap();
        assert!(
            answer.to_lowercase().contains("connection: close"),
            "{answer}"
        );
        assert!(answer.ends_with("the app"), "{answer}");
    }

    async fn until<F: Future<Output = io::Result<String>>>(mut ask: impl FnMut() -> F) -> String {
        for _ in 0..500 {
            if let Ok(answer) = ask().await {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("no answer within 5 s")
    }
}
