use jiff::{
    civil::Weekday,
    tz::{TimeZone, offset},
};

use super::*;
use crate::api::{Priority, TimesOfDay, WallTime};

mod asked;
mod corners;
mod coverage;
mod documented;
mod said;
mod spoken;

/// Tuesday 24 November 2026, noon, an hour east of Greenwich.
fn context(lists: &[String]) -> Context<'_> {
    let now: jiff::Timestamp = "2026-11-24T11:00:00Z".parse().unwrap();
    Context {
        now: now.to_zoned_datetime(TimeZone::fixed(offset(1))).into(),
        lists,
        shown: 3,
        week_start: Weekday::Monday,
        month_first: false,
        times_of_day: TimesOfDay::default(),
    }
}

fn commands(utterance: &str) -> Vec<Command> {
    let lists = ["Inbox".to_owned(), "Work".to_owned()];
    understand(utterance, &[], &context(&lists))
        .map(|read| read.commands)
        .unwrap_or_default()
}

/// The commands, without what is added where no task matches.
fn bound(utterance: &str) -> Vec<Command> {
    let mut commands = commands(utterance);
    for command in &mut commands {
        if let Command::Complete(target) | Command::Reopen(target) | Command::Delete(target) =
            command
            && let Target::Named { otherwise, .. } = target
        {
            *otherwise = None;
        }
    }
    commands
}

fn draft(utterance: &str) -> Draft {
    match commands(utterance).into_iter().next() {
        Some(Command::Add(draft)) => draft,
        Some(Command::Complete(target) | Command::Delete(target)) => match target {
            // No task of the test has such a title.
            Target::Named {
                otherwise: Some(draft),
                ..
            } => *draft,
            other => panic!("{utterance}: {other:?}"),
        },
        other => panic!("{utterance}: {other:?}"),
    }
}

/// "title | date time", with "-" for none.
fn in_short(utterance: &str) -> String {
    let draft = draft(utterance);
    let due = draft.due.map_or("-".to_owned(), |due| {
        let time = due.time.map(|time| format!(" {time}")).unwrap_or_default();
        format!("{}{time}", due.date)
    });
    format!("{} | {due}", draft.title)
}

#[test]
fn days_and_times_are_read_wherever_they_stand() {
    for (utterance, expected) in [
        (
            "buy milk tomorrow at 5pm #home",
            "buy milk | 2026-11-25 17:00",
        ),
        ("tomorrow buy milk", "buy milk | 2026-11-25"),
        ("remind me to call Ada on friday", "call Ada | 2026-11-27"),
        ("dentist tuesday", "dentist | 2026-12-01"),
        ("dentist next friday", "dentist | 2026-12-04"),
        ("pay rent 2026-12-01", "pay rent | 2026-12-01"),
        ("pay rent on 1 Dec", "pay rent | 2026-12-01"),
        ("party Nov 3rd", "party | 2027-11-03"),
        ("party on the 3rd of March 2028", "party | 2028-03-03"),
        ("trip 4/12", "trip | 2026-12-04"),
        ("water plants in 3 days", "water plants | 2026-11-27"),
        ("check oven in 2 hours", "check oven | 2026-11-24 14:00"),
        ("plan next week", "plan | 2026-11-30"),
        ("plan next month", "plan | 2026-12-01"),
        ("call mom at 5", "call mom | 2026-11-24 17:00"),
        ("call mom at 10", "call mom | 2026-11-24 22:00"),
        ("call mom 9:30", "call mom | 2026-11-25 09:30"),
        ("call mom 5:30 pm", "call mom | 2026-11-24 17:30"),
        ("run tomorrow morning", "run | 2026-11-25 09:00"),
        ("movie tonight", "movie | 2026-11-24 20:00"),
        ("movie tonight at 9pm", "movie | 2026-11-24 21:00"),
        ("lunch at noon on friday", "lunch | 2026-11-27 12:00"),
        ("today at 5am swim", "swim | 2026-11-24 05:00"),
    ] {
        assert_eq!(in_short(utterance), expected, "{utterance}");
    }
}

#[test]
fn no_date_is_invented() {
    for title in [
        "may Ada help",
        "sat down with Bo",
        "second draft",
        "buy paprika",
        "1.5 kg flour",
        "party 31 February",
        "buy salt and pepper",
        "read The 5th Wave",
        "call Tom and Jerry",
        "2026-02-30 report",
        "ask mary about 24",
        "cancel 12345",
    ] {
        assert_eq!(in_short(title), format!("{title} | -"));
    }
}

