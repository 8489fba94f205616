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
    let lists = ["Work".to_owned()];
    for (utterance, title) in [
        ("delete the old files", "delete the old files"),
        ("buy milk, and what's left?", "buy milk, and what's left?"),
        ("remind me to call Ada", "call Ada"),
        ("create a logo", "create a logo"),
        ("remind me an hour before the flight", "the flight"),
        ("add it to Work", "it"),
        ("add", "add"),
    ] {
        let read = understand_add(utterance, &[], &context(&lists)).unwrap();
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
