//! `/import`: a file is chosen, looked at, and read in, which can be followed and cancelled.

use leptos::{prelude::*, server_fn::ServerFn as _};
use shared::api::{
    Import as Running, ImportFormat, ImportPreview, ImportProblem, ImportSample, ImportState,
};

use crate::{
    components::Problem,
    contexts::words,
    functions::{access::CancelImport, tasks::Undo},
    server::{
        document::refused,
        import::{Choice, Step},
    },
};

#[component]
pub(crate) fn Import(step: Step) -> impl IntoView {
    let (title, step) = match step {
        Step::Choose { problem, form } => {
            let choose = view! { <Choose problem form/> };
            ("Import", choose.into_any())
        }
        Step::Look {
            preview,
            form,
            file,
        } => {
            let look = view! { <Look preview form file/> };
            ("What would come", look.into_any())
        }
        Step::Follow(import) => {
            let title = match import.state {
                ImportState::Waiting | ImportState::Running => "Importing…",
                ImportState::Done => "Imported",
                ImportState::Cancelled => "Cancelled",
                ImportState::Failed => "The import broke off",
            };
            (title, view! { <Follow import/> }.into_any())
        }
    };
    view! {
        <main class="narrow import">
            <p><a href="/settings#data">"Back to the settings"</a></p>
            <h1>{title}</h1>
            {step}
        </main>
    }
}

#[component]
fn Choose(problem: Option<String>, form: Choice) -> impl IntoView {
    view! {
        <section aria-label="Import">
            <form method="post" action="/import" enctype="multipart/form-data">
                <label>
                    "File, at most 16 MiB"
                    <input
                        type="file" name="file" required
                        accept=".csv,.json,.tsv,.txt,text/csv,application/json,text/plain"
                    />
                </label>
                <Fields form/>
                <Problem text=problem/>
                <div class="row">
                    <button class="primary" name="do" value="preview">"Look at it first"</button>
                    <button name="do" value="import">"Import"</button>
                </div>
            </form>
        </section>
        <section aria-labelledby="what">
            <h2 id="what">"What can be read"</h2>
            <ul>
                <li>"What you downloaded here: “Download everything” in the settings."</li>
                <li>"Todoist: a project’s menu, “Export as a template”, “CSV file”."</li>
                <li>"TickTick: Settings, “Backup and restore”, “Generate backup”."</li>
                <li>
                    "Any table with a header that names a " <code>"title"</code> "; "
                    <code>"notes"</code> ", " <code>"due"</code> ", " <code>"tags"</code> ", " <code>"list"</code> ", "
                    <code>"priority"</code> " and others are understood too."
                </li>
            </ul>
        </section>
    }
}

/// What the service is told of the file.
#[component]
fn Fields(form: Choice) -> impl IntoView {
    let formats = [
        ("", "Tell by its look"),
        ("own", "todo-chatbot"),
        ("todoist", "Todoist"),
        ("ticktick", "TickTick"),
        ("csv", "A table (CSV)"),
    ];
    let formats = formats.map(|(value, name)| {
        let chosen = value == form.format;
        view! { <option value=value selected=chosen>{name}</option> }
    });
    view! {
        <label>"Written by" <select name="format">{formats.into_iter().collect_view()}</select></label>
        <label>
            "List for tasks that name none, empty for the usual one"
            <input name="list" maxlength="100" autocomplete="off" dir="auto" value=form.list/>
        </label>
    }
}

#[component]
fn Look(preview: ImportPreview, form: Choice, file: String) -> impl IntoView {
    let ImportPreview {
        format,
        tasks,
        done,
        existing,
        skipped,
        new_lists,
        columns,
        sample,
        problems,
        problem_count,
    } = preview;
    let format = match format {
        ImportFormat::Own => "todo-chatbot",
        ImportFormat::Todoist => "Todoist",
        ImportFormat::Ticktick => "TickTick",
        ImportFormat::Csv => "a table",
    };
    let lists = (!new_lists.is_empty()).then(|| new_lists.join(", "));
    let left_out: Vec<_> = columns
        .into_iter()
        .filter(|column| column.field.is_none())
        .map(|column| column.name)
        .collect();
    let left_out = (!left_out.is_empty()).then(|| left_out.join(", "));
    let facts = [
        ("Read as", Some(format.to_owned())),
        ("New tasks", Some(with_done(tasks, done))),
        ("Here already", some(existing)),
        ("Left out", some(skipped)),
        ("New lists", lists),
        ("Columns left out", left_out),
    ];
    let facts = facts.into_iter().filter_map(|(name, value)| {
        Some(view! { <div><dt>{name}</dt><dd dir="auto">{value?}</dd></div> })
    });
    let more = tasks.saturating_sub(sample.len());
    let rows = sample.into_iter().map(row);
    view! {
        <section aria-label="What would come">
            <dl class="facts">{facts.collect_view()}</dl>
            <Begin form file/>
        </section>
        <Problems problems count=problem_count/>
        <section aria-labelledby="first">
            <h2 id="first">"The first tasks"</h2>
            <ul class="feed">{rows.collect_view()}</ul>
            {(more > 0).then(|| view! { <p class="quiet">{format!("and {more} more")}</p> })}
        </section>
    }
}

