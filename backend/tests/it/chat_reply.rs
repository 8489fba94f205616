//! What is said back, with the person's own clock, week and lists.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::app::{Client, TestApp};

/// Tuesday 24 November 2026, noon in Berlin.
const NOON: &str = "2026-11-24T11:00:00Z";

fn reply(answer: &Value) -> &str {
    answer["reply"].as_str().unwrap()
}

async fn due(ada: &Client, title: &str, date: &str) -> Value {
    let task = json!({"title": title, "due": {"date": date}});
    ada.post("/tasks", &task).await.expect(201)
}

#[tokio::test]
async fn dates_are_spelled_out() {
    let app = TestApp::start_at(NOON).await;
    let ada = app.guest().await;
    for (said, expected) in [
        (
            "add dentist friday at 5pm",
            "Added “dentist”, due Fri 27 Nov, 17:00.",
        ),
        (
            "add milk tomorrow",
            "Added “milk”, due tomorrow (Wed 25 Nov).",
        ),
        (
            "add report today",
            "Added “report”, due today (Tue 24 Nov).",
        ),
        ("add visa 2027-03-01", "Added “visa”, due Mon 1 Mar 2027."),
        (
            "call Ada today at 9am",
            "Added “call Ada”, due today (Tue 24 Nov), 09:00, which has passed.",
        ),
        (
            "move the dentist to saturday at 10:00",
            "Changed “dentist”, due Sat 28 Nov, 10:00.",
        ),
        ("done with the report", "Done: “report”."),
        ("buy bread", "Added “buy bread”."),
        ("delete bread", "Moved “buy bread” to the trash."),
        (
            "rename visa to passport",
            "Changed “passport”, due Mon 1 Mar 2027.",
        ),
    ] {
        assert_eq!(reply(&ada.say(said).await), expected, "{said}");
    }
    app.end().await;
}

#[tokio::test]
async fn a_repeat_that_is_done_says_when_it_comes_next() {
    let app = TestApp::start_at(NOON).await;
    let ada = app.guest().await;
    ada.say("water the plants every friday").await;
    let done = ada.say("done with the plants").await;
    assert_eq!(
        reply(&done),
        "Done: “water the plants”. Next due Fri 4 Dec, and repeats."
    );
    app.end().await;
}

#[tokio::test]
async fn a_past_time_rolls_on_and_a_past_time_of_today_stays() {
    let app = TestApp::start_at(NOON).await;
    let ada = app.guest().await;
    let rolled = ada.say("call Bo at 9am").await;
    assert_eq!(rolled["tasks"][0]["due"]["date"], "2026-11-25");
    let stays = ada.say("call Ada today at 9am").await;
    assert_eq!(stays["tasks"][0]["due"]["date"], "2026-11-24");
    assert!(reply(&stays).contains("which has passed"));
    app.end().await;
}

#[tokio::test]
async fn questions_find_what_they_ask_for_in_the_order_of_urgency() {
    let app = TestApp::start_at(NOON).await;
    let ada = app.guest().await;
    ada.say("create a list called Work").await;
    due(&ada, "today", "2026-11-24").await;
    due(&ada, "late", "2026-11-20").await;
    due(&ada, "sunday", "2026-11-29").await;
    due(&ada, "next week", "2026-11-30").await;
    ada.say("add memo @Work 2026-11-23").await;
    ada.add("someday").await;
    let done = due(&ada, "closed", "2026-11-24").await;
    let path = format!("/tasks/{}/complete", done["id"].as_str().unwrap());
    ada.post(&path, &json!({})).await.expect(200);
    let today = "3 open tasks for today, 2 overdue:";
    let week = "4 open tasks for this week, 2 overdue:";
    for (said, expected, titles) in [
        ("what's left today?", today, &["late", "memo", "today"][..]),
        ("what's due today", today, &["late", "memo", "today"]),
        (
            "what's due this week",
            week,
            &["late", "memo", "today", "sunday"],
        ),
        (
            "anything overdue in Work?",
            "1 open task overdue in Work:",
            &["memo"],
        ),
        ("overdue", "2 open tasks overdue:", &["late", "memo"]),
        (
            "how many open tasks do I have?",
            "6 open tasks, 2 overdue:",
            &["late", "memo", "today", "sunday", "next week", "someday"],
        ),
        (
            "how many open",
            "6 open tasks, 2 overdue:",
            &["late", "memo", "today", "sunday", "next week", "someday"],
        ),
        (
            "what's due on sunday",
            "1 open task for Sun 29 Nov:",
            &["sunday"],
        ),
        (
            "what did I finish today?",
            "1 done task for today:",
            &["closed"],
        ),
    ] {
        let answer = ada.say(said).await;
        let shown: Vec<_> = answer["tasks"]
            .as_array()
            .unwrap()
            .iter()
            .map(|task| task["title"].as_str().unwrap())
            .collect();
        assert_eq!((reply(&answer), &shown[..]), (expected, titles), "{said}");
        assert_eq!(answer["undo"], json!(null), "{said}");
    }
    app.end().await;
}

#[tokio::test]
async fn what_was_finished_yesterday_goes_by_the_persons_zone() {
    // 00:30 on the 24th in Berlin, still the 23rd in UTC.
    let app = TestApp::start_at("2026-11-23T23:30:00Z").await;
    let ada = app.guest().await;
    ada.add("early bird").await;
    ada.say("done with early bird").await;
    let none = ada.say("what did I finish yesterday?").await;
    assert_eq!(none["tasks"], json!([]), "{}", reply(&none));
    app.app.clock.advance(SignedDuration::from_hours(20));
    let today = ada.say("what did I finish today?").await;
    assert_eq!(today["tasks"][0]["title"], "early bird");
    app.app.clock.advance(SignedDuration::from_hours(4));
    let yesterday = ada.say("what did I finish yesterday?").await;
    assert_eq!(yesterday["tasks"][0]["title"], "early bird");
    app.end().await;
}

