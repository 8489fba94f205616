//! All of one task, beside its view. The URL says which one is open.

use jiff::civil::Date;
use leptos::{ev, html, prelude::*, server_fn::ServerFn as _};
use shared::api::{Priority, Task, WallTime, text::Text as _};
use uuid::Uuid;

use super::{
    Act, Icon,
    act::FormKey,
    fragment::Fragment,
    parts::{Parent, Parts},
    row::Tick,
};
use crate::{
    contexts::{
        browser::{self, Alive},
        fields::Fields,
        shortcut::Shortcut,
        shown::Shown,
        store::Store,
        view::{View, pieces},
        words,
    },
    functions::{
        Failure,
        tasks::{Delete, Edit},
    },
    texts::text,
};

#[component]
pub(crate) fn Detail(view: Memo<View>, open: Memo<Option<Uuid>>) -> impl IntoView {
    let ids = move || open.get().into_iter().collect::<Vec<_>>();
    view! {
        <For each=ids key=|id| *id let:id>
            <Panel id view/>
        </For>
    }
}

#[component]
fn Panel(id: Uuid, view: Memo<View>) -> impl IntoView {
    let store = expect_context::<Store>();
    let task = Shown::new(store, id);
    let known = Memo::new(move |_| task.is_known());
    let panel = NodeRef::<html::Aside>::new();
    // Of a page that is being taken over somebody may be in a field already.
    let alive = untrack(Alive::get);
    panel.on_load(move |panel| {
        if alive || browser::focus_is_lost() {
            let _ = panel.focus();
        }
        // However it was closed, unless another one or another view took the focus.
        on_cleanup(move || browser::focus_soon_if_lost(&format!("task-{id}")));
    });
    view! {
        <aside class="detail" id="detail" aria-label=text!(tasks::TASK) tabindex="-1" node_ref=panel>
            <a
                class="button ghost close" href=move || view.get().href() aria-label=text!(acts::CLOSE)
                title=Shortcut::Leave.on(text!(acts::CLOSE)) aria-keyshortcuts=Shortcut::Leave.names()
            >
                <Icon name="close"/>
            </a>
            <Show when=move || !known.get()><p class="quiet">{text!(tasks::GONE)}</p></Show>
            <Show when=move || known.get()>
                <div class="top">
                    {move || (!task.is_deleted()).then(|| view! { <Tick id task/> })}
                    <Parent task view/>
                </div>
                <Form id task/>
                <Piece id task part=1/>
                // A part has no parts of its own.
                <Show when=move || task.read(|task| task.parent_id).is_none()><Parts id view/></Show>
                <footer>
                    <p class="quiet">
                        {move || task.read(|task| {
                            let day = text!(dates::full(store.day_of(task.created_at), store.format().month_first));
                            text!(tasks::added(&day))
                        })}
                    </p>
                    <Act
                        action=Delete::PATH fields=vec![("id", id.to_string())] on_press=move |()| store.delete(id)
                        class="ghost" label=Signal::derive(move || Some(task.label(text!(tasks::delete_this))))
                    >
                        <Icon name="trash"/> {text!(acts::DELETE)}
                    </Act>
                </footer>
            </Show>
        </aside>
    }
}

/// What the server renders of the task; read again with each of its versions.
#[component]
fn Piece(id: Uuid, task: Shown, part: usize) -> impl IntoView {
    let address = pieces(id).into_iter().nth(part);
    let version = Memo::new(move |_| task.read(|task| task.version));
    view! { <Fragment address=Signal::stored(address) version/> }
}

