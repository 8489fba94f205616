//! Questions, sets and short answers, as people type and dictate them.

use super::*;

#[test]
fn a_reminder_before_what_has_no_day_is_of_the_task_that_is_there() {
    match commands("remind me an hour before the dentist").remove(0) {
        Command::Update(
            Target::Named {
                title,
                otherwise: Some(draft),
            },
            changes,
        ) => {
            assert_eq!(title, "the dentist");
            assert_eq!(changes.reminder, Some(Reminder::Before(60)));
            assert!(!draft.implied);
        }
        other => panic!("{other:?}"),
    }
    let read = understand("remind me an hour before the dentist", &[], &context(&[])).unwrap();
    assert!(read.certain);
}

#[test]
fn questions_are_asked_in_many_ways() {
    let query = Query::default();
    let day = |day| jiff::civil::date(2026, 11, day);
    let when = |when| Query {
        when,
        ..query.clone()
    };
    for (utterance, expected) in [
        ("tomorrow", when(When::On(day(25)))),
        ("this week", when(When::Week)),
        ("what am i doing on friday", when(When::On(day(27)))),
        ("my day", when(When::Today)),
        ("upcoming", query.clone()),
        ("what should i do next", query.clone()),
        ("what's coming up", query.clone()),
        ("what is on my agenda for tomorrow", when(When::On(day(25)))),
        (
            "show me everything due before friday",
            when(When::Until(day(26))),
        ),
        (
            "tasks tagged #home",
            Query {
                tag: Some("home".to_owned()),
                ..query.clone()
            },
        ),
        (
            "show urgent tasks",
            Query {
                priority: Some(Priority::Urgent),
                ..query.clone()
            },
        ),
        (
            "show high priority tasks",
            Query {
                priority: Some(Priority::High),
                ..query.clone()
            },
        ),
        (
            "how many tasks did i finish this week",
            Query {
                done: true,
                ..when(When::Week)
            },
        ),
        (
            "when is the report due",
            Query {
                text: Some("report".to_owned()),
                ..query.clone()
            },
        ),
        (
            "switch to Work",
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
    for utterance in ["show my lists", "what lists do i have?"] {
        assert_eq!(commands(utterance), [Command::Lists], "{utterance}");
    }
}

#[test]
fn sets_are_picked_by_what_they_have_in_common() {
    let matching = |query| Command::Delete(Target::Matching(query));
    for (utterance, query) in [
        (
            "delete the tasks tagged #home",
            Query {
                tag: Some("home".to_owned()),
                ..Query::default()
            },
        ),
        (
            "delete all done tasks",
            Query {
                done: true,
                ..Query::default()
            },
        ),
    ] {
        assert_eq!(commands(utterance), [matching(query)], "{utterance}");
    }
    for utterance in ["delete list Work", "delete the list Work"] {
        let list = Command::DeleteList("Work".to_owned());
        assert_eq!(commands(utterance), [list], "{utterance}");
    }
    let renamed = Command::RenameList {
        from: "Work".to_owned(),
        to: "Office".to_owned(),
    };
    assert_eq!(commands("rename Work to Office"), [renamed]);
}

#[test]
fn a_word_that_only_answers_is_no_task() {
    for (words, courtesy) in [
        (["ok", "great", "lol"], Courtesy::Assent),
        (["no", "cancel", "never mind"], Courtesy::Refusal),
    ] {
        for word in words {
            assert_eq!(commands(word), [Command::Courtesy(courtesy)], "{word}");
        }
    }
    for utterance in ["revert that", "scratch that", "oops, undo that"] {
        assert_eq!(commands(utterance), [Command::Undo], "{utterance}");
    }
}

#[test]
fn what_was_spoken_of_is_changed_without_its_name() {
    let changes = |utterance: &str| match &commands(utterance)[..] {
        [Command::Update(Target::Last, changes)] => changes.clone(),
        other => panic!("{utterance}: {other:?}"),
    };
    let friday = Some(jiff::civil::date(2026, 11, 27));
    for utterance in [
        "make it friday",
        "actually, make it friday",
        "set that for friday",
        "change its due date to friday",
    ] {
        assert_eq!(changes(utterance).date, friday, "{utterance}");
    }
    assert_eq!(changes("add it to Work").list.as_deref(), Some("Work"));
    assert_eq!(changes("remind me about it on friday").date, friday);
}
