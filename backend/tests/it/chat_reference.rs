//! Which tasks are meant without being named, or by some of their words.

use serde_json::{Value, json};

use crate::app::{Client, TestApp};

/// The titles that the actions of an answer are about, in order.
fn acted(answer: &Value) -> Vec<String> {
    let tasks = answer["tasks"].as_array().unwrap();
    let title = |action: &Value| {
        let task = tasks.iter().find(|task| task["id"] == action["task_id"]);
        task.unwrap()["title"].as_str().unwrap().to_owned()
    };
    let actions = answer["actions"].as_array().unwrap().iter();
    actions.map(title).collect()
}

fn kind(answer: &Value) -> &str {
    answer["actions"][0]["type"].as_str().unwrap_or_default()
}

async fn shelf(ada: &Client) -> Value {
    for title in ["buy milk", "call Bo", "pay rent"] {
        ada.add(title).await;
    }
    ada.say("show my tasks").await
}

#[tokio::test]
async fn words_stand_for_what_was_shown_and_done() {
    for (said, kind_of, titles) in [
        (
            "complete the second one",
            "task.completed",
            &["call Bo"][..],
        ),
        ("complete 3", "task.completed", &["pay rent"]),
        ("complete the last one", "task.completed", &["pay rent"]),
        (
            "complete the first and the third",
            "task.completed",
            &["buy milk", "pay rent"],
        ),
        (
            "complete all of them",
            "task.completed",
            &["buy milk", "call Bo", "pay rent"],
        ),
        (
            "complete both",
            "task.completed",
            &["buy milk", "call Bo", "pay rent"],
        ),
        ("delete the milk one", "task.deleted", &["buy milk"]),
        (
            "move the second one to friday",
            "task.updated",
            &["call Bo"],
        ),
    ] {
        let app = TestApp::start().await;
        let ada = app.guest().await;
        let listed = shelf(&ada).await;
        let answer = ada.go_on(&listed, said).await;
        assert_eq!(
            (kind(&answer), acted(&answer)),
            (
                kind_of,
                titles.iter().map(|title| (*title).to_owned()).collect()
            ),
            "{said}: {}",
            answer["reply"]
        );
        app.end().await;
    }
}

#[tokio::test]
async fn it_is_the_task_acted_on_last() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let first = ada.say("add milk").await;
    let moved = ada.go_on(&first, "move it to friday").await;
    assert_eq!(acted(&moved), ["milk"]);
    ada.go_on(&first, "add eggs").await;
    ada.go_on(&first, "complete milk").await;
    let reopened = ada.go_on(&first, "reopen it").await;
    assert_eq!(acted(&reopened), ["milk"]);
    let added = ada.go_on(&first, "delete the one I just added").await;
    assert_eq!(
        (kind(&added), acted(&added)),
        ("task.deleted", vec!["eggs".to_owned()])
    );
    app.end().await;
}

#[tokio::test]
async fn both_are_the_two_that_were_just_added() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    ada.add("call Bo").await;
    let added = ada.say("add milk\nadd eggs").await;
    let done = ada.go_on(&added, "complete both").await;
    assert_eq!(acted(&done), ["milk", "eggs"]);
    assert_eq!(ada.open_titles().await, ["call Bo"]);
    app.end().await;
}

