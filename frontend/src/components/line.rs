//! A line to type into, and under it what will be understood: of a message, or of one task.

use jiff::civil::Date;
use leptos::{ev, html, prelude::*};
use shared::{
    api::text::Text as _,
    language::{Span, SpanKind},
};

use super::{Icon, act::FormKey, dictation::Dictate};
use crate::{
    contexts::{browser, clock::Clock, draft::Draft, shortcut::Shortcut, store::Store},
    texts::text,
};

/// What is typed, and how it gets it back when it could not be sent.
#[derive(Clone)]
pub(super) struct Sent {
    pub(super) draft: Draft,
    pub(super) refused: Callback<Draft>,
}

/// What one line says of itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words {
    /// The id of the field, under which the browser keeps what is not sent yet.
    pub(super) id: &'static str,
    /// The name of the field in its form.
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) placeholder: &'static str,
    pub(super) chips: &'static str,
    pub(super) button: &'static str,
    pub(super) icon: &'static str,
    /// The keys that lead to the field.
    pub(super) shortcuts: &'static [Shortcut],
    /// Always one task, whatever the words.
    pub(super) one_task: bool,
}

fn commands(text: &str) -> Vec<(&'static str, &'static str, &'static str)> {
    let typed = text.starts_with('/');
    let found = text!(chat::COMMANDS)
        .into_iter()
        .filter(|(name, ..)| typed && name.starts_with(text));
    found.collect()
}

/// The field, and what is typed into it.
#[derive(Clone, Copy)]
struct Field {
    store: Store,
    draft: RwSignal<Draft>,
    input: NodeRef<html::Input>,
    /// Where the browser keeps what is not sent yet; whoever signs in next does not see it.
    place: StoredValue<String>,
    /// Which of the things said before was brought back, from the newest.
    recalled: StoredValue<Option<usize>>,
}

impl Field {
    fn new(store: Store, id: &str) -> Self {
        let field = Self {
            store,
            draft: RwSignal::new(Draft::default()),
            input: NodeRef::new(),
            place: StoredValue::new(format!("{id} {}", store.user().id)),
            recalled: StoredValue::new(None),
        };
        // What was typed before the app came alive is kept, and so is what was not sent when the page went away.
        field.input.on_load(move |input| {
            let kept = field.place.with_value(|place| browser::kept(place));
            if let Some(kept) = kept.filter(|_| input.value().is_empty()) {
                input.set_value(&kept);
            }
            field.read();
        });
        field
    }

    fn keep(self, text: &str) {
        self.place.with_value(|place| browser::keep(place, text));
    }

    fn read(self) {
        if let Some(input) = self.input.get_untracked() {
            self.draft.update(|draft| draft.edit(input.value()));
            self.keep(&input.value());
        }
    }

    fn write(self, said: Draft) {
        if let Some(input) = self.input.get_untracked() {
            input.set_value(&said.text);
            self.keep(&said.text);
            self.draft.set(said);
        }
    }

    fn put(self, text: String) {
        self.write(Draft {
            text,
            literal: Vec::new(),
        });
        self.focus();
    }

    fn focus(self) {
        if let Some(input) = self.input.get_untracked() {
            let _ = input.focus();
        }
    }

    fn text(self) -> String {
        self.draft.with_untracked(|draft| draft.text.clone())
    }

    /// Takes what is typed away to be sent; nothing where there are no words.
    fn take(self) -> Option<Draft> {
        let said = self.draft.get_untracked();
        if said.text.trim().is_empty() {
            self.focus();
            return None;
        }
        self.write(Draft::default());
        Some(said)
    }

    /// What was said before comes back on an empty line, one after the other.
    fn recall(self, event: &ev::KeyboardEvent) {
        let up = event.key() == "ArrowUp";
        if event.is_composing() || !up && event.key() != "ArrowDown" {
            return;
        }
        let said = self.store.said();
        let recalled = self.recalled.get_value();
        let at = recalled.filter(|at| said.get(*at) == Some(&self.text()));
        let next = match (at, up) {
            (None, true) if self.text().is_empty() => Some(0),
            (Some(at), true) => Some((at + 1).min(said.len().saturating_sub(1))),
            (Some(at), false) => at.checked_sub(1),
            (None, _) => return,
        };
        event.prevent_default();
        self.recalled.set_value(next);
        let text = next.and_then(|at| said.get(at).cloned());
        self.put(text.unwrap_or_default());
    }
}

