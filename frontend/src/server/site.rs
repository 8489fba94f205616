//! The static files, under the names that `tools/web` gave them.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use axum::{
    Router,
    http::{HeaderValue, header},
};
use serde::Deserialize;
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};

/// Names change with the content, so that whoever has a file has it for good.
const FOR_GOOD: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// Where each file of the app is found: "main.css" -> "/static/main-1f2e….css"
#[derive(Debug, Clone)]
pub(crate) struct Site(Arc<BTreeMap<String, String>>);

#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    #[error("SITE_DIR: {0} holds no built site: run scripts/dev/web.sh ({1})")]
    Unreadable(String, std::io::Error),
    #[error("SITE_DIR: the manifest in {0} cannot be read: {1}")]
    Malformed(String, serde_json::Error),
    #[error("SITE_DIR: {0} has no {1}")]
    Incomplete(String, &'static str),
}

impl Site {
    const NEEDED: [&str; 11] = [
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
        Self::WORKER,
    ];
    /// The service worker; its address never changes, so that browsers find the next one.
    pub(super) const WORKER: &str = "sw.js";

    /// # Errors
    /// When the folder does not hold a built site.
    pub(crate) fn read(folder: &str) -> Result<Self, SiteError> {
        #[derive(Deserialize)]
        struct Manifest {
            files: BTreeMap<String, String>,
        }
        let json = std::fs::read(Path::new(folder).join("manifest.json"))
            .map_err(|error| SiteError::Unreadable(folder.to_owned(), error))?;
        let Manifest { files } = serde_json::from_slice(&json)
            .map_err(|error| SiteError::Malformed(folder.to_owned(), error))?;
        if let Some(missing) = Self::NEEDED.iter().find(|name| !files.contains_key(**name)) {
            return Err(SiteError::Incomplete(folder.to_owned(), missing));
        }
        Ok(Self::of(files))
    }

    /// Of files by name, under the names that they are served as.
    pub(super) fn of<N: Into<String>>(files: impl IntoIterator<Item = (N, String)>) -> Self {
        let urls = files
            .into_iter()
            .map(|(name, hashed)| (name.into(), format!("/static/{hashed}")));
        Self(Arc::new(urls.collect()))
    }

    /// The addresses of all files but the service worker's.
    pub(super) fn urls(&self) -> impl Iterator<Item = &str> {
        let files = self.0.iter().filter(|(name, _)| *name != Self::WORKER);
        files.map(|(_, url)| url.as_str())
    }

    /// Empty for a file that there is not.
    pub(crate) fn url(&self, name: &str) -> String {
        self.0.get(name).cloned().unwrap_or_default()
    }
}

pub(super) fn router<S: Clone + Send + Sync + 'static>(folder: &str) -> Router<S> {
    let files = ServeDir::new(Path::new(folder).join("static"))
        .precompressed_br()
        .precompressed_gzip();
    Router::new()
        .nest_service("/static", files)
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            |response: &axum::http::Response<_>| response.status().is_success().then_some(FOR_GOOD),
        ))
}
