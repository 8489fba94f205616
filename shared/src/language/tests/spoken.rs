//! Whole sentences, as people type and dictate them.

use super::*;

/// What is done to a task that has such a title.
fn on_a_task(utterance: &str) -> Command {
    match &commands(utterance)[..] {
        [command] => command.clone(),
        other => panic!("{utterance}: {other:?}"),
    }
}

fn changes(utterance: &str) -> (String, Changes) {
    match on_a_task(utterance) {
        Command::Update(Target::Named { title, .. }, changes) => (title, changes),
        Command::Update(Target::Last, changes) => ("it".to_owned(), changes),
        other => panic!("{utterance}: {other:?}"),
    }
}

#[test]
fn times_are_heard_in_many_ways() {
    for (utterance, expected) in [
        ("at 6 pick up kids", "pick up kids | 2026-11-24 18:00"),
        (
            "tomorrow at 8 feed the fish",
            "feed the fish | 2026-11-25 08:00",
        ),
        ("call john at 1730", "call john | 2026-11-24 17:30"),
        ("call john at 1030 tomorrow", "call john | 2026-11-25 10:30"),
        (
            "file the report first thing monday",
            "file the report | 2026-11-30 09:00",
        ),
        ("send invoices at month end", "send invoices | 2026-11-30"),
        (
            "renew my passport before march",
            "renew my passport | 2027-02-28",
        ),
        (
            "first monday of the month board meeting",
            "board meeting | 2026-12-07",
        ),
        (
            "cancel the subscription in the new year",
            "cancel the subscription | 2027-01-01",
        ),
        (
            "remind me a week before christmas to order the goose",
            "order the goose | 2026-12-25",
        ),
        (
            "Tomorrow, remind me to paint the house",
            "paint the house | 2026-11-25",
        ),
        // The second day contradicts the first: it is part of what is to be done.
        (
            "remind me on thursday to pack for the trip this weekend",
            "pack for the trip this weekend | 2026-11-26",
        ),
        (
            "take pills at 8am and 8pm",
            "take pills at 8am and 8pm | 2026-11-25 08:00",
        ),
        (
            "pay bills on the 5th and 20th",
            "pay bills on the 5th and 20th | 2026-12-05",
        ),
        ("report by eod friday", "report | 2026-11-27"),
        ("report no later than tuesday", "report | 2026-12-01"),
        ("report in 3 business days", "report | 2026-11-27"),
        ("ring at 9ish tomorrow", "ring | 2026-11-25 09:00"),
        (
            "tuesday's report by thursday",
            "tuesday's report | 2026-11-26",
        ),
        ("stretch every day this week", "stretch | 2026-11-24"),
        ("meeting mon-fri at 9", "meeting | 2026-11-25 09:00"),
        (
            "add dentist friday 10am with a reminder 2 hours before",
            "dentist | 2026-11-27 10:00",
        ),
        ("watch 24 tonight", "watch 24 | 2026-11-24 20:00"),
        ("at 6 feet the shelf", "at 6 feet the shelf | -"),
    ] {
        assert_eq!(in_short(utterance), expected, "{utterance}");
    }
}

#[test]
fn rules_are_heard_in_many_ways() {
    for (utterance, expected) in [
        (
            "gym every monday wednesday and friday at 7am",
            "FREQ=WEEKLY;BYDAY=MO,WE,FR",
        ),
        (
            "bins monday and thursday every week",
            "FREQ=WEEKLY;BYDAY=MO,TH",
        ),
        (
            "clean the oven every last saturday",
            "FREQ=MONTHLY;BYDAY=-1SA",
        ),
        ("dentist every half year", "FREQ=MONTHLY;INTERVAL=6"),
        (
            "antibiotics every day for 10 days",
            "FREQ=DAILY;UNTIL=20261203",
        ),
        (
            "recycling every second thursday",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH",
        ),
    ] {
        let rule = draft(utterance)
            .recurrence
            .map(|recurrence| recurrence.rule);
        assert_eq!(rule.as_deref(), Some(expected), "{utterance}");
    }
}

#[test]
fn what_is_added_says_so_in_many_ways() {
    let list = |utterance: &str| {
        let draft = draft(utterance);
        (draft.title, draft.list)
    };
    let work = Some("Work".to_owned());
    for utterance in [
        "add milk to Work",
        "add milk to my work list",
        "put milk in work",
    ] {
        assert_eq!(
            list(utterance),
            ("milk".to_owned(), work.clone()),
            "{utterance}"
        );
    }
    assert_eq!(list("email boss in work clothes").1, None);
    assert_eq!(
        list("please put 'call grandma' on my list for tomorrow"),
        ("call grandma".to_owned(), None)
    );
    for utterance in ["make a note to buy stamps", "note to self: buy stamps"] {
        assert_eq!(in_short(utterance), "buy stamps | -", "{utterance}");
    }
}