/// What a field says now; changed, it is saved at once, and without the app by the button of the form.
#[component]
fn Form(id: Uuid, task: Shown) -> impl IntoView {
    let store = expect_context::<Store>();
    let conflict = RwSignal::new(None::<Conflict>);
    // What a field said when one came to it: what was changed elsewhere meanwhile is not overwritten.
    let was = StoredValue::new(String::new());
    // The field that one is in keeps what is typed, whatever comes in.
    let typing = RwSignal::new(String::new());
    let enter = move |event: ev::FocusEvent| {
        was.set_value(event_target_value(&event));
        typing.set(browser::name_of(event.target()));
    };
    let keep = move |set: Setter, event: &ev::Event| {
        let mine = event_target_value(event);
        let refused = move |failure| {
            if let Failure::Changed { theirs, yours } = failure {
                conflict.set(Some(Conflict { theirs, yours, set }));
            }
        };
        // Of a field that one did not come to, nothing is known.
        let here = typing.get_untracked() == browser::name_of(event.target());
        let before = if here {
            one(set, was.get_value())
        } else {
            Fields::default()
        };
        was.set_value(mine.clone());
        conflict.set(None);
        store.edit(id, &one(set, mine), &before, refused);
    };
    // A day that is typed is one after each key: it is saved when one is done with it. One that is picked is saved at
    // once.
    let keyed = StoredValue::new(false);
    let half = StoredValue::new(None::<Setter>);
    let save = move |set: Setter| {
        move |event: ev::Event| {
            if keyed.get_value() && browser::is_of_time(event.target()) {
                half.set_value(Some(set));
            } else {
                keep(set, &event);
            }
        }
    };
    // Of a day with a part that is still empty there is nothing to save, and nothing to clear.
    let finish = move |event: &ev::Event| {
        if let Some(set) = half.try_update_value(Option::take).flatten()
            && browser::is_valid(event.target())
        {
            keep(set, event);
        }
    };
    let key = move |event: ev::KeyboardEvent| {
        keyed.set_value(true);
        if event.key() == "Enter" {
            finish(&event);
        }
    };
    let leave = move |event: ev::FocusEvent| {
        finish(&event);
        typing.set(String::new());
    };
    let text = move |name: &'static str, read: fn(&Task) -> String| {
        Memo::new(move |before: Option<&String>| match before {
            Some(before) if typing.with(|typing| typing == name) => before.clone(),
            _ => task.read(read),
        })
    };
    // What was typed into the form before it was refused; the app itself keeps that in its fields.
    let first = |name, memo: Memo<String>| {
        let typed = browser::typed(Edit::PATH, name);
        typed.unwrap_or_else(|| memo.get_untracked())
    };
    let title = text("fields[title]", |task| task.title.clone());
    let notes = text("fields[notes]", |task| task.notes.clone());
    let date = text("fields[due_date]", |task| {
        task.due
            .as_ref()
            .map_or_else(String::new, |due| due.date.to_string())
    });
    let time = text("fields[due_time]", |task| {
        let time = task.due.as_ref().and_then(|due| due.time);
        time.map_or_else(String::new, |time| time.to_string())
    });
    let deadline = text("fields[deadline]", |task| {
        task.deadline
            .map_or_else(String::new, |day| day.to_string())
    });
    let start = text("fields[start_date]", |task| {
        task.start_date
            .map_or_else(String::new, |day| day.to_string())
    });
    let tags = text("fields[tags]", |task| task.tags.join(" "));
    // Browsers write the day of a field in a way of their own.
    let said = move |day: Memo<String>| {
        move || {
            let day = Date::read(&day.get())?;
            let words = words::day(day, store.today(), store.format());
            Some(view! { <small class="said" aria-hidden="true">{words}</small> })
        }
    };
    let at = move || {
        let time: WallTime = time.get().parse().ok()?;
        let words = words::clock(time, store.format());
        Some(view! { <small class="said" aria-hidden="true">{words}</small> })
    };
    view! {
        {move || conflict.get().map(|Conflict { theirs, yours, set }| {
            let mine = yours.clone();
            let keep = move |_| {
                conflict.set(None);
                store.edit(id, &one(set, mine.clone()), &Fields::default(), |_| ());
            };
            view! {
                <div class="conflict" role="alert">
                    <p>{text!(notices::CHANGED_TO)} <q dir="auto">{theirs}</q></p>
                    <p>{text!(notices::YOURS)} <q dir="auto">{yours}</q></p>
                    <div class="offers">
                        <button class="primary" on:click=keep>{text!(notices::USE_MINE)}</button>
                        <button on:click=move |_| conflict.set(None)>{text!(notices::KEEP_THEIRS)}</button>
                    </div>
                </div>
            }
        })}
        <form
            class="fields" method="post" action=Edit::PATH on:submit=|event| event.prevent_default() on:focusin=enter
            on:focusout=leave on:keydown=key on:pointerdown=move |_| keyed.set_value(false)
        >
            <FormKey/>
            <input type="hidden" name="id" value=id.to_string()/>
            <div class="head">
                <label class="wide">
                    <span class="hidden">{text!(tasks::TITLE)}</span>
                    <input
                        class="title" name="fields[title]" maxlength="500" required dir="auto" autocomplete="off"
                        value=first("fields[title]", title) prop:value=title
                        on:change=save(|fields, value| fields.title = Some(value))
                    />
                </label>
            </div>
            <div class="wide"><Piece id task part=0/></div>
            <label class="wide">
                {text!(tasks::NOTES)}
                <textarea
                    name="fields[notes]" rows="3" maxlength="10000" dir="auto" prop:value=notes
                    on:change=save(|fields, value| fields.notes = Some(value))
                >{first("fields[notes]", notes)}</textarea>
            </label>
            <label>
                {text!(tasks::DUE)}
                <input
                    id="due" type="date" name="fields[due_date]" value=first("fields[due_date]", date) prop:value=date
                    on:change=save(|fields, value| fields.due_date = Some(value))
                />
                {said(date)}
            </label>
            <label>
                {text!(tasks::TIME)}
                <input
                    type="time" name="fields[due_time]" value=first("fields[due_time]", time) prop:value=time
                    on:change=save(|fields, value| fields.due_time = Some(value))
                />
                {at}
            </label>
            <Repeat task on_change=Callback::new(save(|fields, value| fields.repeat = Some(value)))/>
            <Urgency task on_change=Callback::new(save(|fields, value| fields.priority = Some(value)))/>
            <label>
                {text!(tasks::START)}
                <input
                    type="date" name="fields[start_date]" value=first("fields[start_date]", start) prop:value=start
                    on:change=save(|fields, value| fields.start_date = Some(value))
                />
                {said(start)}
            </label>
            <label>
                {text!(tasks::DEADLINE)}
                <input
                    type="date" name="fields[deadline]" value=first("fields[deadline]", deadline) prop:value=deadline
                    on:change=save(|fields, value| fields.deadline = Some(value))
                />
                {said(deadline)}
            </label>
            <Place task on_change=Callback::new(save(|fields, value| fields.list_id = Some(value)))/>
            <label>
                {text!(tasks::TAGS)}
                <input
                    id="tags-of-task" name="fields[tags]" value=first("fields[tags]", tags) prop:value=tags dir="auto"
                    placeholder=text!(tasks::TAGS_EXAMPLE) autocomplete="off"
                    title=Shortcut::Tags.on(text!(tasks::TAGS)) aria-keyshortcuts=Shortcut::Tags.names()
                    on:change=save(|fields, value| fields.tags = Some(value))
                />
            </label>
            <button class="primary without-app">{text!(acts::SAVE)}</button>
        </form>
    }
}

