//! Where readings meet: a day and an hour, a joining word and a title, a number and an ordinal.

use super::*;

#[test]
fn a_bare_hour_follows_its_day_and_its_part_of_the_day() {
    for (utterance, expected) in [
        ("tomorrow call mom at 10", "call mom | 2026-11-25 10:00"),
        ("call mom at 5 tomorrow", "call mom | 2026-11-25 17:00"),
        ("tomorrow morning at 6 run", "run | 2026-11-25 06:00"),
        ("tonight at 8 movie", "movie | 2026-11-24 20:00"),
        ("movie at 9 in the evening", "movie | 2026-11-24 21:00"),
        ("lunch at 12 on friday", "lunch | 2026-11-27 12:00"),
        ("standup at 11", "standup | 2026-11-24 23:00"),
        ("friday night bowling", "bowling | 2026-11-27 20:00"),
        ("tea at 5 o'clock", "tea | 2026-11-24 17:00"),
        ("lunch at noon", "lunch | 2026-11-25 12:00"),
        ("sleep by midnight", "sleep | 2026-11-25 00:00"),
        ("nap this afternoon", "nap | 2026-11-24 15:00"),
        ("jog in the morning", "jog | 2026-11-25 09:00"),
    ] {
        assert_eq!(in_short(utterance), expected, "{utterance}");
    }
}

#[test]
fn a_day_is_the_next_that_exists() {
    for (utterance, expected) in [
        ("party Feb 29", "party | 2028-02-29"),
        ("meet on the 28th", "meet | 2026-11-28"),
        ("meet by the 3rd", "meet | 2026-12-03"),
        ("retro friday next week", "retro | 2026-12-04"),
        ("party on sat at 5", "party | 2026-11-28 17:00"),
        ("report due by friday", "report | 2026-11-27"),
        ("trip day after tomorrow", "trip | 2026-11-26"),
        ("rent 1.12.2026", "rent | 2026-12-01"),
        ("rent 1/12/27", "rent | 2027-12-01"),
        ("tea in half an hour", "tea | 2026-11-24 12:30"),
        ("visa in two weeks", "visa | 2026-12-08"),
        ("fair on 5 May", "fair | 2027-05-05"),
    ] {
        assert_eq!(in_short(utterance), expected, "{utterance}");
    }
}

#[test]
fn what_only_looks_like_a_date_stays_in_the_title() {
    for title in [
        "24/7 support",
        "1/2 cup flour",
        "12 may be enough",
        "notes of last friday",
        "31.02.2027 report",
        "rent 31/4",
        "enjoy the sun",
        "rate 4:3 screens",
        "call +5pm",
        "the 5th element",
    ] {
        assert_eq!(in_short(title), format!("{title} | -"));
    }
}

#[test]
fn the_week_and_the_order_of_day_and_month_are_the_persons_own() {
    let mut context = context(&[]);
    context.month_first = true;
    context.week_start = Weekday::Sunday;
    let due = |utterance: &str| {
        let read = understand(utterance, &[], &context).unwrap();
        match &read.commands[..] {
            [Command::Add(draft)] => draft.due.as_ref().unwrap().date.to_string(),
            other => panic!("{utterance}: {other:?}"),
        }
    };
    assert_eq!(due("trip 4/12"), "2027-04-12");
    assert_eq!(due("plan next week"), "2026-11-29");
    assert_eq!(due("plan next sunday"), "2026-11-29");
    assert_eq!(due("plan next saturday"), "2026-12-05");
}

#[test]
fn the_parts_of_the_day_are_when_the_person_says() {
    let at = |hour, minute| Some(WallTime::new(jiff::civil::time(hour, minute, 0, 0)));
    let mut context = context(&[]);
    context.times_of_day = TimesOfDay {
        morning: at(6, 30),
        afternoon: None,
        evening: at(18, 0),
    };
    let time = |utterance: &str| {
        let read = understand(utterance, &[], &context).unwrap();
        match &read.commands[..] {
            [Command::Add(draft)] => draft.due.as_ref().unwrap().time.unwrap().to_string(),
            other => panic!("{utterance}: {other:?}"),
        }
    };
    assert_eq!(time("run tomorrow morning"), "06:30");
    assert_eq!(time("nap tomorrow afternoon"), "15:00");
    assert_eq!(time("movie tonight"), "18:00");
    assert_eq!(time("stretch every morning"), "06:30");
}