#[test]
fn each_task_with_a_time_of_its_own_is_one() {
    let titles = |utterance: &str| -> Vec<_> {
        let drafts = commands(utterance)
            .into_iter()
            .map(|command| match command {
                Command::Add(draft) => draft,
                other => panic!("{utterance}: {other:?}"),
            });
        drafts
            .map(|draft| (draft.title, draft.due.map(|due| due.date.day())))
            .collect()
    };
    let told = |title: &str, day: i8| (title.to_owned(), Some(day));
    assert_eq!(
        titles("call mom tomorrow and pay rent on friday"),
        [told("call mom", 25), told("pay rent", 27)]
    );
    assert_eq!(
        titles("remind me to call mom at 5 and to email Bob at 6"),
        [told("call mom", 24), told("email Bob", 24)]
    );
    for utterance in [
        "dinner with Bo on friday and the kids on saturday",
        "get a gift on friday and wrap it on saturday",
        "meet Bo on friday and on saturday",
        "buy salt and pepper for friday",
    ] {
        assert_eq!(titles(utterance).len(), 1, "{utterance}");
    }
}

#[test]
fn done_is_said_in_many_ways() {
    for (utterance, title) in [
        ("milk is done", "milk"),
        ("mark milk done", "milk"),
        ("mark as done the report", "report"),
        ("i did the laundry", "laundry"),
        ("just finished the slides", "slides"),
        ("tick off milk and eggs", "milk and eggs"),
    ] {
        match on_a_task(utterance) {
            Command::Complete(Target::Named { title: named, .. }) => {
                assert_eq!(named, title, "{utterance}");
            }
            other => panic!("{utterance}: {other:?}"),
        }
    }
    for (utterance, target) in [
        ("done", Target::Last),
        ("that's done", Target::Last),
        ("mark it done", Target::Last),
        ("both done", Target::Them),
        ("2 is done", Target::Ordinals(vec![2])),
        ("complete the first two", Target::Ordinals(vec![1, 2])),
    ] {
        assert_eq!(
            on_a_task(utterance),
            Command::Complete(target),
            "{utterance}"
        );
    }
    assert!(matches!(
        on_a_task("the report is not done"),
        Command::Reopen(Target::Named { .. })
    ));
    let done = matches!(
        commands("i did not like the film")[..],
        [Command::Complete(_)]
    );
    assert!(!done);
}

#[test]
fn details_are_changed_in_many_ways() {
    for (utterance, title, minutes) in [
        ("push it back a day", "it", 1440),
        ("delay the report a week", "report", 7 * 1440),
        ("move the dentist an hour later", "dentist", 60),
        ("move the dentist 2 hours earlier", "dentist", -120),
        ("snooze for an hour", "it", 60),
    ] {
        let (named, changes) = changes(utterance);
        let expected = (title.to_owned(), Some(minutes));
        assert_eq!((named, changes.delay_minutes), expected, "{utterance}");
    }
}

#[test]
fn what_a_task_has_is_taken_away_in_many_ways() {
    let report = |changes| ("report".to_owned(), changes);
    for (utterance, expected) in [
        (
            "remove the recurrence from the report",
            Changes {
                clear_recurrence: true,
                ..Changes::default()
            },
        ),
        (
            "stop repeating the report",
            Changes {
                clear_recurrence: true,
                ..Changes::default()
            },
        ),
        (
            "the report should not repeat anymore",
            Changes {
                clear_recurrence: true,
                ..Changes::default()
            },
        ),
        (
            "remove the tag #work from the report",
            Changes {
                remove_tags: vec!["work".to_owned()],
                ..Changes::default()
            },
        ),
        (
            "remove the priority from the report",
            Changes {
                priority: Some(Priority::None),
                ..Changes::default()
            },
        ),
        (
            "set priority of report to low",
            Changes {
                priority: Some(Priority::Low),
                ..Changes::default()
            },
        ),
        (
            "prioritize the report",
            Changes {
                priority: Some(Priority::High),
                ..Changes::default()
            },
        ),
        (
            "change the title of the report to annual report",
            Changes {
                title: Some("annual report".to_owned()),
                ..Changes::default()
            },
        ),
        // Of what is there it is asked to when.
        ("postpone the report", Changes::default()),
    ] {
        assert_eq!(changes(utterance), report(expected), "{utterance}");
    }
}

#[test]
fn new_values_are_said_in_many_ways() {
    let date = jiff::civil::date(2026, 11, 27);
    for utterance in [
        "change the date of the report to friday",
        "set the due date of the report to friday",
    ] {
        let (title, changes) = changes(utterance);
        assert_eq!(
            (title.as_str(), changes.date),
            ("report", Some(date)),
            "{utterance}"
        );
    }
    let (it, until) = changes("snooze until tomorrow");
    assert_eq!(
        (it.as_str(), until.date),
        ("it", date.checked_sub(jiff::ToSpan::days(2)).ok())
    );
    let (weekly, rule) = changes("make the report weekly");
    assert_eq!(
        (weekly.as_str(), rule.recurrence.unwrap().rule.as_str()),
        ("report", "FREQ=WEEKLY")
    );
}
