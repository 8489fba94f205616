//! All that the app starts with: the server renders from it, and sends it along, so that the browser takes over the
//! very same page.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use shared::api::{List, Task, User};
use uuid::Uuid;

use super::{clock::Zone, words::Format};
use crate::functions::{chat::History, fragment::Extras};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageData {
    /// The path and the query.
    pub address: String,
    pub user: User,
    pub zone: Zone,
    #[serde(with = "shared::api::text")]
    pub now: Timestamp,
    pub lists: Vec<List>,
    /// The open ones, and those that the view shows besides.
    pub tasks: Vec<Task>,
    pub history: History,
    pub extras: Extras,
    /// Of a view by a filter: the tasks that it finds, as far as it could be asked.
    pub matches: Option<Vec<Uuid>>,
    /// The pieces that the page shows, by their addresses, as HTML.
    pub fragments: Vec<(String, String)>,
    /// Whether times are said as "5:00 PM".
    pub twelve_hours: bool,
    /// The token of a change made by a form a moment ago.
    pub undo: Option<String>,
    /// Why a form was refused a moment ago.
    pub problem: Option<String>,
}

impl PageData {
    pub(crate) fn format(&self) -> Format {
        Format::new(&self.user, self.twelve_hours)
    }

    /// The id of the element that carries it.
    pub(crate) const ID: &str = "page-data";

    /// As text that no parser of HTML can take for markup.
    #[cfg(feature = "ssr")]
    pub(crate) fn embedded(&self) -> String {
        let json = serde_json::to_string(self).unwrap_or_default();
        json.replace('<', "\\u003c")
    }

    #[cfg(feature = "hydrate")]
    pub(crate) fn read() -> Option<Self> {
        let element = leptos::prelude::document().get_element_by_id(Self::ID)?;
        shared::json::read(&element.text_content()?)
    }
}