#[test]
fn an_add_is_said_in_many_ways() {
    for utterance in [
        "add milk",
        "please add milk",
        "create a task to milk",
        "new task milk",
        "todo: milk",
        "don't forget to milk",
        "could you remind me to milk",
        "- milk",
        "add milk,",
        "milk",
    ] {
        assert_eq!(in_short(utterance), "milk | -", "{utterance}");
    }
    assert_eq!(
        in_short("remind me tomorrow to call mom"),
        "call mom | 2026-11-25"
    );
    let certain = |utterance| understand(utterance, &[], &context(&[])).unwrap().certain;
    assert!(certain("add milk") && !certain("milk"));
}

#[test]
fn a_word_for_a_reminder_may_be_a_word_of_a_title() {
    for (utterance, expected) in [
        ("add check the alert rules", "check the alert rules | -"),
        ("add red alert poster", "red alert poster | -"),
        (
            "add <script>alert(1)</script>",
            "<script>alert(1)</script> | -",
        ),
    ] {
        assert_eq!(in_short(utterance), expected, "{utterance}");
    }
}

#[test]
fn quick_add_is_always_one_add() {
    for (utterance, title) in [
        ("delete the old files", "delete the old files"),
        ("buy milk, and what's left?", "buy milk, and what's left?"),
        ("remind me to call Ada", "call Ada"),
        ("create a logo", "create a logo"),
        ("add", "add"),
    ] {
        let read = understand_add(utterance, &[], &context(&[])).unwrap();
        match &read.commands[..] {
            [Command::Add(draft)] => assert_eq!(draft.title, title),
            other => panic!("{utterance}: {other:?}"),
        }
    }
    assert_eq!(
        understand("add", &[], &context(&[])),
        Err(NotUnderstood::NoTitle)
    );
}

#[test]
fn lines_and_verbs_part_tasks_and_plain_words_do_not() {
    for (utterance, count) in [
        ("milk\neggs\n\nbread", 3),
        ("- milk\n- eggs", 2),
        ("buy milk, eggs and bread", 1),
        ("add milk and mark eggs as done", 2),
        ("buy milk, and overdue", 2),
        ("add milk; eggs", 1),
        ("complete 1 and delete 2", 2),
        ("rinse and finish", 1),
        ("say \"stop, and delete it\"", 1),
        ("bread; show my tasks; undo", 3),
    ] {
        assert_eq!(commands(utterance).len(), count, "{utterance}");
    }
}

#[test]
fn a_target_is_a_number_where_some_were_shown() {
    let title = |text: &str| Target::Named {
        title: text.to_owned(),
        otherwise: None,
    };
    for (utterance, target) in [
        ("delete the last one", Target::Ordinals(vec![3])),
        ("delete 2nd and #3", Target::Ordinals(vec![2, 3])),
        ("delete task 1", Target::Ordinals(vec![1])),
        ("delete 1,2", Target::Ordinals(vec![1, 2])),
        ("delete 4", Target::Ordinals(vec![4])),
        ("delete 3 reports", title("3 reports")),
        ("delete all of them", Target::Them),
        ("delete all milk", title("all milk")),
        ("delete the task milk", title("milk")),
        ("delete \"the first\"", title("the first")),
    ] {
        assert_eq!(bound(utterance), [Command::Delete(target)], "{utterance}");
    }
    assert_eq!(
        commands("mark it as not done"),
        [Command::Reopen(Target::Last)]
    );
}

#[test]
fn an_inch_mark_opens_no_quote() {
    assert_eq!(in_short("5\" pipe tomorrow"), "5\" pipe | 2026-11-25");
}

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
