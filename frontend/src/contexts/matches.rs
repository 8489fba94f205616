//! What the filter of a view finds: the server knows it, and is asked again after each change.

use std::time::Duration;

use leptos::{prelude::*, server_fn::ServerFn as _, task::spawn_local};
use uuid::Uuid;

use super::{
    post::{Form, ask},
    store::Store,
    view::View,
};
use crate::functions::{Failure, filters::ReadMatches};

/// What a filter finds is asked for again this long after the last of several changes.
const SETTLED: Duration = Duration::from_millis(300);

#[derive(Clone, Copy)]
pub(super) struct Matches {
    /// What the filter of a view finds, once that is known.
    found: RwSignal<Option<(View, Vec<Uuid>)>>,
    /// It could not be asked.
    unasked: RwSignal<bool>,
    /// Asks it once more.
    again: Trigger,
}

impl Matches {
    pub(super) fn new(found: Option<(View, Vec<Uuid>)>) -> Self {
        Self {
            unasked: RwSignal::new(found.is_none()),
            found: RwSignal::new(found),
            again: Trigger::new(),
        }
    }

    pub(super) fn found(self) -> Option<(View, Vec<Uuid>)> {
        self.found.get()
    }
}

impl Store {
    /// Whether the view is one of a filter that nothing is known of: `Some(true)` where it could not be asked.
    pub(crate) fn unasked(self, view: &View) -> Option<bool> {
        let filtered = matches!(view, View::Filter(_) | View::Query(_));
        let known = |known: &Option<(View, _)>| known.as_ref().is_some_and(|(of, _)| of == view);
        (filtered && !self.matches.get_value().found.with(known))
            .then(|| self.matches.get_value().unasked.get())
    }

    /// Asks the filter of the view once more, if it is not known what it finds.
    pub(crate) fn ask_filter_again(self) {
        if self.matches.get_value().unasked.get_untracked() {
            self.matches.get_value().again.notify();
        }
    }

    /// Keeps what the view's filter finds as it is after each change.
    pub(crate) fn follow_filter(self, view: Memo<View>) {
        let newest = StoredValue::new(0_u32);
        Effect::new(move |before: Option<Option<(View, String)>>| {
            let view = view.get();
            let filter = self.extras.with(|extras| view.filter(&extras.filters));
            let filter = filter.map(|filter| (view, filter));
            self.tasks.track();
            self.matches.get_value().again.track();
            newest.update_value(|newest| *newest += 1);
            let first = before.is_none();
            let same = before.is_some_and(|before| before == filter);
            if !first && !same {
                self.matches.get_value().found.set(None);
            }
            // The page may have come with what it finds.
            let known = first
                && self
                    .matches
                    .get_value()
                    .found
                    .with_untracked(Option::is_some);
            if let Some((view, filter)) = filter.clone().filter(|_| !known) {
                self.matches.get_value().unasked.set(false);
                let own = newest.get_value();
                let ask = move || self.ask_filter(view, filter, newest, own);
                set_timeout(ask, if same { SETTLED } else { Duration::ZERO });
            }
            filter
        });
    }

    fn ask_filter(self, view: View, filter: String, newest: StoredValue<u32>, own: u32) {
        if newest.get_value() != own {
            return;
        }
        spawn_local(async move {
            let form = Form::to(ReadMatches::PATH).map(|form| form.with("filter", &filter));
            let found = ask::<Vec<Uuid>>(form).await;
            match found {
                _ if newest.get_value() != own => {}
                Ok(found) => self.matches.get_value().found.set(Some((view, found))),
                Err(Failure::Unreachable) => self.matches.get_value().unasked.set(true),
                Err(failure) => {
                    self.matches.get_value().unasked.set(true);
                    self.toasts.problem(failure.to_string());
                }
            }
        });
    }
}