#[tokio::test]
async fn a_number_stays_with_its_task_and_one_that_is_gone_is_named() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let listed = shelf(&ada).await;
    let id = |at: usize| listed["tasks"][at]["id"].as_str().unwrap().to_owned();
    ada.post(&format!("/tasks/{}/complete", id(0)), &json!({}))
        .await
        .expect(200);
    ada.delete(&format!("/tasks/{}", id(1))).await;
    ada.add("a new one").await;
    let answer = ada.go_on(&listed, "complete 1, 2 and 3").await;
    assert_eq!(acted(&answer), ["pay rent"]);
    let reply = answer["reply"].as_str().unwrap();
    assert!(reply.contains("“buy milk” is done already."), "{reply}");
    assert!(reply.contains("“call Bo” is in the trash."), "{reply}");
    sqlx::query("DELETE FROM tasks WHERE id = $1::uuid")
        .bind(id(1))
        .execute(app.pool())
        .await
        .unwrap();
    let answer = ada.go_on(&listed, "complete the second one").await;
    assert_eq!(answer["reply"], "“call Bo” is gone.");
    let answer = ada.go_on(&listed, "complete the seventh one").await;
    assert_eq!(answer["reply"], "There is no number 7 here.");
    assert_eq!(ada.open_titles().await, ["a new one"]);
    app.end().await;
}

#[tokio::test]
async fn without_an_answer_numbers_count_in_the_clients_view() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let (milk, bo) = (ada.add("buy milk").await, ada.add("call Bo").await);
    let view = json!({"task_ids": [bo["id"], milk["id"]]});
    let said = json!({"message": "complete the second one", "view": view});
    let done = ada.post("/chat", &said).await.expect(200);
    assert_eq!(acted(&done), ["buy milk"]);
    // What was numbered by an answer comes before the view.
    let listed = ada.say("show my tasks").await;
    let said = json!({
        "message": "complete the first one", "conversation_id": listed["conversation_id"],
        "view": {"task_ids": [milk["id"]]},
    });
    assert_eq!(
        acted(&ada.post("/chat", &said).await.expect(200)),
        ["call Bo"]
    );
    let nothing = ada.say("complete the second one").await;
    assert!(
        nothing["reply"]
            .as_str()
            .unwrap()
            .starts_with("Nothing is numbered here yet")
    );
    assert_eq!(nothing["actions"], json!([]));
    app.end().await;
}

#[tokio::test]
async fn what_words_mean_survives_a_restart() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    let listed = shelf(&ada).await;
    let database = app.stop().await;
    let app = TestApp::start_on(database).await;
    let mut ada = ada;
    ada.url.clone_from(&app.url);
    let done = ada.go_on(&listed, "complete the second one").await;
    assert_eq!(acted(&done), ["call Bo"]);
    assert_eq!(acted(&ada.go_on(&listed, "delete it").await), ["call Bo"]);
    app.end().await;
}

#[tokio::test]
async fn a_title_is_found_by_what_people_type_of_it() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    for title in [
        "Visit the Café",
        "call the dentist",
        "buy tomatoes",
        "water the plants",
        "finish quarterly report",
    ] {
        ada.add(title).await;
    }
    for (said, title) in [
        ("complete cafe visit", "Visit the Café"),
        ("complete dentsit", "call the dentist"),
        ("complete tomato", "buy tomatoes"),
        ("complete the plant", "water the plants"),
        ("done with the report", "finish quarterly report"),
    ] {
        let done = ada.say(said).await;
        assert_eq!(
            (kind(&done), acted(&done)),
            ("task.completed", vec![title.to_owned()]),
            "{said}: {}",
            done["reply"]
        );
    }
    app.end().await;
}

#[tokio::test]
async fn a_choice_is_made_by_number_by_title_or_not_at_all() {
    for (pick, picked) in [
        ("number 2", Some(1)),
        ("the first one", Some(0)),
        ("2", Some(1)),
        ("sell milk", Some(1)),
        ("no", None),
        ("add bread", None),
    ] {
        let app = TestApp::start_at("2026-11-24T11:00:00Z").await;
        let ada = app.guest().await;
        ada.add("buy milk").await;
        ada.add("sell milk").await;
        let asked = ada.say("move milk to friday at 5pm").await;
        let options = asked["choose"]["options"].as_array().unwrap().clone();
        let titles: Vec<_> = options
            .iter()
            .map(|option| option["label"].clone())
            .collect();
        let at = |title: &str| titles.iter().position(|label| label == title);
        let answer = ada.go_on(&asked, pick).await;
        let expected = match (pick, picked) {
            ("sell milk", _) => at("sell milk"),
            (_, picked) => picked,
        };
        if let Some(at) = expected {
            let id = &answer["actions"][0]["task_id"];
            assert_eq!(id, &options[at]["task_id"], "{pick}");
            let due = json!({"date": "2026-11-27", "time": "17:00", "time_zone": null});
            assert_eq!(answer["tasks"][0]["due"], due, "{pick}");
        } else {
            let late = ada.go_on(&asked, "number 2").await;
            let mut actions = late["actions"].as_array().unwrap().iter();
            assert!(
                !actions.any(|action| action["type"] == "task.updated"),
                "{pick}"
            );
        }
        app.end().await;
    }
}

