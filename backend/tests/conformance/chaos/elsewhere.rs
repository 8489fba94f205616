//! The same people and the same books, at a product that runs elsewhere and to which others do what they do.
//!
//! `TARGET_URL` is its address, `DATABASE_URL` its database, `BOOKS_OVER` a file: once it is there, people stop.
//! What they were told goes to the file `BOOKS_REPORT`, as JSON.

use std::{path::Path, sync::Arc, time::Duration};

use futures::future::join_all;
use rand::{SeedableRng as _, rngs::StdRng};
use rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName};
use serde_json::json;
use sqlx::PgPool;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
    time::{Instant, timeout},
};
use tokio_rustls::TlsConnector;

use super::{PEOPLE, Told, books, live};
use crate::{app::within, subject::Person};

/// Longer than anything that is done to it.
const LONGEST: Duration = Duration::from_mins(15);
/// Refusals that are told in full.
const TOLD: usize = 10;
/// An address that does not take a connection by then is tried again, by whoever asks.
const CONNECTED: Duration = Duration::from_secs(5);

pub(crate) async fn the_books_balance_elsewhere() {
    let url = door(&needed("TARGET_URL")).await;
    let end = needed("BOOKS_OVER");
    let people = join_all((0..PEOPLE).map(|_| Person::at(&url))).await;
    let (over, is_over) = watch::channel(false);
    let lives = people
        .iter()
        .zip(1_u64..)
        .map(|(person, seed)| live(person, &url, StdRng::seed_from_u64(seed), is_over.clone()));
    let told_to_end = async {
        within(LONGEST, async || Path::new(&end).exists(), |there| *there).await;
        over.send_replace(true);
    };
    let (lives, ()) = futures::join!(join_all(lives), told_to_end);
    let ended = Instant::now();
    let pool = PgPool::connect(&needed("DATABASE_URL")).await.unwrap();
    for (person, (told, seen)) in people.iter().zip(&lives) {
        books::balance(&pool, person, told, seen).await;
    }
    let sum = |count: fn(&Told) -> i64| lives.iter().map(|(told, _)| count(told)).sum::<i64>();
    let report = json!({
        "changes": sum(Told::changes),
        "repeated": lives.iter().map(|(told, _)| told.refusals.len()).sum::<usize>(),
        "refusals": lives.iter().flat_map(|(told, _)| &told.refusals).take(TOLD).collect::<Vec<_>>(),
        "settled_ms": u64::try_from(ended.elapsed().as_millis()).unwrap(),
    });
    assert!(sum(Told::changes) > 0, "nobody got anything done");
    std::fs::write(needed("BOOKS_REPORT"), report.to_string()).unwrap();
}

/// A door on this machine that leads to an https address: the tests' client speaks no TLS. Who vouches for the address is
/// read from where the system keeps it, or from `SSL_CERT_FILE`.
async fn door(url: &str) -> String {
    let Some(host) = url.strip_prefix("https://").map(str::to_owned) else {
        return url.to_owned();
    };
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connector = TlsConnector::from(Arc::new(config));
    let name = ServerName::try_from(host.clone()).expect("https://HOST, at port 443");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let here = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (mut near, _) = listener.accept().await.unwrap();
            let (host, name, connector) = (host.clone(), name.clone(), connector.clone());
            tokio::spawn(async move {
                let far = async {
                    let far = TcpStream::connect((host.as_str(), 443)).await?;
                    connector.connect(name, far).await
                };
                // One that cannot be made ends the near one, too: whoever asks sees it.
                if let Ok(Ok(mut far)) = timeout(CONNECTED, far).await {
                    let _ended = copy_bidirectional(&mut near, &mut far).await;
                }
            });
        }
    });
    format!("http://{here}")
}

fn needed(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"))
}
