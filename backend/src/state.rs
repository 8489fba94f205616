//! What every handler and worker is given.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use sqlx::{PgPool, Postgres, Transaction};
use tokio::{runtime::Handle, sync::Notify};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    clock::Clock,
    config::{Config, RuntimeConfig, Sidecar},
    domain::webhook::Targets,
    events::{self, Attempts, live::Wakes},
    limit::Limits,
    runtime::{Dapr, Embedded, Runtime},
    store,
    webhook::{self, Sender},
    worker::relay::Told,
};

#[derive(Debug, Clone)]
pub struct App {
    pub config: Arc<Config>,
    pub pool: PgPool,
    pub clock: Clock,
    pub runtime: Runtime,
    /// The open streams of this replica.
    pub wakes: Wakes,
    /// What this replica may still spend of each rate limit.
    pub limits: Limits,
    /// What failed for reasons that nobody foresaw.
    pub attempts: Attempts,
    /// Whose events wait: told after each commit that wrote to the outbox.
    pub told: Told,
    /// Told when a file is to be read in.
    pub imports_begun: Arc<Notify>,
    /// Sends to webhooks.
    pub webhooks: Sender,
    /// Told when a webhook has something to send.
    pub webhooks_due: Arc<Notify>,
    /// Sends to browsers, by their push services.
    pub pushes: Sender,
    /// Told when a browser is to be told of something.
    pub pushes_due: Arc<Notify>,
    /// Cancelled when the service is told to stop: streams end first.
    pub stopping: CancellationToken,
}

impl App {
    #[must_use]
    pub fn new(config: Config, pool: PgPool, clock: Clock) -> Self {
        let runtime = match &config.runtime {
            RuntimeConfig::Embedded => Runtime::Embedded(Embedded::new(pool.clone())),
            RuntimeConfig::Dapr(sidecar) => {
                let Sidecar {
                    endpoint,
                    api_token,
                    ..
                } = sidecar.as_ref().clone();
                Runtime::Dapr(Dapr::new(endpoint, api_token))
            }
        };
        // Browsers name addresses that the service sends to, as webhooks do; they are there without those.
        let push_targets = match config.webhook_targets {
            Targets::Local => Targets::Local,
            Targets::Public | Targets::Off => Targets::Public,
        };
        let app = Self {
            runtime,
            wakes: Wakes::default(),
            limits: Limits::default(),
            attempts: Attempts::default(),
            told: Told::default(),
            imports_begun: Arc::new(Notify::new()),
            webhooks: Sender::new(config.webhook_targets, webhook::connect::system(), None),
            webhooks_due: Arc::new(Notify::new()),
            pushes: Sender::new(push_targets, webhook::connect::system(), None),
            pushes_due: Arc::new(Notify::new()),
            stopping: CancellationToken::new(),
            config: Arc::new(config),
            pool,
            clock,
        };
        if let Runtime::Embedded(embedded) = &app.runtime {
            // The consumers are given a runtime of their own: this one would hold itself alive.
            let consumers = Self {
                runtime: Runtime::Embedded(Embedded::new(app.pool.clone())),
                ..app.clone()
            };
            embedded.subscribe(Arc::new(move |topic, envelopes| {
                let app = consumers.clone();
                Box::pin(async move {
                    let envelopes: Vec<_> = envelopes.iter().map(Vec::as_slice).collect();
                    events::deliver_here(&app, &topic, &envelopes).await
                })
            }));
        }
        app
    }

    pub async fn begin(&self) -> Result<Transaction<'static, Postgres>, store::Error> {
        // A request that is given up while it waits for BEGIN would otherwise hand its connection to the next one
        // inside a transaction that nobody ends. sqlx rolls back only what it knows to have begun.
        let pool = self.pool.clone();
        Ok(Finished::new(async move { pool.begin().await }).await?)
    }

    /// Commits a change that wrote no events.
    pub async fn commit(&self, tx: Transaction<'static, Postgres>) -> Result<(), store::Error> {
        Ok(tx.commit().await?)
    }

    /// Commits a change, and tells the relay whose events it wrote, if it wrote some, and from which seq on.
    pub async fn commit_events(
        &self,
        tx: Transaction<'static, Postgres>,
        news: Option<(Uuid, i64)>,
    ) -> Result<(), store::Error> {
        tx.commit().await?;
        if let Some((user, seq)) = news {
            self.told.tell(user, seq);
        }
        Ok(())
    }
}

/// A future that ends in a task of its own when who waits for it gives up.
struct Finished<F>(Option<Pin<Box<F>>>)
where
    F: Future<Output: Send> + Send + 'static;

impl<F: Future<Output: Send> + Send + 'static> Finished<F> {
    fn new(future: F) -> Self {
        Self(Some(Box::pin(future)))
    }
}

impl<F: Future<Output: Send> + Send + 'static> Future for Finished<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let Some(future) = self.0.as_mut() else {
            return Poll::Pending;
        };
        let polled = future.as_mut().poll(context);
        if polled.is_ready() {
            self.0 = None;
        }
        polled
    }
}

impl<F: Future<Output: Send> + Send + 'static> Drop for Finished<F> {
    fn drop(&mut self) {
        if let (Some(future), Ok(runtime)) = (self.0.take(), Handle::try_current()) {
            runtime.spawn(future);
        }
    }
}
