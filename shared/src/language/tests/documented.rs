//! The examples mean what they say, and docs/LANGUAGE.md shows them.

#![expect(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "a page is put together once, by a test"
)]

use super::{super::examples::SECTIONS, *};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/LANGUAGE.md");
const START: &str =
    "<!-- examples: written by the test `the_page_shows_the_examples` with UPDATE_DOCS=1 -->\n";
const END: &str = "<!-- end of the examples -->\n";

fn told(utterance: &str) -> String {
    let lists = ["Inbox", "Work", "Trips", "Groceries"].map(str::to_owned);
    match understand(utterance, &[], &context(&lists)) {
        Ok(read) => read
            .commands
            .iter()
            .map(command)
            .collect::<Vec<_>>()
            .join("; "),
        Err(why) => why.to_string(),
    }
}

fn command(command: &Command) -> String {
    match command {
        Command::Add(draft) => format!("add {}", drafted(draft)),
        Command::List(query) => format!("show {}", asked(query)),
        Command::Complete(target) => format!("complete {}", meant(target)),
        Command::Reopen(target) => format!("reopen {}", meant(target)),
        Command::Delete(target) => format!("delete {}", meant(target)),
        Command::CancelReminder(target) => format!("no longer remind of {}", meant(target)),
        Command::Update(target, changes) => format!("change {}{}", meant(target), changed(changes)),
        Command::ClearCompleted => "delete what is done".to_owned(),
        Command::CreateList(name) => format!("make the list {name}"),
        Command::RenameList { from, to } => format!("call the list {from} {to}"),
        Command::DeleteList(name) => format!("delete the list {name}"),
        Command::Lists => "show the lists".to_owned(),
        Command::Undo => "undo".to_owned(),
        Command::Redo => "redo".to_owned(),
        Command::Help => "help".to_owned(),
        Command::Courtesy(_) => "a friendly answer".to_owned(),
    }
}

fn drafted(draft: &Draft) -> String {
    let mut text = format!("“{}”", draft.title);
    if let Some(due) = &draft.due {
        text += &format!(", due {}", due.date);
        text += &due.time.map(|time| format!(" {time}")).unwrap_or_default();
    }
    if let Some(recurrence) = &draft.recurrence {
        let mode = match recurrence.mode {
            crate::api::RecurrenceMode::Completion => ", from when it is done",
            crate::api::RecurrenceMode::Schedule => "",
        };
        text += &format!(", repeats {}{mode}", recurrence.rule);
    }
    if let Some(reminder) = draft.reminder {
        text += &format!(", {}", reminds(reminder));
    }
    text += &draft
        .list
        .as_ref()
        .map(|list| format!(", in {list}"))
        .unwrap_or_default();
    text += &draft
        .tags
        .iter()
        .map(|tag| format!(", #{tag}"))
        .collect::<String>();
    if draft.priority != Priority::None {
        text += &format!(", priority {}", draft.priority.as_str());
    }
    text
}

fn reminds(reminder: Reminder) -> String {
    match reminder {
        Reminder::Before(0) => "reminds then".to_owned(),
        Reminder::Before(minutes) => format!("reminds {minutes} minutes before"),
        Reminder::At(at) => format!("reminds {}", at.strftime("%Y-%m-%d %H:%M")),
    }
}

fn asked(query: &Query) -> String {
    let when = match query.when {
        When::Any => String::new(),
        When::Today => ", today and overdue".to_owned(),
        When::Overdue => ", overdue".to_owned(),
        When::Week => ", to the end of the week".to_owned(),
        When::On(date) => format!(", on {date}"),
        When::Between(first, last) => format!(", from {first} to {last}"),
        When::Until(last) => format!(", up to {last}"),
    };
    let list = query
        .list
        .as_ref()
        .map(|list| format!(", in {list}"))
        .unwrap_or_default();
    let priority = query
        .priority
        .map(|priority| format!(", priority {}", priority.as_str()))
        .unwrap_or_default();
    let text = query
        .text
        .as_ref()
        .map(|text| format!(", like “{text}”"))
        .unwrap_or_default();
    let tag = query
        .tag
        .as_ref()
        .map(|tag| format!(", #{tag}"))
        .unwrap_or_default();
    format!(
        "{} tasks{when}{list}{tag}{priority}{text}",
        if query.done { "done" } else { "open" }
    )
}

fn meant(target: &Target) -> String {
    match target {
        Target::Named { title, otherwise } => {
            let otherwise = otherwise
                .as_ref()
                .map(|draft| format!(", or add {}", drafted(draft)));
            format!("the task like “{title}”{}", otherwise.unwrap_or_default())
        }
        Target::Last => "the last one".to_owned(),
        Target::Added => "the one added last".to_owned(),
        Target::Them => "those shown last".to_owned(),
        Target::Ordinals(numbers) => format!("number {numbers:?}"),
        Target::All => "all, when asked again".to_owned(),
        Target::Matching(query) => asked(query),
    }
}

fn changed(changes: &Changes) -> String {
    let told = [
        changes
            .title
            .as_ref()
            .map(|title| format!("title “{title}”")),
        changes.date.map(|date| format!("due {date}")),
        changes.time.map(|time| format!("at {time}")),
        changes
            .delay_minutes
            .map(|minutes| format!("put off by {minutes} minutes")),
        changes
            .priority
            .map(|priority| format!("priority {}", priority.as_str())),
        changes
            .recurrence
            .as_ref()
            .map(|recurrence| format!("repeats {}", recurrence.rule)),
        changes
            .clear_recurrence
            .then(|| "repeats no more".to_owned()),
        changes.reminder.map(reminds),
    ];
    let tags = changes
        .remove_tags
        .iter()
        .map(|tag| format!("without #{tag}"));
    told.into_iter()
        .flatten()
        .chain(tags)
        .map(|told| format!(": {told}"))
        .collect()
}

#[test]
fn each_example_means_what_it_says() {
    let examples = SECTIONS.iter().flat_map(|section| section.examples);
    let wrong: Vec<_> = examples
        .map(|(say, means)| (say, told(say), means))
        .filter(|(_, told, means)| told != *means)
        .map(|(say, told, _)| format!("{say}\t{told}"))
        .collect();
    assert!(
        wrong.is_empty(),
        "understood otherwise:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn the_page_shows_the_examples() {
    let mut shown = START.to_owned();
    for section in SECTIONS {
        shown += &format!(
            "\n### {}\n\n| say | it is understood as |\n|---|---|\n",
            section.title
        );
        for (say, means) in section.examples {
            shown += &format!("| {say} | {means} |\n");
        }
    }
    shown += &format!("\n{END}");
    let page = std::fs::read_to_string(PAGE).unwrap();
    let (before, rest) = page.split_once(START).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let wanted = format!("{before}{shown}{after}");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(PAGE, wanted).unwrap();
        return;
    }
    assert_eq!(
        page, wanted,
        "docs/LANGUAGE.md is stale: run this test with UPDATE_DOCS=1"
    );
}
