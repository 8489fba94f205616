//! `/import`: a file is chosen, looked at, and read in, which can be followed and cancelled.

use leptos::{prelude::*, server_fn::ServerFn as _};
use shared::api::{
    Import as Running, ImportFormat, ImportPreview, ImportProblem, ImportSample, ImportState,
};

use crate::{
    components::Problem,
    contexts::words::{self, Format},
    functions::{access::CancelImport, tasks::Undo},
    server::{
        document::refused,
        import::{Choice, Step},
    },
    texts::text,
};

#[component]
pub(crate) fn Import(step: Step) -> impl IntoView {
    let (title, step) = match step {
        Step::Choose { problem, form } => {
            let choose = view! { <Choose problem form/> };
            (text!(import::IMPORT), choose.into_any())
        }
        Step::Look {
            preview,
            form,
            written,
            file,
        } => {
            let look = view! { <Look preview form written file/> };
            (text!(import::WOULD_COME), look.into_any())
        }
        Step::Follow(import) => {
            let title = match import.state {
                ImportState::Waiting | ImportState::Running => text!(import::IMPORTING),
                ImportState::Done => text!(import::IMPORTED),
                ImportState::Cancelled => text!(import::CANCELLED),
                ImportState::Failed => text!(import::FAILED),
            };
            (title, view! { <Follow import/> }.into_any())
        }
    };
    view! {
        <main class="narrow import">
            <p><a href="/settings#data">{text!(import::BACK)}</a></p>
            <h1>{title}</h1>
            {step}
        </main>
    }
}

#[component]
fn Choose(problem: Option<String>, form: Choice) -> impl IntoView {
    let [table, semicolon, comma, others] = text!(import::READABLE_TABLE);
    view! {
        <section aria-label=text!(import::IMPORT)>
            <form method="post" action="/import" enctype="multipart/form-data">
                <label>
                    {text!(import::FILE)}
                    <input
                        type="file" name="file" required
                        accept=".csv,.json,.tsv,.txt,text/csv,application/json,text/plain"
                    />
                </label>
                <Fields form/>
                <Problem text=problem/>
                <div class="row">
                    <button class="primary" name="do" value="preview">{text!(import::LOOK_FIRST)}</button>
                    <button name="do" value="import">{text!(import::IMPORT)}</button>
                </div>
            </form>
        </section>
        <section aria-labelledby="what">
            <h2 id="what">{text!(import::READABLE)}</h2>
            <ul>
                <li>{text!(import::READABLE_OWN)}</li>
                <li>{text!(import::READABLE_TODOIST)}</li>
                <li>{text!(import::READABLE_TICKTICK)}</li>
                <li>
                    {table} <code>"title"</code> {semicolon}
                    <code>"notes"</code> {comma} <code>"due"</code> {comma} <code>"tags"</code> {comma}
                    <code>"list"</code> {comma} <code>"priority"</code> {others}
                </li>
            </ul>
        </section>
    }
}

/// What the service is told of the file.
#[component]
fn Fields(form: Choice) -> impl IntoView {
    let formats = [
        ("", text!(import::BY_LOOK)),
        ("own", text!(APP)),
        ("todoist", text!(import::TODOIST)),
        ("ticktick", text!(import::TICKTICK)),
        ("csv", text!(import::TABLE)),
    ];
    let formats = formats.map(|(value, name)| {
        let chosen = value == form.format;
        view! { <option value=value selected=chosen>{name}</option> }
    });
    view! {
        <label>
            {text!(import::WRITTEN_BY)} <select name="format">{formats.into_iter().collect_view()}</select>
        </label>
        <label>
            {text!(import::LIST)}
            <input name="list" maxlength="100" autocomplete="off" dir="auto" value=form.list/>
        </label>
    }
}

