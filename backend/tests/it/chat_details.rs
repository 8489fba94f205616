//! What is changed of a task by word, and what is asked by word, beyond its title and its day.

use serde_json::{Value, json};

use crate::app::{Client, TestApp};

/// Tuesday 24 November 2026, noon in Berlin.
const NOON: &str = "2026-11-24T11:00:00Z";

fn reply(answer: &Value) -> &str {
    answer["reply"].as_str().unwrap()
}

async fn put(ada: &Client, task: &Value) -> Value {
    ada.post("/tasks", task).await.expect(201)
}

async fn read(ada: &Client, task: &Value) -> Value {
    let path = format!("/tasks/{}", task["id"].as_str().unwrap());
    ada.get(&path).await.expect(200)
}

#[tokio::test]
async fn tags_repeats_priorities_and_days_are_taken_away_by_word() {
    let app = TestApp::start_at(NOON).await;
    let ada = app.guest().await;
    let report = put(
        &ada,
        &json!({
            "title": "report", "tags": ["work", "tax"], "priority": "high",
            "due": {"date": "2026-11-27"}, "recurrence": {"rule": "FREQ=WEEKLY", "mode": "schedule"},
        }),
    )
    .await;
    ada.say("remove the tag #Work from the report").await;
    assert_eq!(read(&ada, &report).await["tags"], json!(["tax"]));
    ada.say("remove the priority from the report").await;
    assert_eq!(read(&ada, &report).await["priority"], "none");
    ada.say("stop repeating the report").await;
    let once = read(&ada, &report).await;
    assert_eq!(
        (&once["recurrence"], &once["due"]["date"]),
        (&json!(null), &json!("2026-11-27"))
    );
    ada.say("clear the due date of the report").await;
    assert_eq!(read(&ada, &report).await["due"], json!(null));
    app.end().await;
}

#[tokio::test]
async fn a_task_is_put_off_by_word() {
    let app = TestApp::start_at(NOON).await;
    let ada = app.guest().await;
    let dentist = json!({"title": "dentist", "due": {"date": "2026-11-27", "time": "15:00"}});
    let dentist = put(&ada, &dentist).await;
    for (said, date, time) in [
        ("move the dentist an hour later", "2026-11-27", "16:00"),
        ("push it back a day", "2026-11-28", "16:00"),
        ("snooze until monday", "2026-11-30", "16:00"),
        (
            "change the time of the dentist to 9:30",
            "2026-11-30",
            "09:30",
        ),
    ] {
        let last = ada.get("/conversations").await.expect(200)["items"][0]["id"].clone();
        let body = json!({"message": said, "conversation_id": last});
        ada.post("/chat", &body).await.expect(200);
        let due = read(&ada, &dentist).await["due"].clone();
        assert_eq!(
            (&due["date"], &due["time"]),
            (&json!(date), &json!(time)),
            "{said}"
        );
    }
    let asked = ada.say("postpone the dentist").await;
    assert!(
        reply(&asked).starts_with("Change it to what?"),
        "{}",
        reply(&asked)
    );
    // Where there is no such task, the words are one.
    let added = ada.say("postpone the wedding").await;
    assert_eq!(added["actions"][0]["type"], "task.created");
    app.end().await;
}

#[tokio::test]
async fn a_reminder_before_a_task_that_is_there_is_its_own() {
    let app = TestApp::start_at(NOON).await;
    let ada = app.guest().await;
    let dentist = json!({"title": "Dentist", "due": {"date": "2026-11-27", "time": "15:00"}});
    let dentist = put(&ada, &dentist).await;
    ada.say("remind me an hour before the dentist").await;
    assert_eq!(ada.open_titles().await, ["Dentist"]);
    assert_eq!(
        read(&ada, &dentist).await["reminders"][0]["before_minutes"],
        60
    );
    // Nobody knows when that is: it is asked for.
    let other = ada.say("remind me an hour before the train leaves").await;
    assert_eq!(other["tasks"][0]["reminders"], json!([]));
    assert!(
        reply(&other).contains("It has no day yet"),
        "{}",
        reply(&other)
    );
    let still = ada.say("remind me an hour before the train leaves").await;
    assert!(
        reply(&still).contains("has no day yet"),
        "{}",
        reply(&still)
    );
    assert_eq!(still["actions"], json!([]));
    let quick = json!({"text": "remind me an hour before the flight"});
    ada.post("/tasks/quick", &quick).await.expect(201);
    app.end().await;
}

