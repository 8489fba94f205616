//! What processes keep in memory.

use std::time::Duration;

use anyhow::Context as _;
use tokio::task::JoinHandle;

const EVERY: Duration = Duration::from_millis(100);

/// What a process keeps in memory now, in MiB (`VmRSS`).
pub(crate) fn resident_mib(process: u32) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let kib: f64 = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.split_whitespace().next())
        .context("no VmRSS")?
        .parse()?;
    Ok(kib / 1024.0)
}

/// The most that a process kept while it was watched.
pub(crate) struct Peak(JoinHandle<()>, tokio::sync::watch::Receiver<f64>);

impl Peak {
    pub(crate) fn watch(process: u32) -> Self {
        let (seen, peak) = tokio::sync::watch::channel(0.0);
        let watching = tokio::spawn(async move {
            while let Ok(now) = resident_mib(process) {
                seen.send_if_modified(|peak| {
                    let more = now > *peak;
                    *peak = now.max(*peak);
                    more
                });
                tokio::time::sleep(EVERY).await;
            }
        });
        Self(watching, peak)
    }

    pub(crate) fn mib(self) -> f64 {
        self.0.abort();
        *self.1.borrow()
    }
}