#[component]
pub(super) fn Line(
    words: Words,
    action: &'static str,
    on_send: Callback<Sent>,
    /// What else the form sends.
    also: Signal<Option<(&'static str, String)>>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let Words { id, one_task, .. } = words;
    let field = Field::new(store, id);
    let (draft, input) = (field.draft, field.input);
    let chips = Memo::new(move |_| draft.with(|draft| store.chips(draft, one_task)));
    let offers = Memo::new(move |_| {
        draft.with(|draft| {
            if one_task {
                Vec::new()
            } else {
                commands(&draft.text)
            }
        })
    });
    let put = Callback::new(move |text| field.put(text));
    // What was typed meanwhile is not overwritten.
    let refused = Callback::new(move |said: Draft| {
        if field.text().is_empty() {
            field.write(said);
        }
    });
    let send = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let offer = offers.with_untracked(|offers| offers.first().copied());
        match offer {
            Some((_, text, _)) => field.put(text.to_owned()),
            None => {
                if let Some(draft) = field.take() {
                    on_send.run(Sent { draft, refused });
                }
            }
        }
    };
    let recall = move |event: ev::KeyboardEvent| {
        if !one_task {
            field.recall(&event);
        }
    };
    let drop_chip = Callback::new(move |chip| {
        draft.update(|draft| draft.drop_chip(&chip));
        field.focus();
    });
    let described = format!("{id}-understood");
    let names = |join: &str, name: fn(&Shortcut) -> String| {
        words
            .shortcuts
            .iter()
            .map(name)
            .collect::<Vec<_>>()
            .join(join)
    };
    let hint = text!(keyboard::by_key(
        words.label,
        &names(" ", |shortcut| shortcut.keys().join(" "))
    ));
    let keys = names(" ", |shortcut| shortcut.names().to_owned());
    let add = Callback::new(move |words: String| {
        field.put(format!("{} {words}", field.text()).trim().to_owned());
    });
    let dictate = (!one_task).then(|| view! { <Dictate on_words=add/> });
    view! {
        <form class="say" method="post" action=action on:submit=send>
            <FormKey/>
            {move || also.get().map(|(name, value)| view! { <input type="hidden" name=name value=value/> })}
            <div class="line">
                <label class="hidden" for=id>{words.label}</label>
                <input
                    id=id name=words.name maxlength=if one_task { "500" } else { "4000" } required autocomplete="off"
                    dir="auto" placeholder=words.placeholder value=browser::typed(action, words.name) aria-describedby=described.clone() node_ref=input
                    title=hint aria-keyshortcuts=keys
                    on:input=move |_| field.read() on:keydown=recall
                />
                {dictate}
                <button class="primary" title=words.button>
                    <Icon name=words.icon/><span class="hidden">{words.button}</span>
                </button>
            </div>
            <ul class="understood" id=described aria-label=words.chips>
                <For each=move || chips.get() key=|chip| (chip.start, chip.end, chip.value.clone()) let:chip>
                    <Chip chip on_drop=drop_chip/>
                </For>
                <For each=move || offers.get() key=|offer| offer.0 let:offer>
                    <li>
                        <button type="button" class="chip" on:click=move |_| put.run(offer.1.to_owned())>
                            <b>{offer.0}</b> " " <span class="kind">{offer.2}</span>
                        </button>
                    </li>
                </For>
            </ul>
        </form>
    }
}

/// What some words are read as; dropped, they are words again.
#[component]
fn Chip(chip: Span, on_drop: Callback<Span>) -> impl IntoView {
    let day = (chip.kind == SpanKind::Date)
        .then(|| Date::read(&chip.value))
        .flatten();
    let kind = text!(chat::kind(chip.kind));
    let value = match (day, chip.value.as_str()) {
        (Some(day), _) => expect_context::<Clock>().day(day),
        (None, "") => chip.text.clone(),
        (None, value) => value.to_owned(),
    };
    let exact = day.map_or_else(String::new, |_| format!(", {}", chip.value));
    let label = text!(chat::take_as_words(
        &format!("{kind} {value}{exact}"),
        &chip.text
    ));
    let dropped = StoredValue::new(chip);
    let drop_it = move || on_drop.run(dropped.get_value());
    let key = move |event: ev::KeyboardEvent| {
        if matches!(event.key().as_str(), "Backspace" | "Delete") {
            event.prevent_default();
            drop_it();
        }
    };
    view! {
        <li>
            <button type="button" class="chip" aria-label=label on:click=move |_| drop_it() on:keydown=key>
                <span class="kind">{kind}</span> " "
                <span dir="auto">{value}</span>
                <Icon name="close"/>
            </button>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::commands;

    #[test]
    fn commands_are_offered_by_their_beginning() {
        assert_eq!(commands("/").len(), 9);
        assert_eq!(commands("/to")[0].1, "what's left today?");
        assert!(commands("").is_empty());
        assert!(commands("/nothing like it").is_empty());
    }
}