#[tokio::test]
async fn a_week_begins_where_the_person_lets_it() {
    // A Sunday.
    let app = TestApp::start_at("2026-11-29T11:00:00Z").await;
    let ada = app.guest().await;
    due(&ada, "wednesday", "2026-12-02").await;
    let monday = ada.say("what's due this week").await;
    assert_eq!(monday["tasks"], json!([]));
    ada.patch("/me", &json!({"week_start": "sunday"}))
        .await
        .expect(200);
    let sunday = ada.say("what's due this week").await;
    assert_eq!(sunday["tasks"][0]["title"], "wednesday");
    // Next week is its first day, in the chat and in a quick add.
    let chat = ada.say("add review next week").await;
    assert_eq!(chat["tasks"][0]["due"]["date"], "2026-12-06");
    let quick = json!({"text": "review next week"});
    let quick = ada.post("/tasks/quick", &quick).await.expect(201);
    assert_eq!(quick["task"]["due"]["date"], "2026-12-06");
    app.end().await;
}

#[tokio::test]
async fn days_are_read_and_written_in_the_order_of_the_persons_language() {
    let app = TestApp::start_at(NOON).await;
    let ada = app.guest().await;
    for (language, date, words) in [
        ("en", "2026-12-03", "due Thu 3 Dec."),
        ("en-US", "2027-03-12", "due Fri, Mar 12, 2027."),
        ("en-GB", "2026-12-03", "due Thu 3 Dec."),
        ("de", "2026-12-03", "due Thu 3 Dec."),
    ] {
        ada.patch("/me", &json!({"language": language}))
            .await
            .expect(200);
        let chat = ada.say("add review 3/12").await;
        assert_eq!(chat["tasks"][0]["due"]["date"], date, "{language}");
        let reply = chat["reply"].as_str().unwrap();
        assert!(reply.ends_with(words), "{language}: {reply}");
        let quick = json!({"text": "review 3/12"});
        let quick = ada.post("/tasks/quick", &quick).await.expect(201);
        assert_eq!(quick["task"]["due"]["date"], date, "{language}");
    }
    app.end().await;
}

#[tokio::test]
async fn parts_of_the_day_are_those_of_the_person() {
    let app = TestApp::start_at(NOON).await;
    let ada = app.guest().await;
    let times =
        json!({"times_of_day": {"morning": "07:15", "afternoon": null, "evening": "19:30"}});
    ada.patch("/me", &times).await.expect(200);
    for (said, date, time) in [
        ("call Bo tonight", "2026-11-24", "19:30"),
        ("call Bo tomorrow morning", "2026-11-25", "07:15"),
        ("call Bo tomorrow afternoon", "2026-11-25", "15:00"),
    ] {
        let due = json!({"date": date, "time": time, "time_zone": null});
        assert_eq!(ada.say(said).await["tasks"][0]["due"], due, "{said}");
        let quick = ada.post("/tasks/quick", &json!({"text": said})).await;
        assert_eq!(quick.expect(201)["task"]["due"], due, "{said}");
    }
    app.end().await;
}

#[tokio::test]
async fn tasks_go_to_the_default_list_and_remind_by_the_default_reminder() {
    let app = TestApp::start_at(NOON).await;
    let ada = app.guest().await;
    let list = json!({"name": "Home"});
    let home = ada.post("/lists", &list).await.expect(201);
    let settings = json!({"default_list_id": home["id"], "default_reminder_minutes": 30});
    ada.patch("/me", &settings).await.expect(200);
    let chat = ada.say("add dentist friday at 5pm").await;
    assert_eq!(
        reply(&chat),
        "Added “dentist” to Home, due Fri 27 Nov, 17:00."
    );
    assert_eq!(chat["tasks"][0]["reminders"][0]["before_minutes"], 30);
    let quick = json!({"text": "dentist friday at 5pm"});
    let quick = ada.post("/tasks/quick", &quick).await.expect(201);
    assert_eq!(quick["task"]["list_id"], home["id"]);
    assert_eq!(quick["task"]["reminders"][0]["before_minutes"], 30);
    app.end().await;
}

#[tokio::test]
async fn what_can_be_said_next_is_suggested() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let added = ada.say("buy milk").await;
    assert!(
        added["suggestions"]
            .as_array()
            .unwrap()
            .contains(&json!("Undo"))
    );
    ada.say("buy bread").await;
    let listed = ada.say("show my tasks").await;
    let said = listed["suggestions"][0].as_str().unwrap();
    let done = ada.go_on(&listed, said).await;
    assert_eq!(done["actions"][0]["type"], "task.completed", "{said}");
    for talk in ["hello", "thanks!", "who won the world cup?", "how are you?"] {
        let answer = ada.say(talk).await;
        assert_eq!(answer["actions"], json!([]), "{talk}");
        assert!(
            !answer["suggestions"].as_array().unwrap().is_empty(),
            "{talk}"
        );
    }
    app.end().await;
}

#[tokio::test]
async fn a_task_is_moved_to_another_list() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    ada.add("buy milk").await;
    ada.say("create a list called Groceries").await;
    let moved = ada.say("move milk to my Groceries list").await;
    assert_eq!(reply(&moved), "Changed “buy milk”, in Groceries.");
    app.end().await;
}
