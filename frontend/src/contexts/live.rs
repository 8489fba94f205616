//! Follows the changes of the person's data, made in this window or elsewhere.

use std::time::Duration;

use leptos::{prelude::*, server_fn::ServerFn as _, task::spawn_local};
use send_wrapper::SendWrapper;
use shared::api::{Change, Changes};
use web_sys::{
    EventSource, MessageEvent,
    wasm_bindgen::{JsCast as _, closure::Closure},
};

use super::{
    post::{Form, ask},
    store::Store,
};
use crate::functions::{Failure, changes::ReadChanges};

const STREAM: &str = "/api/v1/stream";
/// A connection that is back this soon was never worth a word.
const PATIENCE: Duration = Duration::from_secs(2);
/// A stream that the browser gave up is opened again after this.
const AGAIN: Duration = Duration::from_secs(3);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Connection {
    Live,
    /// Lost, and not yet for long.
    Shaky,
    Lost,
    SignedOut,
}

/// Whether changes arrive.
#[derive(Clone, Copy)]
pub(crate) struct Live {
    store: Store,
    connection: RwSignal<Connection>,
    /// The last change that was taken over; 0 before the first catching up.
    cursor: StoredValue<i64>,
    stream: StoredValue<Option<SendWrapper<EventSource>>>,
}

impl Live {
    pub(crate) fn provide(store: Store) -> Self {
        let live = Self {
            store,
            connection: RwSignal::new(Connection::Live),
            cursor: StoredValue::new(0),
            stream: StoredValue::new(None),
        };
        provide_context(live);
        Effect::new(move |_| {
            live.open();
            let gone = window_event_listener(leptos::ev::offline, move |_| {
                live.close();
                live.lose(Duration::ZERO);
            });
            let back = window_event_listener(leptos::ev::online, move |_| live.open());
            on_cleanup(move || {
                live.close();
                gone.remove();
                back.remove();
            });
        });
        live
    }

    pub(crate) fn connection(self) -> Connection {
        self.connection.get()
    }

    fn close(self) {
        if let Some(stream) = self.stream.try_update_value(Option::take).flatten() {
            stream.close();
        }
    }

    fn open(self) {
        self.close();
        let Ok(stream) = EventSource::new(STREAM) else {
            return self.lose(Duration::ZERO);
        };
        let opened = Closure::<dyn Fn()>::new(move || self.catch_up());
        stream.set_onopen(Some(opened.into_js_value().unchecked_ref()));
        let failed = Closure::<dyn Fn()>::new(move || self.failed());
        stream.set_onerror(Some(failed.into_js_value().unchecked_ref()));
        let changed = Closure::<dyn Fn(MessageEvent)>::new(move |event| self.changed(&event));
        let changed = changed.into_js_value();
        let _ = stream.add_event_listener_with_callback("change", changed.unchecked_ref());
        let resync = Closure::<dyn Fn()>::new(move || {
            self.cursor.set_value(0);
            self.catch_up();
        });
        let resync = resync.into_js_value();
        let _ = stream.add_event_listener_with_callback("resync", resync.unchecked_ref());
        self.stream.set_value(Some(SendWrapper::new(stream)));
    }

    /// The stream starts at what is new, so what came before it is read: all there is at first, later what was missed.
    fn catch_up(self) {
        spawn_local(async move {
            loop {
                let since = self.cursor.get_value();
                match read_changes(since).await {
                    Ok(None) => self.cursor.set_value(0),
                    Ok(Some(changes)) => {
                        self.advance(changes.next_since);
                        let whole = since == 0;
                        if whole {
                            self.store.replace(changes.items);
                        } else {
                            self.store.apply(changes.items);
                        }
                        // What came in while all there is was read is asked for once more.
                        if !changes.has_more && (!whole || changes.next_since == 0) {
                            break;
                        }
                    }
                    Err(Failure::SignedOut) => return self.sign_out(),
                    Err(_) => {
                        self.lose(PATIENCE);
                        return set_timeout(move || self.catch_up(), AGAIN);
                    }
                }
            }
            self.connection.set(Connection::Live);
            self.store.follow_chat();
        });
    }

    fn changed(self, event: &MessageEvent) {
        let data = event.data().as_string().unwrap_or_default();
        let Ok(change) = serde_json::from_slice::<Change>(data.as_bytes()) else {
            return;
        };
        // Before the first catching up there is no cursor to advance: it starts with all there is.
        if self.cursor.get_value() > 0 {
            self.advance(change.seq);
        }
        let said = change.actor == "chat";
        self.store.apply(vec![change]);
        if said {
            self.store.follow_chat();
        }
    }

    fn advance(self, seq: i64) {
        self.cursor
            .update_value(|cursor| *cursor = seq.max(*cursor));
    }

    /// The browser connects again by itself, unless the server refused it.
    fn failed(self) {
        self.lose(PATIENCE);
        let refused = self.stream.with_value(|stream| {
            let state = stream.as_ref().map(|stream| stream.ready_state());
            state == Some(EventSource::CLOSED)
        });
        if refused {
            self.close();
            set_timeout(move || self.ask_why(), AGAIN);
        }
    }

    fn ask_why(self) {
        spawn_local(async move {
            match read_changes(self.cursor.get_value().max(1)).await {
                Err(Failure::SignedOut) => self.sign_out(),
                _ => self.open(),
            }
        });
    }

    fn sign_out(self) {
        self.close();
        self.connection.set(Connection::SignedOut);
    }

    fn lose(self, patience: Duration) {
        self.connection.update(|connection| {
            if *connection == Connection::Live {
                *connection = Connection::Shaky;
            }
        });
        let say = move || {
            if self.connection.get_untracked() == Connection::Shaky {
                self.connection.set(Connection::Lost);
            }
        };
        set_timeout(say, patience);
    }
}

/// What changed after `since`; `None` where the log no longer reaches back that far.
async fn read_changes(since: i64) -> Result<Option<Changes>, Failure> {
    let form = Form::to(ReadChanges::PATH).map(|form| form.with("since", &since.to_string()));
    ask(form).await
}