#[component]
fn Look(preview: ImportPreview, form: Choice, written: Format, file: String) -> impl IntoView {
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
        ImportFormat::Own => text!(APP),
        ImportFormat::Todoist => text!(import::TODOIST),
        ImportFormat::Ticktick => text!(import::TICKTICK),
        ImportFormat::Csv => text!(import::A_TABLE),
    };
    let lists = (!new_lists.is_empty()).then(|| new_lists.join(", "));
    let left_out: Vec<_> = columns
        .into_iter()
        .filter(|column| column.field.is_none())
        .map(|column| column.name)
        .collect();
    let left_out = (!left_out.is_empty()).then(|| left_out.join(", "));
    let facts = [
        (text!(import::READ_AS), Some(format.to_owned())),
        (text!(import::NEW_TASKS), Some(with_done(tasks, done))),
        (text!(import::HERE_ALREADY), some(existing)),
        (text!(import::LEFT_OUT), some(skipped)),
        (text!(import::NEW_LISTS), lists),
        (text!(import::COLUMNS_LEFT_OUT), left_out),
    ];
    let facts = facts.into_iter().filter_map(|(name, value)| {
        Some(view! { <div><dt>{name}</dt><dd dir="auto">{value?}</dd></div> })
    });
    let more = tasks.saturating_sub(sample.len());
    let rows = sample.into_iter().map(|task| row(task, written));
    view! {
        <section aria-label=text!(import::WOULD_COME)>
            <dl class="facts">{facts.collect_view()}</dl>
            <Begin form file/>
        </section>
        <Problems problems count=problem_count/>
        <section aria-labelledby="first">
            <h2 id="first">{text!(import::FIRST_TASKS)}</h2>
            <ul class="feed">{rows.collect_view()}</ul>
            {(more > 0).then(|| view! { <p class="quiet">{text!(import::and_more(more))}</p> })}
        </section>
    }
}

fn with_done(tasks: usize, done: usize) -> String {
    match done {
        0 => tasks.to_string(),
        done => text!(import::of_them_done(tasks, done)),
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
            <label>{text!(import::LARGE)} <input type="file" name="file" required/></label>
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
                <button class="primary" name="do" value="import">{text!(import::IMPORT)}</button>
                <a class="button" href="/import">{text!(import::ANOTHER_FILE)}</a>
            </div>
        </form>
    }
}

fn row(task: ImportSample, written: Format) -> impl IntoView {
    let full = |day| text!(dates::full(day, written.month_first));
    let due = task.due.map(|due| match due.time {
        Some(time) => text!(dates::at(&full(due.date), &words::clock(time, written))),
        None => full(due.date),
    });
    let deadline = task.deadline.map(|day| text!(import::until(&full(day))));
    let tags = (!task.tags.is_empty()).then(|| format!("#{}", task.tags.join(" #")));
    let marks = [
        Some(task.list),
        due,
        deadline,
        tags,
        task.subtask.then(|| text!(import::A_SUBTASK).to_owned()),
        task.done.then(|| text!(import::DONE).to_owned()),
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
        let fate = if skipped {
            text!(import::ROW_LEFT_OUT)
        } else {
            ""
        };
        view! { <li><p><b>{text!(import::row(row, &field))}</b>{message}{fate}</p></li> }
    });
    let heading = text!(import::things_to_know(count));
    (count > 0).then(|| {
        view! {
            <section aria-labelledby="doubts">
                <h2 id="doubts">{heading}</h2>
                <ul class="feed">{rows.collect_view()}</ul>
                {(more > 0).then(|| view! { <p class="quiet">{text!(import::and_more(more))}</p> })}
            </section>
        }
    })
}

#[component]
fn Follow(import: Running) -> impl IntoView {
    let over = import.finished_at.is_some();
    let count = text!(import::so_far(import.looked_at, import.total, import.added));
    let id = import.id.to_string();
    let buttons = if over {
        let undo = import.undo.map(|offer| {
            view! {
                <form method="post" action=Undo::PATH>
                    <input type="hidden" name="token" value=offer.token/>
                    <button>{text!(import::UNDO_ALL)}</button>
                </form>
            }
        });
        view! { <a class="button primary" href="/">{text!(pages::TO_TASKS)}</a> {undo} }.into_any()
    } else {
        view! {
            <form method="post" action=CancelImport::PATH>
                <input type="hidden" name="id" value=id/>
                <button>{text!(acts::CANCEL)}</button>
            </form>
        }
        .into_any()
    };
    let problem = refused(CancelImport::PATH).or_else(|| refused(Undo::PATH));
    let problems = usize::try_from(import.problem_count).unwrap_or_default();
    view! {
        <section aria-label=text!(import::PROGRESS) data-follow=(!over).then_some("")>
            <progress
                aria-label=text!(import::LOOKED_AT) max=import.total.to_string() value=import.looked_at.to_string()
            ></progress>
            <p data-count>{count}</p>
            <Problem text=problem/>
            <div class="row">{buttons}</div>
        </section>
        {over.then(|| view! { <Problems problems=import.problems count=problems/> })}
    }
}
