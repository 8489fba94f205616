//! Where connections of webhooks may go: each address that a name resolves to is looked at, and the connection goes to
//! one that was looked at. Nothing here reads a proxy from the environment or follows a redirect.

use std::{
    future::Future,
    io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    vec,
};

use futures::future::BoxFuture;
use hyper_util::client::legacy::connect::dns::Name;
use tower::Service;

use crate::domain::webhook::Targets;

/// Turns a host's name into its addresses.
pub type Lookup = Arc<dyn Fn(String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> + Send + Sync>;

/// The resolver of the machine.
#[must_use]
pub fn system() -> Lookup {
    Arc::new(|name| {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    })
}

/// Why a name is not connected to.
#[derive(Debug, thiserror::Error)]
pub enum Unresolved {
    #[error("the host's name was not found")]
    Unknown(#[source] io::Error),
    #[error("the host is not on the public internet")]
    NotPublic,
}

#[derive(Clone)]
pub struct Resolver {
    pub targets: Targets,
    pub lookup: Lookup,
}

impl Resolver {
    /// The addresses of a name. One that may not be connected to spoils all: an honest name has none.
    ///
    /// # Errors
    /// When there are none, or one may not be connected to.
    pub async fn resolve(&self, name: &str) -> Result<Vec<IpAddr>, Unresolved> {
        let found = (self.lookup)(name.to_owned())
            .await
            .map_err(Unresolved::Unknown)?;
        if found.is_empty() {
            return Err(Unresolved::Unknown(io::ErrorKind::NotFound.into()));
        }
        if found.iter().all(|address| self.targets.allow(*address)) {
            Ok(found)
        } else {
            Err(Unresolved::NotPublic)
        }
    }
}

impl Service<Name> for Resolver {
    type Response = vec::IntoIter<SocketAddr>;
    type Error = Unresolved;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Unresolved>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Unresolved>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let resolver = self.clone();
        Box::pin(async move {
            let addresses = resolver.resolve(name.as_str()).await?;
            let sockets: Vec<_> = addresses
                .into_iter()
                .map(|address| SocketAddr::new(address, 0))
                .collect();
            Ok(sockets.into_iter())
        })
    }
}

impl std::fmt::Debug for Resolver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Resolver")
            .field("targets", &self.targets)
            .finish_non_exhaustive()
    }
}