#[tokio::test]
async fn several_titles_in_one_breath_are_each_their_own_task() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    for title in ["buy milk", "eggs", "call Ada"] {
        ada.add(title).await;
    }
    let done = ada.say("tick off milk and eggs").await;
    assert_eq!(done["actions"].as_array().unwrap().len(), 2);
    assert_eq!(ada.open_titles().await, ["call Ada"]);
    // Where one of them is none, all of it is a task, and says so.
    let added = ada.say("finish the slides and Ada").await;
    assert_eq!(added["actions"][0]["type"], "task.created");
    assert_eq!(
        ada.open_titles().await,
        ["call Ada", "finish the slides and Ada"]
    );
    app.end().await;
}

#[tokio::test]
async fn what_was_spoken_of_is_done_by_a_word() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let added = ada.say("add milk").await;
    let done = ada.go_on(&added, "done").await;
    assert_eq!(done["actions"][0]["type"], "task.completed");
    // Of nothing, nothing is done, and no task is called so.
    let nothing = ada.say("done").await;
    assert_eq!(nothing["actions"], json!([]));
    app.end().await;
}

#[tokio::test]
async fn what_is_in_the_trash_is_brought_back_by_word() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    ada.add("buy milk").await;
    ada.say("delete milk").await;
    assert_eq!(ada.open_titles().await, [""; 0]);
    let back = ada.say("bring back the milk task").await;
    assert_eq!(
        back["actions"][0]["type"],
        "task.restored",
        "{}",
        reply(&back)
    );
    assert_eq!(ada.open_titles().await, ["buy milk"]);
    let undo = json!({"token": back["undo"]["token"]});
    ada.post("/undo", &undo).await.expect(200);
    assert_eq!(ada.open_titles().await, [""; 0]);
    app.end().await;
}

#[tokio::test]
async fn tasks_are_asked_for_by_priority_and_up_to_a_day() {
    let app = TestApp::start_at(NOON).await;
    let ada = app.guest().await;
    for (title, priority, date) in [
        ("late", "low", "2026-11-20"),
        ("thursday", "high", "2026-11-26"),
        ("friday", "urgent", "2026-11-27"),
        ("saturday", "none", "2026-11-28"),
    ] {
        put(
            &ada,
            &json!({"title": title, "priority": priority, "due": {"date": date}}),
        )
        .await;
    }
    for (said, expected) in [
        ("show urgent tasks", &["friday"][..]),
        ("show high priority tasks", &["thursday", "friday"]),
        (
            "show me everything due before friday",
            &["late", "thursday"],
        ),
        ("what is due by friday?", &["late", "thursday", "friday"]),
    ] {
        let answer = ada.say(said).await;
        let shown: Vec<_> = answer["tasks"].as_array().unwrap().iter().collect();
        let shown: Vec<_> = shown
            .iter()
            .map(|task| task["title"].as_str().unwrap())
            .collect();
        assert_eq!(shown, expected, "{said}: {}", reply(&answer));
    }
    app.end().await;
}

#[tokio::test]
async fn the_lists_are_told_and_switched() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    ada.say("create a list called Trips").await;
    ada.say("add passport to Trips").await;
    let lists = ada.say("what lists do I have?").await;
    assert_eq!(reply(&lists), "You have 2 lists: Inbox and Trips.");
    let trips = ada.say("switch to Trips").await;
    assert_eq!(trips["tasks"][0]["title"], "passport");
    app.end().await;
}

#[tokio::test]
async fn help_tells_of_every_kind_what_can_be_said() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let help = ada.say("help").await;
    for section in shared::language::examples::SECTIONS {
        let (first, _) = section.examples[0];
        assert!(reply(&help).contains(section.title), "{}", section.title);
        assert!(reply(&help).contains(first), "{first}");
    }
    app.end().await;
}

#[tokio::test]
async fn a_word_that_answers_no_question_changes_nothing() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    for said in ["ok", "no", "cancel", "great", "never mind"] {
        let answer = ada.say(said).await;
        assert_eq!(answer["actions"], json!([]), "{said}");
        assert!(reply(&answer).starts_with("All right"), "{said}");
    }
    assert_eq!(ada.open_titles().await, [""; 0]);
    app.end().await;
}

#[tokio::test]
async fn a_zone_that_is_known_no_more_is_utc_and_said_so() {
    let app = TestApp::start_at("2026-11-24T23:30:00Z").await;
    let ada = app.guest().await;
    sqlx::query("UPDATE users SET time_zone = 'Mars/Olympus_Mons'")
        .execute(app.pool())
        .await
        .unwrap();
    let said = ada.say("add milk tomorrow").await;
    assert_eq!(said["tasks"][0]["due"]["date"], "2026-11-25");
    assert!(
        reply(&said)
            .contains("I do not know the time zone “Mars/Olympus_Mons”, so I count in UTC."),
        "{}",
        reply(&said)
    );
    let quick = json!({"text": "eggs tomorrow"});
    let quick = ada.post("/tasks/quick", &quick).await.expect(201);
    assert_eq!(quick["task"]["due"]["date"], "2026-11-25");
    app.end().await;
}
