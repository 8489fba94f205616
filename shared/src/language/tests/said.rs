//! What is said to the assistant: questions, talk, reminders, and changes of what is there.

use super::*;

#[test]
fn many_questions_are_understood_and_others_are_not() {
    for (utterance, when) in [
        ("what do I need to do today?", When::Today),
        (
            "what's due tomorrow",
            When::On(jiff::civil::date(2026, 11, 25)),
        ),
        ("show what's overdue", When::Overdue),
        ("do I have anything due this week?", When::Week),
        ("list", When::Any),
    ] {
        let read = commands(utterance);
        assert!(
            matches!(&read[..], [Command::List(query)] if query.when == when),
            "{utterance}: {read:?}"
        );
    }
    for utterance in ["is it raining?", "who are you", "how old is Ada"] {
        assert_eq!(
            understand(utterance, &[], &context(&[])),
            Err(NotUnderstood::Question),
            "{utterance}"
        );
    }
}

#[test]
fn a_list_is_shown_by_its_name_and_asked_about() {
    for (utterance, list, text) in [
        ("what's on my shopping list", "shopping", None),
        ("read me my work list", "Work", None),
        ("groceries list", "groceries", None),
        ("is milk on my shopping list", "shopping", Some("milk")),
        (
            "did I put bread on the shopping list",
            "shopping",
            Some("bread"),
        ),
        ("open my Work list", "Work", None),
    ] {
        match &commands(utterance)[..] {
            [Command::List(query)] => {
                assert_eq!(
                    (query.list.as_deref(), query.text.as_deref()),
                    (Some(list), text),
                    "{utterance}"
                );
            }
            other => panic!("{utterance}: {other:?}"),
        }
    }
    for utterance in [
        "what is on my to do list",
        "read my lists to me",
        "my list please",
    ] {
        assert!(
            matches!(&commands(utterance)[..], [Command::List(_)]),
            "{utterance}"
        );
    }
    let nameless = understand("create a new list for me", &[], &context(&[]));
    assert_eq!(nameless, Err(NotUnderstood::NoListName));
}

#[test]
fn what_is_said_to_the_assistant_is_no_task() {
    for utterance in [
        "cancel that",
        "would you just cancel it please",
        "thanks for reminding me",
        "it was nice talking to you",
        "no, that isn't what I meant",
        "hmm, not right",
        "do that again",
        "see you in a while",
        "any travel alerts for France?",
    ] {
        let adds = commands(utterance)
            .iter()
            .any(|command| matches!(command, Command::Add(_) | Command::Delete(_)));
        assert!(!adds, "{utterance}: {:?}", commands(utterance));
    }
    assert_eq!(commands("cancel that"), [Command::Undo]);
}

#[test]
fn a_title_keeps_what_belongs_to_it() {
    for (utterance, expected) in [
        // A weekly one says when; what follows says what.
        (
            "set up a weekly reminder to take out the trash on monday",
            "take out the trash on monday | 2026-11-30",
        ),
        (
            "remind me tomorrow that the meeting moved to friday",
            "the meeting moved to friday | 2026-11-25",
        ),
        (
            "pick up Bo at 3 pm; alert me 20 minutes before",
            "pick up Bo at 3 pm | 2026-11-24 15:00",
        ),
        (
            "remind me to order the cake a week before the party",
            "order the cake a week before the party | -",
        ),
        // What only says when is taken out.
        (
            "remind me to take my pill at 9pm every day",
            "take my pill | 2026-11-24 21:00",
        ),
        (
            "please remind me at 5pm to call mom",
            "call mom | 2026-11-24 17:00",
        ),
        (
            "remind me to feed the cat later today",
            "feed the cat | 2026-11-24",
        ),
        (
            "remind me 3 days before friday to pack",
            "pack | 2026-11-27",
        ),
        (
            "set a reminder for tomorrow's game",
            "tomorrow's game | 2026-11-25",
        ),
        (
            "remind me that the rent is due on friday",
            "the rent is due | 2026-11-27",
        ),
        ("remind me \"call mom\"", "call mom | -"),
        ("Alexa, remind me to call mom", "call mom | -"),
        (
            "give me a reminder to check the laundry",
            "check the laundry | -",
        ),
        (
            "I don't want to be late for work; alert me at 5pm",
            "work | 2026-11-24 17:00",
        ),
        ("lunch at 12 noon", "lunch | 2026-11-25 12:00"),
    ] {
        assert_eq!(in_short(utterance), expected, "{utterance}");
    }
}