fn with_done(tasks: usize, done: usize) -> String {
    match done {
        0 => tasks.to_string(),
        done => format!("{tasks}, {done} of them done"),
    }
}

fn some(count: usize) -> Option<String> {
    (count > 0).then(|| count.to_string())
}

/// Reads in what was looked at; a file that is too large to come along is chosen once more.
#[component]
fn Begin(form: Choice, file: String) -> impl IntoView {
    let file = if file.is_empty() {
        view! {
            <label>"The file is large: choose it once more" <input type="file" name="file" required/></label>
        }
        .into_any()
    } else {
        view! { <input type="hidden" name="carried" value=file/> }.into_any()
    };
    view! {
        <form method="post" action="/import" enctype="multipart/form-data">
            {file}
            <input type="hidden" name="format" value=form.format/>
            <input type="hidden" name="list" value=form.list/>
            <div class="row">
                <button class="primary" name="do" value="import">"Import"</button>
                <a class="button" href="/import">"Choose another file"</a>
            </div>
        </form>
    }
}

fn row(task: ImportSample) -> impl IntoView {
    let due = task.due.map(|due| match due.time {
        Some(time) => format!("{} {time}", words::full(due.date)),
        None => words::full(due.date),
    });
    let deadline = task
        .deadline
        .map(|day| format!("until {}", words::full(day)));
    let tags = (!task.tags.is_empty()).then(|| format!("#{}", task.tags.join(" #")));
    let marks = [
        Some(task.list),
        due,
        deadline,
        tags,
        task.subtask.then(|| "a subtask".to_owned()),
        task.done.then(|| "done".to_owned()),
    ];
    let marks: Vec<_> = marks.into_iter().flatten().collect();
    view! {
        <li><p><span dir="auto">{task.title}</span> <small class="quiet" dir="auto">{marks.join(" · ")}</small></p></li>
    }
}

#[component]
fn Problems(problems: Vec<ImportProblem>, count: usize) -> impl IntoView {
    let more = count.saturating_sub(problems.len());
    let rows = problems.into_iter().map(|problem| {
        let ImportProblem {
            row,
            field,
            message,
            skipped,
        } = problem;
        let fate = if skipped { " The row is left out." } else { "" };
        view! { <li><p><b>{format!("Row {row}, {field}: ")}</b>{message}{fate}</p></li> }
    });
    let heading = match count {
        1 => "One thing to know".to_owned(),
        count => format!("{count} things to know"),
    };
    (count > 0).then(|| {
        view! {
            <section aria-labelledby="doubts">
                <h2 id="doubts">{heading}</h2>
                <ul class="feed">{rows.collect_view()}</ul>
                {(more > 0).then(|| view! { <p class="quiet">{format!("and {more} more")}</p> })}
            </section>
        }
    })
}

#[component]
fn Follow(import: Running) -> impl IntoView {
    let over = import.finished_at.is_some();
    let count = format!(
        "{} of {} looked at, {} added",
        import.looked_at, import.total, import.added
    );
    let id = import.id.to_string();
    let buttons = if over {
        let undo = import.undo.map(|offer| {
            view! {
                <form method="post" action=Undo::PATH>
                    <input type="hidden" name="token" value=offer.token/>
                    <button>"Undo all of it"</button>
                </form>
            }
        });
        view! { <a class="button primary" href="/">"To your tasks"</a> {undo} }.into_any()
    } else {
        view! {
            <form method="post" action=CancelImport::PATH>
                <input type="hidden" name="id" value=id/>
                <button>"Cancel"</button>
            </form>
        }
        .into_any()
    };
    let problem = refused(CancelImport::PATH).or_else(|| refused(Undo::PATH));
    let problems = usize::try_from(import.problem_count).unwrap_or_default();
    view! {
        <section aria-label="Progress" data-follow=(!over).then_some("")>
            <progress aria-label="Looked at" max=import.total.to_string() value=import.looked_at.to_string()></progress>
            <p data-count>{count}</p>
            <Problem text=problem/>
            <div class="row">{buttons}</div>
        </section>
        {over.then(|| view! { <Problems problems=import.problems count=problems/> })}
    }
}
