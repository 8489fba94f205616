//! E-mail, where a server for it is configured.

use std::{str::FromStr, time::Duration};

use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
};

/// A server that does not answer by then is tried again.
const PATIENCE: Duration = Duration::from_secs(10);
const ATTEMPTS: u32 = 3;

/// Sends through one server, as one sender.
#[derive(Debug, Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the message cannot be written")]
    Message(#[from] lettre::error::Error),
    #[error("the address cannot be written to")]
    Address(#[from] lettre::address::AddressError),
    #[error("the server does not take the message")]
    Server(#[from] lettre::transport::smtp::Error),
}

/// Where messages go out: `smtps://user:password@host`, `smtp://host?tls=required`, or `smtp://host` on a trusted
/// network.
#[derive(Debug, Clone)]
pub struct Server(AsyncSmtpTransport<Tokio1Executor>);

impl FromStr for Server {
    type Err = &'static str;

    fn from_str(url: &str) -> Result<Self, Self::Err> {
        // The address holds a password: what is wrong with it is not quoted.
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|_| "expected smtps://user:password@host or smtp://host?tls=required")?;
        Ok(Self(builder.timeout(Some(PATIENCE)).build()))
    }
}

impl Mailer {
    #[must_use]
    pub fn new(server: Server, from: Mailbox) -> Self {
        Self {
            transport: server.0,
            from,
        }
    }

    /// Sends a message of plain text, in a few attempts.
    pub async fn send(&self, to: &str, subject: &str, text: String) -> Result<(), Error> {
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to.parse()?))
            .subject(subject)
            .header(ContentType::TEXT_PLAIN)
            .body(text)?;
        let mut attempt = 1;
        loop {
            match self.transport.send(message.clone()).await {
                Ok(_) => return Ok(()),
                Err(error) if error.is_permanent() || attempt == ATTEMPTS => {
                    return Err(error.into());
                }
                Err(_) => {
                    tokio::time::sleep(Duration::from_secs(1 << attempt)).await;
                    attempt += 1;
                }
            }
        }
    }
}
