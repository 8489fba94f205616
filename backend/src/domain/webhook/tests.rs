use super::*;

#[track_caller]
fn refused(targets: Targets, url: &str) {
    let refused = targets.url(url);
    assert_eq!(refused.unwrap_err().field, "url", "{url}");
}

#[test]
fn a_webhook_points_to_a_public_https_address() {
    for good in [
        "https://example.com/hook?token=a",
        "https://example.com:8443/",
        "https://hooks.example.co.uk",
        "https://1.1.1.1/",
        "https://[2606:4700::1111]/",
        "https://münchen.example/",
    ] {
        assert!(Targets::Public.url(good).is_ok(), "{good}");
    }
    for bad in [
        "",
        "example.com",
        "ftp://example.com/",
        "file:///etc/passwd",
        "http://example.com/",
        "https://ada:secret@example.com/",
        "https://example.com/#part",
        "https://example.com:22/",
        "https://example.com:80/",
        "https://localhost/",
        "https://a.localhost/",
        "https://backend/",
        "https://postgres.default.svc/",
        "https://postgres.default.svc.cluster.local/",
        "https://printer.local./",
        "https://metadata.google.internal/",
        "https://127.0.0.1/",
        "https://10.0.0.1/",
        "https://169.254.169.254/metadata",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[fd00::1]/",
        // What the host's own parser makes 127.0.0.1 of.
        "https://2130706433/",
        "https://0x7f.1/",
        "https://0177.0.0.1/",
        "https://127.1/",
        "https://１２７.0.0.1/",
    ] {
        refused(Targets::Public, bad);
    }
    refused(
        Targets::Public,
        &format!("https://example.com/{}", "a".repeat(2000)),
    );
}

#[test]
fn in_development_only_loopback_is_added() {
    for good in [
        "http://127.0.0.1:8080/",
        "http://localhost:9/",
        "http://[::1]:1/",
        "https://example.com/",
    ] {
        assert!(Targets::Local.url(good).is_ok(), "{good}");
    }
    for bad in [
        "http://example.com/",
        "https://10.0.0.1/",
        "http://192.168.0.1/",
        "https://169.254.169.254/",
    ] {
        refused(Targets::Local, bad);
    }
}

#[test]
fn retries_take_a_day_and_then_end() {
    let mut waited = Duration::ZERO;
    for attempts in 1..=10 {
        let Next::Retry(pause) = next(Answer::Absent, None, attempts, attempts, 0.5) else {
            panic!("no retry after {attempts}");
        };
        waited += pause;
        let (least, most) = (
            next(Answer::Absent, None, attempts, 1, 0.0),
            next(Answer::Absent, None, attempts, 1, 1.0),
        );
        assert_eq!(least, Next::Retry(pause.mul_f64(0.8)));
        assert_eq!(most, Next::Retry(pause.mul_f64(1.2)));
    }
    let day = Duration::from_hours(24).as_secs_f64();
    assert!(
        (waited.as_secs_f64() / day - 1.0).abs() < 0.05,
        "{waited:?}"
    );
    assert_eq!(next(Answer::Absent, None, 11, 11, 0.5), Next::Disable);
}

#[test]
fn who_asks_for_time_gets_it_up_to_a_day_and_never_less_than_the_pause() {
    let after = |status, seconds| {
        let asked = Some(Duration::from_secs(seconds));
        next(Answer::of(status), asked, 2, 2, 0.5)
    };
    let pause = Duration::from_secs(30);
    for status in [429, 503] {
        assert_eq!(after(status, 600), Next::Retry(Duration::from_mins(10)));
        assert_eq!(after(status, 0), Next::Retry(pause));
        assert_eq!(
            after(status, u64::MAX),
            Next::Retry(Duration::from_hours(24))
        );
    }
    // Whoever refuses one for good does not hold up the others for longer.
    assert_eq!(after(400, 600), Next::Retry(pause));
    let asked = Some(Duration::from_mins(10));
    assert_eq!(next(Answer::Absent, asked, 11, 11, 0.5), Next::Disable);
}

#[test]
fn what_is_refused_gives_way_and_who_refuses_everything_is_left_alone() {
    assert!(matches!(
        next(Answer::of(400), None, 2, 2, 0.5),
        Next::Retry(_)
    ));
    assert_eq!(next(Answer::of(400), None, 3, 3, 0.5), Next::GiveUp);
    assert_eq!(next(Answer::of(400), None, 3, 30, 0.5), Next::Disable);
    assert_eq!(next(Answer::of(410), None, 1, 1, 0.5), Next::Disable);
    assert!(matches!(
        next(Answer::of(429), None, 3, 3, 0.5),
        Next::Retry(_)
    ));
    assert!(matches!(
        next(Answer::of(302), None, 3, 3, 0.5),
        Next::Retry(_)
    ));
}

#[test]
fn types_are_named_or_all() {
    let types = |names: &[&str]| {
        events(
            &names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>(),
        )
    };
    assert_eq!(types(&[]).unwrap(), Vec::<String>::new());
    assert_eq!(
        types(&["task.updated", "task.created", "task.updated"]).unwrap(),
        ["task.created", "task.updated"]
    );
    assert_eq!(types(&["task.*"]).unwrap_err().field, "events");
}
