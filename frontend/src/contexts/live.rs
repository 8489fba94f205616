//! Follows the changes of the person's data, made in this window or elsewhere.

use std::time::Duration;

use leptos::{prelude::*, server_fn::ServerFn as _, task::spawn_local};
use shared::{
    api::{Change, Changes},
    json,
};
use web_sys::wasm_bindgen::JsValue;

use super::{
    device,
    post::{Form, ask},
    store::Store,
};
use crate::functions::{Failure, changes::ReadChanges};

/// A connection that is back this soon was never worth a word.
const PATIENCE: Duration = Duration::from_secs(2);
/// What was missed is asked for again after this, where the server did not tell.
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
    /// How often the connection was lost.
    losses: StoredValue<u32>,
}

impl Live {
    pub(crate) fn provide(store: Store) -> Self {
        let away = cfg!(feature = "hydrate") && device::is_shell();
        let live = Self {
            store,
            connection: RwSignal::new(if away {
                Connection::Lost
            } else {
                Connection::Live
            }),
            cursor: StoredValue::new(0),
            losses: StoredValue::new(0),
        };
        provide_context(live);
        Effect::new(move |_| {
            device::listen(move |what, text, action, form| live.hear(&what, &text, &action, &form));
        });
        live
    }

    pub(crate) fn connection(self) -> Connection {
        self.connection.get()
    }

    fn hear(self, what: &str, text: &str, action: &str, form: &str) {
        match what {
            "open" => self.catch_up(),
            "change" => self.changed(text),
            "resync" => {
                self.cursor.set_value(0);
                self.catch_up();
            }
            "lost" | "offline" => {
                self.losses.update_value(|losses| *losses += 1);
                let offline = what == "offline";
                self.lose(if offline { Duration::ZERO } else { PATIENCE });
            }
            "signed-out" => self.sign_out(),
            "problem" => self.store.toasts.problem(text),
            "kept" => self.store.keep(action, form),
            "dropped" => self.store.forget_refusal(form),
            what => self.store.answered(what == "done", text, action, form),
        }
    }

    /// The stream starts at what is new, so what came before it is read: all there is at first, later what was missed.
    fn catch_up(self) {
        self.catch_up_since(self.cursor.get_value());
    }

    /// What the stream brings meanwhile moves the cursor on, past changes that are still to be read: `since` does not follow it.
    fn catch_up_since(self, mut since: i64) {
        let losses = self.losses.get_value();
        spawn_local(async move {
            loop {
                let known = self.store.known();
                match read_changes(since).await {
                    Ok(None) => {
                        self.cursor.set_value(0);
                        since = 0;
                    }
                    Ok(Some(changes)) => {
                        self.advance(changes.next_since);
                        let whole = since == 0;
                        if whole {
                            self.store.replace(&known, changes.items).await;
                        } else {
                            self.store.apply(changes.items);
                        }
                        since = changes.next_since;
                        // What came in while all there is was read is asked for once more.
                        if !changes.has_more && (!whole || since == 0) {
                            break;
                        }
                    }
                    Err(Failure::SignedOut) => return self.sign_out(),
                    Err(_) => {
                        self.lose(PATIENCE);
                        return set_timeout(move || self.catch_up_since(since), AGAIN);
                    }
                }
            }
            // An answer from before a loss says nothing of the connection: the next one begins with an "open".
            if self.losses.get_value() > losses {
                return;
            }
            let back = self.connection.get_untracked() == Connection::Lost;
            self.connection.set(Connection::Live);
            self.store.follow_chat();
            if back {
                self.store.read_extras();
                self.store.ask_filter_again();
            }
        });
    }

    fn changed(self, text: &str) {
        let Some(change) = json::read::<Change>(text) else {
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

    /// What is kept of the person's data here goes with the session; what is not sent yet stays.
    fn sign_out(self) {
        let _ = device::call("leave", &JsValue::FALSE, &JsValue::NULL);
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
