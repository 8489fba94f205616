//! `/`: the chat beside the tasks; for who is not signed in, what this is.

use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_query_map;
use shared::api::{Conversation, List, Message, Page, Task, User};

use super::{
    Problem,
    chat::Chat,
    problem_of,
    tasks::{Shelf, Tasks},
};
use crate::{
    functions::{MoveTo, SignOut, TryIt, Undo},
    server::backend::{Backend, Failure, undo_offer},
};

/// All that the page shows, read at once.
#[derive(Debug, Clone)]
struct Everything {
    user: User,
    lists: Vec<List>,
    tasks: Vec<Task>,
    conversation: Option<Conversation>,
    messages: Vec<Message>,
}

async fn everything(backend: &Backend, shelf: Shelf) -> Result<Everything, Failure> {
    let user = backend.get("/me").await?;
    let tasks = format!("/tasks?limit=200&status={}", shelf.as_str());
    let (lists, tasks, conversations) = futures::try_join!(
        backend.get::<Page<List>>("/lists"),
        backend.get::<Page<Task>>(&tasks),
        backend.get::<Page<Conversation>>("/conversations?limit=1"),
    )?;
    let conversation = conversations.items.into_iter().next();
    let mut messages = match &conversation {
        Some(conversation) => {
            let path = format!("/conversations/{}/messages?limit=50", conversation.id);
            backend.get::<Page<Message>>(&path).await?.items
        }
        None => Vec::new(),
    };
    messages.reverse();
    Ok(Everything {
        user,
        lists: lists.items,
        tasks: tasks.items,
        conversation,
        messages,
    })
}

#[component]
pub(crate) fn Home() -> impl IntoView {
    let shelf = Shelf::read(use_query_map().read_untracked().get("view").as_deref());
    let backend = expect_context::<Backend>();
    view! {
        <Suspense>
            {move || {
                let backend = backend.clone();
                Suspend::new(async move {
                    match everything(&backend, shelf).await {
                        Ok(page) => view! { <SignedIn page shelf/> }.into_any(),
                        Err(Failure::SignedOut) => view! { <Welcome/> }.into_any(),
                        Err(failure) => view! { <Down failure/> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}

#[component]
fn Down(failure: Failure) -> impl IntoView {
    view! {
        <main class="narrow">
            <h1>"todo-chatbot"</h1>
            <Problem text=Some(failure.to_string())/>
            <a class="button" href="/">"Try again"</a>
        </main>
    }
}

#[component]
fn Welcome() -> impl IntoView {
    let guest = ServerAction::<TryIt>::new();
    view! {
        <main class="narrow welcome">
            <h1>"Say it, and it is on your list."</h1>
            <p class="lead">
                "Type the way you talk: "
                <q>"buy milk tomorrow at 5pm #home, and what's left today?"</q>
            </p>
            <ActionForm action=guest>
                <input type="hidden" name="time_zone" value="UTC" data-time-zone/>
                <Problem text=problem_of(guest)/>
                <button class="primary">"Try it"</button>
            </ActionForm>
            <p class="quiet">
                "No account needed. Have one, or want one? " <a href="/sign-in">"Sign in or register"</a>
            </p>
        </main>
    }
}

#[component]
fn SignedIn(page: Everything, shelf: Shelf) -> impl IntoView {
    let Everything {
        user,
        lists,
        tasks,
        conversation,
        messages,
    } = page;
    let zone = user.time_zone.clone();
    view! {
        <a class="skip" href="#tasks">"Skip to the tasks"</a>
        <header class="bar">
            <h1>"todo-chatbot"</h1>
            <Account user/>
        </header>
        <main class="columns">
            <Chat conversation=conversation.map(|conversation| conversation.id) messages zone=zone.clone()/>
            <Tasks tasks lists shelf zone/>
        </main>
        <UndoToast/>
    }
}

#[component]
fn Account(user: User) -> impl IntoView {
    let out = ServerAction::<SignOut>::new();
    let zone = ServerAction::<MoveTo>::new();
    let name = user.email.clone().unwrap_or_else(|| "Guest".to_owned());
    view! {
        <details class="account">
            <summary>{name}</summary>
            <div class="panel">
                <ActionForm action=zone>
                    <label>"Time zone" <input name="time_zone" value=user.time_zone required/></label>
                    <Problem text=problem_of(zone)/>
                    <button>"Change"</button>
                </ActionForm>
                {user.guest.then(|| view! { <a class="button" href="/sign-in">"Make an account"</a> })}
                <ActionForm action=out>
                    <button>{if user.guest { "Leave for good" } else { "Sign out" }}</button>
                </ActionForm>
            </div>
        </details>
    }
}

/// The offer to undo the change just made.
#[component]
fn UndoToast() -> impl IntoView {
    let undo = ServerAction::<Undo>::new();
    let problem = problem_of(undo);
    let token = undo_offer().filter(|_| problem.is_none());
    view! {
        <div class="toast" role="status">
            <Problem text=problem/>
            {token.map(|token| view! {
                <ActionForm action=undo>
                    <input type="hidden" name="token" value=token/>
                    <span>"Changed."</span>
                    <button>"Undo"</button>
                </ActionForm>
            })}
        </div>
    }
}
