//! Calls of the server functions, as the forms that they are: those of the page, and those that the app fills in. One
//! way for all of them keeps what browsers load small.

use js_sys::Reflect;
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use shared::json;
use uuid::Uuid;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    FormData, HtmlElement, HtmlFormElement, RequestInit, Response, SubmitEvent, UrlSearchParams,
    wasm_bindgen::{JsCast as _, JsValue},
};

use super::{device, fields::Fields};
use crate::functions::Failure;

/// UTF-16 code units of what may be sent by a page that is gone: all of it is ASCII, and 64 KiB are the limit.
const KEPT_ALIVE: u32 = 60_000;

/// What is sent to a server function.
#[derive(Debug)]
pub(crate) struct Form {
    action: String,
    fields: UrlSearchParams,
}

/// A form as text, to be sent again as it was.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    action: String,
    fields: String,
}

impl Sent {
    pub(crate) fn form(&self) -> Option<Form> {
        Some(Form {
            action: self.action.clone(),
            fields: UrlSearchParams::new_with_str(&self.fields).ok()?,
        })
    }
}

impl Form {
    pub(crate) fn sent(&self) -> Sent {
        Sent {
            action: self.action.clone(),
            fields: self.fields.to_string().into(),
        }
    }

    /// An empty one; in a browser there is always one to be had.
    pub(crate) fn to(action: &str) -> Option<Self> {
        Some(Self {
            action: action.to_owned(),
            fields: UrlSearchParams::new().ok()?,
        })
    }

    pub(crate) fn with(self, name: &str, value: &str) -> Self {
        self.fields.append(name, value);
        self
    }

    pub(crate) fn with_id(self, name: &str, id: Option<Uuid>) -> Self {
        match id {
            Some(id) => self.with(name, &id.to_string()),
            None => self,
        }
    }

    /// `name[title]`, `name[due_date]`, as far as they are there.
    pub(crate) fn with_fields(self, name: &str, fields: &Fields) -> Self {
        let named = fields.named().into_iter();
        named.fold(self, |form, (field, value)| match value {
            Some(value) => form.with(&format!("{name}[{field}]"), value),
            None => form,
        })
    }

    /// The form as it was submitted; `None` for one that only leads somewhere, or that the page sends itself.
    pub(crate) fn of(event: &SubmitEvent) -> Option<Self> {
        let form: HtmlFormElement = event.target()?.dyn_into().ok()?;
        if form.method() != "post" || form.has_attribute("data-page") {
            return None;
        }
        let data = FormData::new_with_form(&form).ok()?;
        let fields = UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
        // The button that was pressed is part of what is sent.
        if let Some(button) = event.submitter()
            && let (Some(name), Some(value)) =
                (button.get_attribute("name"), button.get_attribute("value"))
        {
            fields.append(&name, &value);
        }
        Some(Self {
            action: form.get_attribute("action")?,
            fields,
        })
    }

    /// The same once more, as another intent, without what an edit was made on: it is to be so, whatever is there.
    pub(crate) fn again(action: &str, form: &str, key: Uuid) -> Option<Self> {
        let fields = UrlSearchParams::new_with_str(form).ok()?;
        for (field, _) in Fields::default().named() {
            fields.delete(&format!("was[{field}]"));
        }
        fields.set("key", &key.to_string());
        Some(Self {
            action: action.to_owned(),
            fields,
        })
    }

    /// Sends it, and reads the answer.
    pub(crate) async fn send<T: DeserializeOwned>(self) -> Result<T, Failure> {
        let Ok((done, text)) = self.answer().await else {
            return Err(Failure::Unreachable);
        };
        read(done, &text)
    }

    /// Sends what is only done or not.
    pub(crate) async fn tell(self) -> Result<(), Failure> {
        match self.answer().await {
            Ok((true, _)) => Ok(()),
            Ok((false, text)) => Err(json::read(&text).unwrap_or(Failure::Unreachable)),
            Err(_) => Err(Failure::Unreachable),
        }
    }

    /// Whether it was done, and what was said.
    async fn answer(self) -> Result<(bool, String), JsValue> {
        let request = RequestInit::new();
        request.set_method("POST");
        request.set_body(&self.fields);
        // What was done is sent even where the page goes at once; browsers take so much of it (Fetch, section 4.5).
        if self.fields.to_string().length() < KEPT_ALIVE {
            let _ = Reflect::set(&request, &"keepalive".into(), &JsValue::TRUE);
        }
        let answer = window().fetch_with_str_and_init(&self.action, &request);
        let answer: Response = JsFuture::from(answer).await?.dyn_into()?;
        let text = JsFuture::from(answer.text()?).await?;
        Ok((answer.ok(), text.as_string().unwrap_or_default()))
    }
}

/// Sends a form, where there is one.
pub(crate) async fn ask<T: DeserializeOwned>(form: Option<Form>) -> Result<T, Failure> {
    match form {
        Some(form) => form.send().await,
        None => Err(Failure::Unreachable),
    }
}

/// Sends a change after those before it. `None`: there is no connection; it is kept, and sent when there is one.
pub(crate) async fn ask_or_keep<T: DeserializeOwned>(
    form: Option<Form>,
) -> Result<Option<T>, Failure> {
    let form = form.ok_or(Failure::Unreachable)?;
    let text = String::from(form.fields.to_string());
    match device::send(&form.action, &text).await {
        Ok((0.0, _)) => Ok(None),
        Ok((status, text)) => read(status < 400.0, &text).map(Some),
        Err(_) => Err(Failure::Unreachable),
    }
}

/// What a server function said.
pub(crate) fn read<T: DeserializeOwned>(done: bool, text: &str) -> Result<T, Failure> {
    if done {
        json::read(text).ok_or(Failure::Unreachable)
    } else {
        Err(json::read(text).unwrap_or(Failure::Unreachable))
    }
}

/// Whether something is being typed into a field of an element.
pub(crate) fn is_typing_in(element: &HtmlElement) -> bool {
    let active = document().active_element();
    let active = active.filter(|active| element.contains(Some(active)));
    active.is_some_and(|active| active.matches("input, textarea").unwrap_or(false))
}
