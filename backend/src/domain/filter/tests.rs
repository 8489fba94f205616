use jiff::civil::date;
use proptest::prelude::*;

use super::*;

const TODAY: Date = date(2026, 11, 24);

fn read(text: &str) -> Result<Filter, Unreadable> {
    parse(text, TODAY)
}

fn term(text: &str) -> Term {
    match read(text).unwrap() {
        Filter::Term(term) => term,
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_term_means_what_it_says() {
    let day = |month, day| Some(date(2026, month, day));
    for (text, expected) in [
        ("today", Term::Due(day(11, 24), day(11, 24))),
        ("Tomorrow", Term::Due(day(11, 25), day(11, 25))),
        ("7 days", Term::Due(day(11, 24), day(11, 30))),
        ("next 2 weeks", Term::Due(day(11, 24), day(12, 7))),
        ("overdue", Term::Overdue),
        ("no  date", Term::NoDate),
        ("due before: +3 days", Term::Due(None, day(11, 26))),
        ("due after: 2026-11-30", Term::Due(day(12, 1), None)),
        ("created after: 2026-11-01", Term::Created(day(11, 2), None)),
        (
            "created: yesterday",
            Term::Created(day(11, 23), day(11, 23)),
        ),
        ("recurring", Term::Recurring),
        ("p1", Term::Priority(Priority::Urgent)),
        ("P4", Term::Priority(Priority::Low)),
        ("no priority", Term::Priority(Priority::None)),
        ("#home", Term::Tag("home".to_owned())),
        ("@My list", Term::List("My list".to_owned())),
        ("search: milk!", Term::Search("milk!".to_owned())),
        (r"search: R\&D", Term::Search("R&D".to_owned())),
    ] {
        assert_eq!(term(text), expected, "{text}");
    }
}

#[test]
fn the_last_day_is_one_after_which_nothing_is_let_through() {
    let day = |day| Some(date(2026, 11, day));
    for (text, last) in [
        ("(today | overdue) & p1", day(24)),
        ("overdue | due before: +3 days", day(26)),
        ("7 days & today", day(24)),
        ("p1 & tomorrow", day(25)),
        ("today | p1", None),
        ("today | no date", None),
        ("!today", None),
        ("due after: 2026-11-30", None),
    ] {
        assert_eq!(read(text).unwrap().last_day(TODAY), last, "{text}");
    }
}

#[test]
fn not_binds_before_and_and_and_before_or() {
    let [a, b, c] = ["p1", "p2", "p3"].map(|text| Box::new(read(text).unwrap()));
    let not_a = Box::new(Filter::Not(a.clone()));
    assert_eq!(
        read("!p1 & p2 | p3"),
        Ok(Filter::Or(
            Box::new(Filter::And(not_a, b.clone())),
            c.clone()
        ))
    );
    assert_eq!(
        read("p1 & (p2 | p3)"),
        Ok(Filter::And(a, Box::new(Filter::Or(b, c))))
    );
}

#[test]
fn what_is_wrong_is_said_with_its_column() {
    for (text, column) in [
        ("", 1),
        ("today &", 8),
        ("today & & p1", 9),
        ("(today", 7),
        ("today)", 6),
        ("p5", 1),
        ("today | due before: soon", 9),
        ("p1 p2", 1),
        ("#", 1),
        ("due: 2026-02-30", 1),
        ("999999999999 days", 1),
        ("café | x", 1),
    ] {
        let error = read(text).unwrap_err();
        assert_eq!(error.column, column, "{text}: {error}");
    }
    assert!(read(&"(".repeat(500)).is_err());
    assert!(read(&"!".repeat(900)).is_err());
    assert!(read(&"a".repeat(1001)).is_err());
}

/// A filter whose every term can be written, with days around the one on which it is read.
fn filters() -> impl Strategy<Value = Filter> {
    let day = (-400..400_i64).prop_map(|days| TODAY.saturating_add(days.days()));
    let stretch = |days: i64| (Some(TODAY), Some(TODAY.saturating_add((days - 1).days())));
    let name = "[ -~é&|()!:#@\\\\]{0,12}[a-zé]";
    let term = prop_oneof![
        day.clone().prop_map(|day| Term::Due(Some(day), Some(day))),
        (1..100_i64).prop_map(move |days| Term::Due(stretch(days).0, stretch(days).1)),
        day.clone().prop_map(|day| Term::Due(None, Some(day))),
        day.clone().prop_map(|day| Term::Due(Some(day), None)),
        day.clone().prop_map(|day| Term::Created(None, Some(day))),
        day.clone().prop_map(|day| Term::Created(Some(day), None)),
        day.prop_map(|day| Term::Created(Some(day), Some(day))),
        prop::sample::select(vec![
            Term::Overdue,
            Term::NoDate,
            Term::Recurring,
            Term::Subtask,
            Term::NoTags,
            Term::Priority(Priority::None),
            Term::Priority(Priority::Low),
            Term::Priority(Priority::Medium),
            Term::Priority(Priority::High),
            Term::Priority(Priority::Urgent),
        ]),
        name.prop_map(|name| Term::Tag(name.trim().to_owned())),
        name.prop_map(|name| Term::List(name.trim().to_owned())),
        name.prop_map(|words| Term::Search(words.trim().to_owned())),
    ];
    term.prop_map(Filter::Term)
        .prop_recursive(4, 24, 2, |inner| {
            prop_oneof![
                (inner.clone(), inner.clone())
                    .prop_map(|(left, right)| Filter::And(Box::new(left), Box::new(right))),
                (inner.clone(), inner.clone())
                    .prop_map(|(left, right)| Filter::Or(Box::new(left), Box::new(right))),
                inner.prop_map(|inner| Filter::Not(Box::new(inner))),
            ]
        })
}

/// A filter as a person writes it, with parentheses around everything that is joined.
fn written(filter: &Filter) -> String {
    match filter {
        Filter::And(left, right) => format!("({} & {})", written(left), written(right)),
        Filter::Or(left, right) => format!("({}|{})", written(left), written(right)),
        Filter::Not(inner) => format!("!{}", written(inner)),
        Filter::Term(term) => written_term(term),
    }
}

fn written_term(term: &Term) -> String {
    let before = |day: &Date| day.yesterday().unwrap();
    let after = |day: &Date| day.tomorrow().unwrap();
    match term {
        Term::Due(Some(from), Some(to)) if from == to => format!("due: {from}"),
        Term::Due(Some(_), Some(to)) => format!("{} days", (*to - TODAY).get_days() + 1),
        Term::Due(None, Some(to)) => format!("due before: {}", after(to)),
        Term::Due(Some(from), None) => format!("Due  after : {}", before(from)),
        Term::Created(Some(from), Some(_)) => format!("created: {from}"),
        Term::Created(None, Some(to)) => format!("created before: {}", after(to)),
        Term::Created(Some(from), None) => format!("created after: {}", before(from)),
        Term::Due(None, None) | Term::Created(None, None) => unreachable!("never made"),
        Term::Overdue => "overdue".to_owned(),
        Term::NoDate => "no date".to_owned(),
        Term::Recurring => "recurring".to_owned(),
        Term::Subtask => "subtask".to_owned(),
        Term::NoTags => "no tags".to_owned(),
        Term::Priority(Priority::None) => "no priority".to_owned(),
        Term::Priority(priority) => format!("p{}", 5 - *priority as i32),
        Term::Tag(name) => format!("#{}", escaped(name)),
        Term::List(name) => format!("@{}", escaped(name)),
        Term::Search(words) => format!("search: {}", escaped(words)),
    }
}

fn escaped(text: &str) -> String {
    let each = text.chars().map(|char| match char {
        '&' | '|' | '(' | ')' | '\\' => format!("\\{char}"),
        _ => char.to_string(),
    });
    each.collect()
}

/// What a parser stumbles over: its own words and signs in any order, and anything else between them.
fn scraps() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "today",
        "overdue",
        "no date",
        "7 days",
        "due before:",
        "due:",
        "created after:",
        "+3 days",
        "-2 weeks",
        "p1",
        "p4",
        "no priority",
        "#",
        "@",
        "search:",
        "&",
        "|",
        "!",
        "(",
        ")",
        "\\",
        " ",
        ":",
        "2026-02-30",
        "9999-12-31",
        "-9999-01-01",
        "99999 days",
        "99999999999999999999 days",
        "\u{0}",
        "é",
        "\u{202e}",
    ]);
    let piece = prop_oneof![
        3 => known.prop_map(str::to_owned),
        1 => prop::collection::vec(any::<u8>(), 0..6)
            .prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5000))]

    #[test]
    fn what_is_written_is_read_as_it_was_meant(filter in filters()) {
        let text = written(&filter);
        prop_assume!(text.chars().count() <= LENGTH_MAX);
        prop_assert_eq!(read(&text), Ok(filter), "{}", text);
    }

    #[test]
    fn no_scraps_make_the_reader_panic_and_its_column_is_within_them(text in scraps()) {
        if let Err(error) = read(&text) {
            prop_assert!((1..=text.chars().count() + 1).contains(&error.column), "{}: {}", text, error);
            prop_assert!(!error.expected.is_empty());
        }
    }
}
