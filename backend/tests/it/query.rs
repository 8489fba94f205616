//! Filters, search, and how they are sorted.

use serde_json::{Value, json};

use crate::app::{Client, TestApp};

async fn titles(client: &Client, query: &[(&str, &str)]) -> Vec<String> {
    let (mut titles, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let mut request = client
            .request(reqwest::Method::GET, "/tasks?limit=2")
            .query(query);
        if let Some(cursor) = &cursor {
            request = request.query(&[("cursor", cursor)]);
        }
        let page = client.send(request).await.expect(200);
        let items = page["items"].as_array().unwrap().iter();
        titles.extend(items.map(|task| task["title"].as_str().unwrap().to_owned()));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = Some(next.to_owned()),
            None => return titles,
        }
    }
}

async fn filled(app: &TestApp) -> Client {
    let ada = app.guest().await;
    let work = ada
        .post("/lists", &json!({"name": "Work"}))
        .await
        .expect(201);
    let zone = jiff::tz::TimeZone::get("Europe/Berlin").unwrap();
    let today = app.app.clock.now().to_zoned_datetime(zone).date();
    let day = |days: i64| json!({"date": today.checked_add(jiff::ToSpan::days(days)).unwrap()});
    for body in [
        json!({"title": "report", "list_id": work["id"], "due": day(0), "priority": "urgent", "tags": ["Office"]}),
        json!({"title": "late", "due": day(-3), "priority": "urgent", "tags": ["home"]}),
        json!({"title": "plants", "due": day(5), "recurrence": {"rule": "FREQ=DAILY"}, "tags": ["home"]}),
        json!({"title": "café crème", "notes": "buy milk"}),
        json!({"title": "milk & honey", "priority": "low"}),
        json!({"title": "call", "due": {"date": today, "time": "12:00", "time_zone": "Pacific/Kiritimati"}}),
    ] {
        ada.post("/tasks", &body).await.expect(201);
    }
    ada
}

#[tokio::test]
async fn a_filter_shows_what_it_says() {
    let app = TestApp::start().await;
    let ada = filled(&app).await;
    let bob = app.guest().await;
    bob.add("bob's").await;
    for (filter, expected) in [
        ("(today | overdue) & p1", vec!["late", "report"]),
        ("(today | overdue) & p1 & @work", vec!["report"]),
        ("overdue & #HOME", vec!["late"]),
        ("7 days & recurring", vec!["plants"]),
        ("!no date & !recurring & !@Work & #home", vec!["late"]),
        ("no date & !p4", vec!["café crème"]),
        ("no date", vec!["milk & honey", "café crème"]),
        ("due before: today & !overdue", vec![]),
        ("due after: +3 days", vec!["plants"]),
        ("created after: +1 days", vec![]),
        ("created: today & p4", vec!["milk & honey"]),
        (r"search: milk \& h", vec!["milk & honey"]),
        ("search: MILK cafe", vec!["café crème"]),
        ("@nowhere", vec![]),
        ("!(p1 | p4 | no priority)", vec![]),
        ("no tags & no priority & no date", vec!["café crème"]),
    ] {
        assert_eq!(
            titles(&ada, &[("filter", filter)]).await,
            expected,
            "{filter}"
        );
    }
    for (filter, column) in [
        ("today &", "column 8"),
        ("p9", "column 1"),
        ("(p1", "column 4"),
    ] {
        let request = ada
            .request(reqwest::Method::GET, "/tasks")
            .query(&[("filter", filter)]);
        let answer = ada.send(request).await;
        assert_eq!(
            (answer.status.as_u16(), answer.field()),
            (422, "filter"),
            "{filter}"
        );
        assert!(
            answer.body["errors"][0]["message"]
                .as_str()
                .unwrap()
                .starts_with(column),
            "{}",
            answer.body
        );
    }
    app.end().await;
}