#[test]
fn what_a_rule_cannot_hold_is_named() {
    for (utterance, why, text) in [
        (
            "remind me every 2 hours to drink",
            Unsure::TooOften,
            "every 2 hours",
        ),
        ("drink water hourly", Unsure::TooOften, "hourly"),
        ("gym twice a week", Unsure::WhichDays, "twice a week"),
        ("gym 3 times a week", Unsure::WhichDays, "3 times a week"),
        (
            "pay rent monthly on fri",
            Unsure::WhichDays,
            "monthly on fri",
        ),
        (
            "run daily except on 3 march",
            Unsure::Except,
            "except on 3 march",
        ),
    ] {
        let doubt = draft(utterance).doubt;
        let doubt = doubt.as_ref().map(|doubt| (doubt.why, doubt.text.as_str()));
        assert_eq!(doubt, Some((why, text)), "{utterance}");
    }
    assert_eq!(draft("run every monday and friday").doubt, None);
}

#[test]
fn no_longer_being_reminded_is_said_in_many_ways() {
    for utterance in [
        "don't remind me about the dentist anymore",
        "stop reminding me to call mom",
        "I no longer need to be reminded of the dentist",
    ] {
        assert!(
            matches!(&commands(utterance)[..], [Command::CancelReminder(_)]),
            "{utterance}: {:?}",
            commands(utterance)
        );
    }
}

#[test]
fn one_detail_of_a_task_is_changed() {
    let changes = |utterance: &str| match &commands(utterance)[..] {
        [Command::Update(_, changes)] => changes.clone(),
        other => panic!("{utterance}: {other:?}"),
    };
    assert!(changes("clear the due date of the report").clear_due);
    assert_eq!(changes("tag the report with #q4").add_tags, ["q4"]);
    assert_eq!(
        changes("add #q4 and #tax to the report").add_tags,
        ["q4", "tax"]
    );
    let repeats = changes("make the report repeat every week").recurrence;
    assert_eq!(repeats.unwrap().rule, "FREQ=WEEKLY");
    assert_eq!(
        changes("move the report to Work").list.as_deref(),
        Some("Work")
    );
    for (utterance, minutes) in [
        ("postpone the report by a week", 7 * 1440),
        ("snooze it for 2 hours", 120),
        ("push the report back by 3 days", 3 * 1440),
        ("bring the report forward by a day", -1440),
    ] {
        assert_eq!(
            changes(utterance).delay_minutes,
            Some(minutes),
            "{utterance}"
        );
    }
}

#[test]
fn what_is_put_off_keeps_its_time() {
    let now = jiff::civil::date(2026, 11, 24).at(12, 0, 0, 0);
    let due = |date: i8, time: Option<(i8, i8)>| Due {
        date: jiff::civil::date(2026, 11, date),
        time: time.map(|(hour, minute)| WallTime::new(jiff::civil::time(hour, minute, 0, 0))),
        time_zone: None,
    };
    let put_off = |minutes, due: Option<&Due>| {
        let changes = Changes {
            delay_minutes: Some(minutes),
            ..Changes::default()
        };
        changes.put_off(due, now)
    };
    let timed = due(24, Some((17, 30)));
    assert_eq!(put_off(1440, Some(&timed)), Some(due(25, Some((17, 30)))));
    assert_eq!(put_off(420, Some(&timed)), Some(due(25, Some((0, 30)))));
    assert_eq!(put_off(2880, Some(&due(24, None))), Some(due(26, None)));
    assert_eq!(
        put_off(120, Some(&due(24, None))),
        Some(due(24, Some((14, 0))))
    );
    assert_eq!(put_off(1440, None), Some(due(25, None)));
    assert_eq!(put_off(i64::MAX, None), None);
}

#[test]
fn what_was_added_last_and_what_is_called_so_is_meant() {
    assert_eq!(
        bound("delete the one I just added"),
        [Command::Delete(Target::Added)]
    );
    assert_eq!(
        bound("done with the milk one"),
        [Command::Complete(Target::Named {
            title: "milk".to_owned(),
            otherwise: None
        })]
    );
    assert!(matches!(&commands("how many open")[..], [Command::List(_)]));
}

#[test]
fn days_of_a_rule_and_of_a_stretch_are_read_whole() {
    let rule = |utterance| draft(utterance).recurrence.unwrap().rule;
    assert_eq!(
        rule("pay on the last working day of each month"),
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"
    );
    assert_eq!(
        rule("run daily except on sunday"),
        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA"
    );
    assert_eq!(
        in_short("vacation from 1 to 5 december"),
        "vacation | 2026-12-01"
    );
    assert_eq!(
        in_short("pay on the last working day of each month"),
        "pay | 2026-11-30"
    );
}