type Setter = fn(&mut Fields, String);

/// Both texts of a field that two people changed.
#[derive(Clone)]
struct Conflict {
    theirs: String,
    yours: String,
    set: Setter,
}

fn one(set: Setter, value: String) -> Fields {
    let mut fields = Fields::default();
    set(&mut fields, value);
    fields
}

/// One of some values; the one that the task has is chosen.
#[component]
fn Choice(
    label: &'static str,
    name: &'static str,
    #[prop(optional)] id: Option<&'static str>,
    chosen: Memo<String>,
    options: Memo<Vec<(String, String)>>,
    on_change: Callback<ev::Event>,
    #[prop(optional)] shortcut: Option<Shortcut>,
) -> impl IntoView {
    let hint = shortcut.map(|shortcut| shortcut.on(label));
    view! {
        <label>
            {label}
            <select
                id=id name=name title=hint aria-keyshortcuts=shortcut.map(Shortcut::names) prop:value=chosen
                on:change=move |event| on_change.run(event) on:keydown=|event| browser::open_choices(&event)
            >
                <For each=move || options.get() key=Clone::clone let:option>
                    <option value=option.0.clone() selected=option.0 == chosen.get_untracked()>{option.1}</option>
                </For>
            </select>
        </label>
    }
}

#[component]
fn Repeat(task: Shown, on_change: Callback<ev::Event>) -> impl IntoView {
    let format = expect_context::<Store>().format();
    let rule = |task: &Task| {
        task.recurrence
            .as_ref()
            .map_or_else(String::new, |repeat| repeat.rule.clone())
    };
    let chosen = Memo::new(move |_| task.read(rule));
    let options = Memo::new(move |_| {
        let mut options = words::repeats()
            .map(|(rule, words)| (rule.to_owned(), words.to_owned()))
            .to_vec();
        let own = chosen.get();
        if options.iter().all(|(rule, _)| *rule != own) {
            let said = words::repeat(&own, format);
            options.push((own, said));
        }
        options
    });
    view! { <Choice label=text!(tasks::REPEAT) name="fields[repeat]" chosen options on_change/> }
}

#[component]
fn Urgency(task: Shown, on_change: Callback<ev::Event>) -> impl IntoView {
    let chosen = Memo::new(move |_| task.read(|task| task.priority.as_str().to_owned()));
    let options = Memo::new(|_| {
        let all = [
            Priority::None,
            Priority::Low,
            Priority::Medium,
            Priority::High,
            Priority::Urgent,
        ];
        all.map(|priority| {
            let name = text!(tasks::priority(priority));
            (priority.as_str().to_owned(), name.to_owned())
        })
        .to_vec()
    });
    view! { <Choice label=text!(tasks::PRIORITY) name="fields[priority]" id="priority" chosen options on_change shortcut=Shortcut::Priority/> }
}

#[component]
fn Place(task: Shown, on_change: Callback<ev::Event>) -> impl IntoView {
    let store = expect_context::<Store>();
    let chosen = Memo::new(move |_| task.read(|task| task.list_id.to_string()));
    let options = Memo::new(move |_| {
        let lists = store.lists().into_iter();
        lists.map(|list| (list.id.to_string(), list.name)).collect()
    });
    view! { <Choice label=text!(tasks::LIST) name="fields[list_id]" chosen options on_change/> }
}