#[tokio::test]
async fn a_search_folds_accents_and_finds_words_by_their_beginnings() {
    let app = TestApp::start().await;
    let ada = filled(&app).await;
    for title in ["牛奶を買う", "party 🎉 at 5", "pay £30 to o'neill"] {
        ada.add(title).await;
    }
    let bob = app.guest().await;
    bob.add("milk of bob").await;
    for (words, expected) in [
        ("milk", vec!["milk & honey", "café crème"]),
        ("CREM", vec!["café crème"]),
        ("mil hon", vec!["milk & honey"]),
        ("honey milk", vec!["milk & honey"]),
        ("office", vec!["report"]),
        ("牛奶", vec!["牛奶を買う"]),
        ("奶牛", vec![]),
        ("🎉", vec!["party 🎉 at 5"]),
        ("£30 O’Neill", vec!["pay £30 to o'neill"]),
        ("%", vec![]),
        ("'; DROP TABLE tasks; --", vec![]),
    ] {
        assert_eq!(titles(&ada, &[("q", words)]).await, expected, "{words}");
    }
    assert_eq!(ada.get("/tasks?q=%20").await.field(), "q");
    app.end().await;
}

#[tokio::test]
async fn relevance_puts_titles_before_tags_and_notes_and_whole_words_before_beginnings() {
    let app = TestApp::start().await;
    let ada = app.guest().await;
    for body in [
        json!({"title": "milk"}),
        json!({"title": "shop", "tags": ["milk"]}),
        json!({"title": "tea", "notes": "with milk"}),
        json!({"title": "milkshake"}),
        json!({"title": "oat milk"}),
    ] {
        ada.post("/tasks", &body).await.expect(201);
    }
    let sorted = titles(&ada, &[("q", "milk"), ("sort", "relevance")]).await;
    assert_eq!(sorted, ["oat milk", "milk", "milkshake", "shop", "tea"]);
    assert_eq!(ada.get("/tasks?sort=relevance").await.field(), "sort");
    for cursor in [
        "1~x",
        "near~1~x",
        "abc",
        "near~",
        "1~2~00000000-0000-7000-8000-000000000000",
    ] {
        let path = format!("/tasks?q=milk&sort=relevance&cursor={cursor}");
        assert_eq!(ada.get(&path).await.field(), "cursor", "{cursor}");
    }
    app.end().await;
}

#[tokio::test]
async fn a_search_that_nothing_has_finds_what_is_near() {
    let app = TestApp::start().await;
    let ada = filled(&app).await;
    for number in 0..5 {
        ada.add(&format!("notebook {number}")).await;
    }
    for (words, expected) in [
        ("mlik", vec!["milk & honey", "café crème"]),
        ("hony", vec!["milk & honey"]),
        ("plnats", vec!["plants"]),
        ("xyzzy", vec![]),
    ] {
        assert_eq!(titles(&ada, &[("q", words)]).await, expected, "{words}");
    }
    // A part of a word, over more pages than one.
    for sort in ["created", "relevance"] {
        assert_eq!(
            titles(&ada, &[("q", "book"), ("sort", sort)]).await.len(),
            5,
            "{sort}"
        );
    }
    // A saved filter says exactly what it shows.
    assert!(titles(&ada, &[("filter", "search: mlik")]).await.is_empty());
    app.end().await;
}

#[tokio::test]
async fn a_filter_is_saved_changed_and_forgotten() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.guest().await, app.guest().await);
    let body = json!({"name": "Focus", "filter": "today & p1"});
    let saved = ada.post("/filters", &body).await.expect(201);
    let path = format!("/filters/{}", saved["id"].as_str().unwrap());
    for (body, field) in [
        (json!({"name": "focus", "filter": "today"}), "name"),
        (json!({"name": "a"}), "filter"),
        (json!({"filter": "today"}), "name"),
        (json!({"name": "a", "filter": "today &"}), "filter"),
        (json!({"name": "a", "filter": "today", "x": 1}), "x"),
    ] {
        assert_eq!(ada.post("/filters", &body).await.field(), field, "{body}");
    }
    bob.patch(&path, &json!({"name": "mine"})).await.expect(404);
    bob.delete(&path).await.expect(404);
    let changed = ada
        .patch(&path, &json!({"filter": "overdue"}))
        .await
        .expect(200);
    assert_eq!(
        (&changed["name"], &changed["filter"]),
        (&json!("Focus"), &json!("overdue"))
    );
    assert_eq!(
        ada.get("/filters").await.expect(200)["items"],
        json!([changed])
    );
    ada.delete(&path).await.expect(204);
    assert_eq!(
        ada.get("/filters").await.expect(200)["items"],
        Value::Array(Vec::new())
    );
    app.end().await;
}
