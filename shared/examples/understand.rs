//! Reads JSON lines, one utterance each, and writes what was understood, one JSON line each, in their order.
//!
//! In: `{"text", "now": RFC 3339 with offset, "mode": "utterance" | "date" | "recurrence", "locale"?: "en-US",
//! "week_start"?: "MO", "lists"?: [..]}`. Out: `action`, `certain`, `title`, `list`, `tags`, `priority`, `due`,
//! `recurrence`, `reminder` of the first command, and `commands`, all of them. A command on a task that is named is the
//! add that it is where no task has such a title; `or` tells what it is where one has. With `--time` it writes nothing
//! but, on the error stream, how long the utterances took.

use std::{
    error::Error,
    io::{self, BufRead as _, Write as _},
    time::Instant,
};

use jiff::{
    ZonedDateTime,
    civil::{DateTime, Time, Weekday},
    fmt::temporal::DateTimeParser,
    tz::TimeZone,
};
use serde::Deserialize;
use serde_json::{Value, json};
use shared::{
    api::{Due, Recurrence, TimesOfDay},
    language::{
        Changes, Command, Context, Draft, Moment, NotUnderstood, Query, Reminder, Target, When,
        repeats, understand, when,
    },
};

#[derive(Deserialize)]
struct Request {
    text: String,
    now: String,
    mode: Mode,
    #[serde(default)]
    locale: Option<String>,
    #[serde(default)]
    week_start: Option<String>,
    #[serde(default)]
    lists: Vec<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Mode {
    Utterance,
    Date,
    Recurrence,
}

fn main() -> Result<(), Box<dyn Error>> {
    let timed = std::env::args().any(|argument| argument == "--time");
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut took = Vec::new();
    for line in io::stdin().lock().lines() {
        let request: Request = serde_json::from_str(&line?)?;
        let context = Context {
            now: now(&request.now)?.into(),
            lists: &request.lists,
            shown: 0,
            week_start: week_start(request.week_start.as_deref())?,
            month_first: request.locale.as_deref() == Some("en-US"),
            times_of_day: TimesOfDay::default(),
        };
        if timed {
            let start = Instant::now();
            let understood = understand(&request.text, &[], &context);
            took.push(start.elapsed().as_nanos());
            drop(understood);
        } else {
            writeln!(out, "{}", answer(&request, &context))?;
        }
    }
    if timed {
        let total: u128 = took.iter().sum();
        let count = u128::try_from(took.len())?;
        took.sort_unstable();
        let p99 = took.get(took.len() * 99 / 100).copied().unwrap_or_default();
        let per_second = (count * 1_000_000_000).checked_div(total);
        eprintln!(
            "{}",
            json!({"utterances": count, "per_second": per_second, "p99_us": u64::try_from(p99)? / 100 * 100 / 1000})
        );
    }
    Ok(())
}

/// The zone of an instant with an offset is that offset.
fn now(text: &str) -> Result<ZonedDateTime, Box<dyn Error>> {
    let instant: jiff::Timestamp = text.parse()?;
    let offset = DateTimeParser::new()
        .parse_pieces(text)?
        .to_numeric_offset();
    Ok(instant.to_zoned_datetime(offset.map_or(TimeZone::UTC, TimeZone::fixed)))
}

fn week_start(name: Option<&str>) -> Result<Weekday, Box<dyn Error>> {
    Ok(match name {
        None | Some("MO") => Weekday::Monday,
        Some("SU") => Weekday::Sunday,
        Some("SA") => Weekday::Saturday,
        Some(other) => return Err(format!("week_start: expected MO, SU or SA, not {other}").into()),
    })
}

fn answer(request: &Request, context: &Context<'_>) -> Value {
    let mut spans = Value::Null;
    let (commands, certain) = match request.mode {
        Mode::Utterance => match understand(&request.text, &[], context) {
            Ok(understood) => {
                spans = json!(understood.spans);
                let asked = understood
                    .failed
                    .iter()
                    .filter_map(|failed| asks(failed.why));
                let commands: Vec<_> = understood
                    .commands
                    .iter()
                    .map(command)
                    .chain(asked)
                    .collect();
                let certain = commands.iter().all(|command| command["certain"] == true);
                (commands, certain)
            }
            Err(why) => {
                let commands: Vec<_> = asks(why).into_iter().collect();
                let certain = !commands.is_empty();
                (commands, certain)
            }
        },
        Mode::Date => {
            let mut nothing = nothing();
            nothing["due"] = when(&request.text, context).map_or(Value::Null, moment);
            return with(nothing, &request.text, true, &[], spans);
        }
        Mode::Recurrence => {
            let mut nothing = nothing();
            if let Some((repeat, due)) = repeats(&request.text, context) {
                nothing["recurrence"] = json!(rule(&repeat, due.as_ref()));
                nothing["due"] = due.map_or(Value::Null, |due| due_of(&due));
            }
            return with(nothing, &request.text, true, &[], spans);
        }
    };
    let first = commands.first().cloned().unwrap_or_else(nothing);
    with(first, &request.text, certain, &commands, spans)
}

fn with(mut first: Value, text: &str, certain: bool, commands: &[Value], spans: Value) -> Value {
    first["text"] = json!(text);
    first["certain"] = json!(certain);
    first["commands"] = json!(commands);
    first["spans"] = spans;
    first
}

/// What is understood but for its object, which the assistant asks for.
fn asks(why: NotUnderstood) -> Option<Value> {
    let action = match why {
        NotUnderstood::NoListName | NotUnderstood::NoReminderTitle => "add",
        NotUnderstood::NoChange => "update",
        _ => return None,
    };
    let mut told = nothing();
    told["action"] = json!(action);
    told["certain"] = json!(true);
    Some(told)
}

fn nothing() -> Value {
    json!({
        "action": "none", "certain": false, "title": null, "list": null, "tags": [], "priority": "none", "due": null,
        "recurrence": null, "reminder": null,
    })
}

fn command(command: &Command) -> Value {
    match command {
        Command::Add(draft) => draft_of(draft),
        Command::Complete(target)
        | Command::Reopen(target)
        | Command::Delete(target)
        | Command::CancelReminder(target)
        | Command::Update(target, _) => match target {
            // No task has such a title here, so it is what would be added.
            Target::Named {
                otherwise: Some(draft),
                ..
            } => {
                let mut told = draft_of(draft);
                told["or"] = on_a_task(command, target);
                told
            }
            _ => on_a_task(command, target),
        },
        _ => without_a_task(command),
    }
}

/// What is done to a task that has such a title.
fn on_a_task(command: &Command, target: &Target) -> Value {
    let mut told = nothing();
    if let Target::Named { title, .. } = target {
        told["title"] = json!(title);
    }
    told["target"] = json!(match target {
        Target::Named { .. } => Value::Null,
        Target::Last => json!("last"),
        Target::Added => json!("added"),
        Target::Them => json!("them"),
        Target::All => json!("all"),
        Target::Ordinals(numbers) => json!(numbers),
        Target::Matching(query) => asked(query),
    });
    told["certain"] = json!(command.certain());
    told["action"] = json!(match command {
        Command::Complete(_) => "complete",
        Command::Reopen(_) => "reopen",
        Command::Update(..) => "update",
        _ => "delete",
    });
    if let Command::Update(_, changes) = command {
        changed(&mut told, changes);
    }
    told
}

fn without_a_task(command: &Command) -> Value {
    let mut told = nothing();
    told["certain"] = json!(true);
    told["action"] = json!(match command {
        Command::CreateList(_) => "add",
        Command::List(_) | Command::Lists => "list",
        Command::DeleteList(_) | Command::ClearCompleted => "delete",
        Command::RenameList { .. } => "update",
        Command::Undo => "undo",
        Command::Redo => "redo",
        Command::Help => "help",
        _ => "none",
    });
    match command {
        Command::CreateList(name)
        | Command::DeleteList(name)
        | Command::RenameList { to: name, .. } => told["list"] = json!(name),
        Command::List(query) => {
            told["list"] = json!(query.list);
            told["title"] = json!(query.text);
            told["target"] = asked(query);
        }
        _ => {}
    }
    told
}

fn asked(query: &Query) -> Value {
    let when = match query.when {
        When::Any => Value::Null,
        When::Today => json!("today"),
        When::Overdue => json!("overdue"),
        When::Week => json!("week"),
        When::On(date) => json!(date.to_string()),
        When::Between(first, last) => json!(format!("{first}/{last}")),
        When::Until(last) => json!(format!("/{last}")),
    };
    json!({
        "when": when, "list": query.list, "tag": query.tag, "done": query.done, "text": query.text,
        "priority": query.priority.map(shared::api::Priority::as_str),
    })
}

fn changed(told: &mut Value, changes: &Changes) {
    if let Some(date) = changes.date {
        told["due"] = due_of(&Due {
            date,
            time: changes.time,
            time_zone: None,
        });
    }
    told["recurrence"] = json!(changes.recurrence.as_ref().map(|repeat| rule(repeat, None)));
    told["reminder"] = reminder_of(changes.reminder);
    told["list"] = json!(changes.list);
    told["tags"] = json!(changes.add_tags);
    told["priority"] = json!(changes.priority.unwrap_or_default().as_str());
    told["changes"] = json!({
        "title": changes.title,
        "time": changes.time.map(|time| time.to_string()),
        "delay_minutes": changes.delay_minutes,
        "remove_tags": changes.remove_tags,
        "clear_due": changes.clear_due,
        "clear_recurrence": changes.clear_recurrence,
        "clear_priority": changes.priority == Some(shared::api::Priority::None),
    });
}

fn draft_of(draft: &Draft) -> Value {
    json!({
        "action": "add",
        "certain": !draft.implied,
        "title": draft.title,
        "list": draft.list,
        "tags": draft.tags,
        "priority": draft.priority,
        "due": draft.due.as_ref().map(due_of),
        "recurrence": draft.recurrence.as_ref().map(|repeat| rule(repeat, draft.due.as_ref())),
        "reminder": reminder_of(draft.reminder),
    })
}

fn due_of(due: &Due) -> Value {
    let time = due.time.map(shared::api::WallTime::time);
    moment(Moment {
        start: due.date.to_datetime(time.unwrap_or(Time::midnight())),
        end: None,
        grain: if time.is_some() {
            shared::language::Grain::Minute
        } else {
            shared::language::Grain::Day
        },
    })
}

fn moment(moment: Moment) -> Value {
    let text = |at: DateTime| at.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    json!({"start": text(moment.start), "end": moment.end.map(text), "grain": moment.grain.as_str()})
}

/// The rule with the time of its due, which a task keeps apart.
fn rule(repeat: &Recurrence, due: Option<&Due>) -> String {
    match due.and_then(|due| due.time) {
        Some(time) if !repeat.rule.contains("BYHOUR") => {
            let time = time.time();
            format!(
                "{};BYHOUR={};BYMINUTE={}",
                repeat.rule,
                time.hour(),
                time.minute()
            )
        }
        _ => repeat.rule.clone(),
    }
}

fn reminder_of(reminder: Option<Reminder>) -> Value {
    match reminder {
        None => Value::Null,
        Some(Reminder::Before(minutes)) => json!({"before_minutes": minutes}),
        Some(Reminder::At(at)) => json!({"at": at.strftime("%Y-%m-%dT%H:%M:%S").to_string()}),
    }
}