#[test]
fn marks_are_taken_out_of_the_title() {
    let draft = draft("write report #q4 @work !high, please");
    assert_eq!(draft.title, "write report");
    assert_eq!(
        (draft.tags, draft.list),
        (vec!["q4".to_owned()], Some("Work".to_owned()))
    );
    assert_eq!(draft.priority, Priority::High);
}

#[test]
fn what_is_quoted_stays_as_it_is() {
    assert_eq!(
        in_short("read \"tomorrow at 5pm\" today"),
        "read \"tomorrow at 5pm\" | 2026-11-24"
    );
}

#[test]
fn a_dropped_chip_is_not_read_again() {
    let lists = [];
    let read = understand(
        "call friday",
        &[Range { start: 5, end: 11 }],
        &context(&lists),
    )
    .unwrap();
    let Command::Add(draft) = &read.commands[0] else {
        panic!()
    };
    assert_eq!((draft.title.as_str(), &draft.due), ("call friday", &None));
}

#[test]
fn several_commands_are_done_in_their_order() {
    let read = commands("buy milk tomorrow at 5pm #home, and what's left today?");
    assert!(matches!(
        &read[..],
        [
            Command::Add(_),
            Command::List(Query {
                when: When::Today,
                ..
            })
        ]
    ));
    let read = commands("add eggs; delete milk\nbuy salt and pepper");
    assert!(
        matches!(
            &read[..],
            [Command::Add(_), Command::Delete(_), Command::Add(_)]
        ),
        "{read:?}"
    );
}

#[test]
fn verbs_bind_to_a_target() {
    let title = |text: &str| Target::Named {
        title: text.to_owned(),
        otherwise: None,
    };
    for (utterance, command) in [
        ("done with milk", Command::Complete(title("milk"))),
        (
            "mark buy milk as done",
            Command::Complete(title("buy milk")),
        ),
        (
            "complete the second one",
            Command::Complete(Target::Ordinals(vec![2])),
        ),
        (
            "delete 1 and 3",
            Command::Delete(Target::Ordinals(vec![1, 3])),
        ),
        ("delete it", Command::Delete(Target::Last)),
        ("reopen buy milk", Command::Reopen(title("buy milk"))),
        ("delete everything", Command::Delete(Target::All)),
        ("undo", Command::Undo),
        ("help", Command::Help),
    ] {
        assert_eq!(bound(utterance), [command], "{utterance}");
    }
}

#[test]
fn questions_are_queries_or_nothing() {
    let query = Query::default();
    for (utterance, expected) in [
        (
            "what's left today?",
            Query {
                when: When::Today,
                ..query.clone()
            },
        ),
        (
            "show #home",
            Query {
                tag: Some("home".to_owned()),
                ..query.clone()
            },
        ),
        ("show my tasks", query.clone()),
        (
            "overdue",
            Query {
                when: When::Overdue,
                ..query.clone()
            },
        ),
        (
            "what did I finish today",
            Query {
                when: When::Today,
                done: true,
                ..query.clone()
            },
        ),
        (
            "what is due this week?",
            Query {
                when: When::Week,
                ..query.clone()
            },
        ),
        (
            "show my work list",
            Query {
                list: Some("Work".to_owned()),
                ..query.clone()
            },
        ),
    ] {
        assert_eq!(
            commands(utterance),
            [Command::List(expected)],
            "{utterance}"
        );
    }
    let nothing = understand("what is love?", &[], &context(&[]));
    assert_eq!(nothing, Err(NotUnderstood::Question));
}

#[test]
fn a_title_survives_byte_for_byte() {
    for title in [
        "Käse für Ömer 🧀",
        "شراء الحليب",
        "牛乳を買う",
        "e\u{301}te\u{301}",
    ] {
        assert_eq!(in_short(title), format!("{title} | -"));
    }
}

#[test]
fn an_add_without_words_asks_for_them() {
    assert_eq!(
        understand("tomorrow #home", &[], &context(&[])),
        Err(NotUnderstood::NoTitle)
    );
    assert_eq!(
        understand(" \n", &[], &context(&[])),
        Err(NotUnderstood::Empty)
    );
}
