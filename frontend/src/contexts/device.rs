//! What the browser does once for all its windows: `public/device.js`, plain JavaScript because it is mostly calls of
//! the browser's own interfaces, which weigh less there.

use js_sys::{Array, Function, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::wasm_bindgen::{JsCast, JsValue, closure::Closure};

/// What happened: its name, a text, and of a change its action and its form.
type Hear = dyn Fn(String, String, String, String);

pub(crate) fn call(name: &str, argument: &JsValue, more: &JsValue) -> Result<JsValue, JsValue> {
    let device = Reflect::get(&window(), &"device".into())?;
    let method: Function = Reflect::get(&device, &name.into())?.dyn_into()?;
    method.call2(&device, argument, more)
}

/// Takes the news from now on, those of before first.
pub(crate) fn listen(hear: impl Fn(String, String, String, String) + 'static) {
    let hear: Box<Hear> = Box::new(hear);
    let _ = call(
        "listen",
        &Closure::wrap(hear).into_js_value(),
        &JsValue::NULL,
    );
}

/// Sends a change after those before it; the status and the text of the answer. Status 0: it waits.
pub(crate) async fn send(action: &str, form: &str) -> Result<(f64, String), JsValue> {
    let sent: Promise = call("send", &action.into(), &form.into())?.dyn_into()?;
    let answer: Array = JsFuture::from(sent).await?.dyn_into()?;
    let status = answer.get(0).as_f64().unwrap_or_default();
    Ok((status, answer.get(1).as_string().unwrap_or_default()))
}

/// Until there is an answer to all that this window sent so far, or it waits.
pub(crate) async fn sent() {
    until("sent").await;
}

/// Lets the browser paint and answer what is due.
pub(crate) async fn pause() {
    until("pause").await;
}

async fn until(name: &str) {
    let over = call(name, &JsValue::NULL, &JsValue::NULL);
    if let Ok(over) = over.and_then(JsCast::dyn_into::<Promise>) {
        let _ = JsFuture::from(over).await;
    }
}

/// Whether the page came from the browser, not from the server.
pub(crate) fn is_shell() -> bool {
    let root = document().document_element();
    root.is_some_and(|root| root.has_attribute("data-shell"))
}
