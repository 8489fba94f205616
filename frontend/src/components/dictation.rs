//! Saying it aloud, where the browser can listen.

use leptos::prelude::*;
use web_sys::{
    js_sys::{Array, Function, Reflect},
    wasm_bindgen::{JsCast as _, JsValue, closure::Closure},
};

use super::Icon;
use crate::{contexts::browser::Alive, texts::text};

/// Browsers that can listen know it by one of these names.
const NAMES: [&str; 2] = ["SpeechRecognition", "webkitSpeechRecognition"];

fn recognition() -> Option<Function> {
    NAMES.iter().find_map(|name| {
        let value = Reflect::get(&window(), &JsValue::from_str(name)).ok()?;
        value.dyn_into::<Function>().ok()
    })
}

#[component]
pub(super) fn Dictate(on_words: Callback<String>) -> impl IntoView {
    let listening = RwSignal::new(false);
    let can = Memo::new(move |_| Alive::get() && recognition().is_some());
    let listen = move |_| {
        if listening.get_untracked() {
            return;
        }
        listening.set(start(on_words, listening).is_ok());
    };
    view! {
        <Show when=move || can.get()>
            <button
                type="button" class="ghost dictate" title=text!(chat::SAY_ALOUD)
                aria-label=text!(chat::SAY_ALOUD) aria-pressed=move || listening.get().to_string() on:click=listen
            >
                <Icon name="microphone"/>
            </button>
        </Show>
    }
}

/// Listens for one sentence, which ends up in the line, to be read before it is sent.
fn start(on_words: Callback<String>, listening: RwSignal<bool>) -> Result<(), JsValue> {
    let kind = recognition().ok_or(JsValue::NULL)?;
    let recognition = Reflect::construct(&kind, &Array::new())?;
    let heard = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
        if let Some(words) = transcript(&event) {
            on_words.run(words);
        }
    });
    let ended = Closure::<dyn Fn()>::new(move || listening.set(false));
    let set = |name: &str, value: &JsValue| Reflect::set(&recognition, &name.into(), value);
    set("onresult", &heard.into_js_value())?;
    set("onend", &ended.into_js_value())?;
    let begin: Function = Reflect::get(&recognition, &"start".into())?.dyn_into()?;
    begin.call0(&recognition)?;
    Ok(())
}

/// `event.results[0][0].transcript`
fn transcript(event: &JsValue) -> Option<String> {
    let mut value = event.clone();
    for name in ["results", "0", "0", "transcript"] {
        value = Reflect::get(&value, &name.into()).ok()?;
    }
    value.as_string()
}