#[tokio::test]
async fn what_the_client_is_to_say_picks_that_option() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    for (message, kind_of) in [
        ("delete milk", "task.deleted"),
        ("move milk to friday", "task.updated"),
    ] {
        ada.add("buy milk").await;
        ada.add("sell milk").await;
        let asked = ada.say(message).await;
        let option = asked["choose"]["options"][1].clone();
        let answer = ada.go_on(&asked, option["say"].as_str().unwrap()).await;
        assert_eq!(kind(&answer), kind_of, "{}", answer["reply"]);
        assert_eq!(answer["actions"][0]["task_id"], option["task_id"]);
        ada.say("delete all my tasks").await;
        for task in ada.get("/tasks").await.expect(200)["items"]
            .as_array()
            .unwrap()
        {
            ada.delete(&format!("/tasks/{}", task["id"].as_str().unwrap()))
                .await;
        }
    }
    app.end().await;
}

/// A verb binds to a title of the person's tasks; where none fits, the words are a task.
#[tokio::test]
async fn a_verb_without_a_task_of_that_title_is_an_add_that_says_so() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    for said in [
        "cancel gym membership",
        "finish the report by Friday",
        "clear the garage",
        "complete the tax form",
    ] {
        let answer = ada.say(said).await;
        assert_eq!(kind(&answer), "task.created", "{said}: {}", answer["reply"]);
        assert_ne!(answer["undo"], json!(null), "{said}");
        let title = answer["tasks"][0]["title"].as_str().unwrap();
        assert!(said.starts_with(title), "{said}: {title}");
    }
    let answer = ada.say("cancel the newspaper").await;
    let reply = answer["reply"].as_str().unwrap();
    assert!(
        reply.contains("Added “cancel the newspaper”") && reply.contains("say “undo”"),
        "{reply}"
    );
    app.end().await;
}

#[tokio::test]
async fn a_verb_binds_to_a_title_that_fits() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    for (title, said, kind_of) in [
        ("gym membership", "cancel gym membership", "task.deleted"),
        ("report", "finish the report", "task.completed"),
        ("clean the garage", "complete the garage", "task.completed"),
    ] {
        ada.add(title).await;
        let answer = ada.say(said).await;
        assert_eq!(
            (kind(&answer), acted(&answer)),
            (kind_of, vec![title.to_owned()]),
            "{said}"
        );
    }
    // What is due in the future is not done yet: it is a task to add, whatever it is called.
    ada.add("report").await;
    let answer = ada.say("finish the report by next friday").await;
    assert_eq!(kind(&answer), "task.created", "{}", answer["reply"]);
    app.end().await;
}

#[tokio::test]
async fn where_a_task_is_meant_and_none_fits_it_says_so_and_offers_to_add() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    ada.add("buy milk").await;
    let answer = ada.say("delete the task about quantum chess").await;
    assert_eq!(answer["actions"], json!([]));
    let reply = answer["reply"].as_str().unwrap();
    assert!(reply.contains("No task matches “quantum chess”"), "{reply}");
    assert_eq!(answer["suggestions"][0], "add quantum chess");
    assert_eq!(ada.open_titles().await, ["buy milk"]);
    app.end().await;
}
