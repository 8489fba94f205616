use jiff::{Timestamp, ZonedDateTime};
use shared::api::{ImportFormat, List, Priority, Status, Task};
use uuid::Uuid;

use super::{Context, Item, Plan, plan};
use crate::domain::Invalid;

fn now() -> ZonedDateTime {
    let at: Timestamp = "2026-11-24T10:00:00Z".parse().unwrap();
    at.in_tz("Europe/Berlin").unwrap()
}

fn read(text: &str, format: Option<ImportFormat>) -> Result<Plan, Invalid> {
    let inbox = List {
        id: Uuid::from_u128(1),
        name: "Inbox".to_owned(),
        is_inbox: true,
        ..List::default()
    };
    let (now, lists) = (now(), [inbox]);
    let context = Context {
        now: &now,
        lists: &lists,
        default_list: lists[0].id,
        default_reminder: Some(0),
        list_name: None,
    };
    let mut next = 100;
    plan(text.as_bytes(), format, &context, &mut || {
        next += 1;
        Uuid::from_u128(next)
    })
}

fn tasks(plan: &Plan) -> Vec<&Task> {
    plan.tasks().collect()
}

fn due(task: &Task) -> String {
    task.due.as_ref().map_or_else(String::new, |due| {
        let time = due.time.map_or_else(String::new, |time| format!(" {time}"));
        let zone = due.time_zone.as_ref();
        let zone = zone.map_or_else(String::new, |zone| format!(" {zone}"));
        format!("{}{time}{zone}", due.date)
    })
}

const TODOIST: &str = "\u{feff}TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE,DURATION,DURATION_UNIT,DEADLINE
meta,view_style=list,,,,,,,,,,,
,,,,,,,,,,,,
task,Pay rent @home @money,to the landlord,1,1,Ada (1),,every month,en,Europe/Berlin,,,2026-12-31
note,by bank transfer,,,,Ada (1),,,,,,,
task,* Find the form,,4,2,Ada (1),,2026-12-01 17:30,en,Europe/Berlin,30,minute,
section,This week,,,,,,,,,,,
task,Call mum,,2,1,Ada (1),,every! 3 days,en,,,,
task,Fold it,,4,3,Ada (1),,when pigs fly,en,,,,
task,,,4,1,Ada (1),,,en,,,,
";

#[test]
fn a_todoist_project_comes_with_its_subtasks_notes_and_sections() {
    let plan = read(TODOIST, None).unwrap();
    assert_eq!(plan.format, ImportFormat::Todoist);
    let tasks = tasks(&plan);
    let titles: Vec<_> = tasks.iter().map(|task| task.title.as_str()).collect();
    // Each part comes after its whole.
    assert_eq!(titles, ["Pay rent", "Call mum", "Find the form", "Fold it"]);
    let (rent, mum, form, fold) = (tasks[0], tasks[1], tasks[2], tasks[3]);
    assert_eq!(rent.tags, ["home", "money"]);
    assert_eq!(rent.notes, "to the landlord\n\nby bank transfer");
    assert_eq!(rent.priority, Priority::Urgent);
    assert!(rent.recurrence.as_ref().unwrap().rule.contains("MONTHLY"));
    assert_eq!(rent.deadline.unwrap().to_string(), "2026-12-31");
    assert_eq!(
        (form.parent_id, due(form)),
        (Some(rent.id), "2026-12-01 17:30".to_owned())
    );
    assert_eq!(form.duration_minutes, Some(30));
    assert_eq!(mum.tags, ["This-week"]);
    let rule = mum.recurrence.as_ref().unwrap();
    assert_eq!(rule.mode, shared::api::RecurrenceMode::Completion);
    assert_eq!(fold.parent_id, Some(mum.id));
    assert_eq!(fold.notes, "Date: when pigs fly");
    let problems: Vec<_> = plan
        .problems
        .told
        .iter()
        .map(|problem| (problem.row, problem.field.as_str(), problem.skipped))
        .collect();
    assert_eq!(problems, [(9, "DATE", false), (10, "title", true)]);
}

const TICKTICK: &str = "\"Date: 2026-11-20+0000\"
\"Version: 7.1\"
\"Status: 
0 Normal
1 Completed
2 Archived\"
\"Folder Name\",\"List Name\",\"Title\",\"Kind\",\"Tags\",\"Content\",\"Is Check list\",\"Start Date\",\"Due Date\",\"Reminder\",\"Repeat\",\"Priority\",\"Status\",\"Created Time\",\"Completed Time\",\"Order\",\"Timezone\",\"Is All Day\",\"Is Floating\",\"Column Name\",\"taskId\",\"parentId\"
\"\",\"Work\",\"Report\",\"TEXT\",\"urgent, two words\",\"first\rsecond\",\"N\",\"2026-11-30T08:00:00+0000\",\"2026-11-30T08:00:00+0000\",\"-PT30M\",\"FREQ=WEEKLY;INTERVAL=1;BYDAY=MO\",\"5\",\"0\",\"2026-01-01T10:00:00+0000\",\"\",\"0\",\"Europe/Berlin\",\"false\",\"false\",\"\",\"1\",\"\"
\"\",\"Work\",\"Part of it\",\"TEXT\",\"\",\"\",\"N\",\"\",\"\",\"\",\"\",\"0\",\"0\",\"\",\"\",\"0\",\"Europe/Berlin\",\"\",\"false\",\"\",\"2\",\"1\"
\"\",\"Home\",\"Shop\",\"CHECKLIST\",\"\",\"▫milk\r▪bread\",\"Y\",\"2026-12-01T00:00:00+0100\",\"2026-12-02T00:00:00+0100\",\"P0DT9H0M0S\",\"\",\"1\",\"0\",\"\",\"\",\"0\",\"Europe/Berlin\",\"true\",\"false\",\"\",\"3\",\"\"
\"\",\"Home\",\"Call\",\"TEXT\",\"\",\"\",\"N\",\"2026-12-01T15:00:00+0000\",\"2026-12-01T15:00:00+0000\",\"\",\"\",\"0\",\"2\",\"\",\"2026-12-01T16:00:00+0000\",\"0\",\"America/New_York\",\"false\",\"false\",\"\",\"4\",\"\"
";

#[test]
fn a_ticktick_backup_comes_with_its_lists_check_lists_and_zones() {
    let plan = read(TICKTICK, None).unwrap();
    assert_eq!(plan.format, ImportFormat::Ticktick);
    let lists: Vec<_> = plan
        .items
        .iter()
        .filter_map(|item| match item {
            Item::List(list) => Some(list.name.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(lists, ["Work", "Home"]);
    let tasks = tasks(&plan);
    let by_title = |title: &str| *tasks.iter().find(|task| task.title == title).unwrap();
    let report = by_title("Report");
    assert_eq!(due(report), "2026-11-30 09:00");
    assert_eq!(report.tags, ["urgent", "two-words"]);
    assert_eq!(report.notes, "first\nsecond");
    assert_eq!(report.reminders[0].before_minutes, Some(30));
    assert_eq!(
        report.recurrence.as_ref().unwrap().rule,
        "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO"
    );
    assert_eq!(report.created_at.to_string(), "2026-01-01T10:00:00Z");
    assert_eq!(by_title("Part of it").parent_id, Some(report.id));
    let shop = by_title("Shop");
    assert_eq!(
        (due(shop), shop.start_date.unwrap().to_string()),
        ("2026-12-02".to_owned(), "2026-12-01".to_owned())
    );
    assert_eq!(shop.reminders[0].before_minutes, Some(0), "at nine");
    assert_eq!(by_title("bread").status, Status::Done);
    assert_eq!(
        (by_title("milk").parent_id, by_title("milk").status),
        (Some(shop.id), Status::Open)
    );
    let call = by_title("Call");
    assert_eq!(due(call), "2026-12-01 10:00 America/New_York");
    assert_eq!(
        call.completed_at.unwrap().to_string(),
        "2026-12-01T16:00:00Z"
    );
    assert_eq!(plan.problems.count, 0, "{:?}", plan.problems.told);
}

#[test]
fn any_table_with_titles_is_understood_by_what_its_columns_are_called() {
    let text = "Task;Project;Due Date;Time;Priority;Labels;Done;Colour\n\
        buy milk;;tomorrow;;high;\"shop, food\";;red\n\
        report;Work;2026-12-01;17:00;9;;yes;\n\
        ;Work;;;;;;\n\
        file;work;30.2.2027;;;;;\n";
    let plan = read(text, None).unwrap();
    assert_eq!(plan.format, ImportFormat::Csv);
    let tasks = tasks(&plan);
    assert_eq!(tasks.len(), 3);
    assert_eq!(
        (due(tasks[0]), tasks[0].list_id),
        ("2026-11-25".to_owned(), Uuid::from_u128(1))
    );
    assert_eq!(tasks[0].tags, ["shop", "food"]);
    assert_eq!(
        (due(tasks[1]), tasks[1].status),
        ("2026-12-01 17:00".to_owned(), Status::Done)
    );
    assert_eq!(tasks[1].list_id, tasks[2].list_id, "whatever its case");
    let ignored = plan.columns.iter().find(|column| column.field.is_none());
    assert_eq!(ignored.unwrap().name, "colour");
    let problems: Vec<_> = plan
        .problems
        .told
        .iter()
        .map(|problem| (problem.row, problem.field.as_str(), problem.skipped))
        .collect();
    assert_eq!(
        problems,
        [
            (3, "priority", false),
            (4, "title", true),
            (5, "due", false)
        ]
    );
    assert_eq!(tasks[2].notes, "due: 30.2.2027");
}

#[test]
fn what_is_no_file_of_tasks_is_refused() {
    let long = format!("title\n{}", "a\n".repeat(super::TASKS_MAX + 1));
    for (text, format, part) in [
        ("", None, "empty"),
        ("\u{feff} \n", None, "empty"),
        ("{\"format\": \"other\", \"version\": 1}", None, "format"),
        (
            "{\"format\": \"todo-chatbot\", \"version\": 2}",
            None,
            "version 1",
        ),
        ("{", None, "export"),
        ("a,b,c\n1,2,3\n", None, "title"),
        ("title\na\n", Some(ImportFormat::Todoist), "TYPE"),
        ("title\na\n", Some(ImportFormat::Ticktick), "List Name"),
        (&long, None, "20000"),
    ] {
        let error = read(text, format).unwrap_err();
        assert_eq!(error.field, "body");
        assert!(error.message.contains(part), "{part}: {}", error.message);
    }
    let latin = plan(
        b"title\ncaf\xe9\n",
        None,
        &Context {
            now: &now(),
            lists: &[],
            default_list: Uuid::nil(),
            default_reminder: None,
            list_name: None,
        },
        &mut Uuid::nil,
    );
    assert!(latin.unwrap_err().message.contains("UTF-8"));
}

proptest::proptest! {
    #[test]
    fn no_file_makes_a_reader_panic(text in "(title|TYPE,CONTENT,PRIORITY,INDENT|\\{)?\n?(\\PC|[,;\"\n\t])*") {
        for format in [None, Some(ImportFormat::Own), Some(ImportFormat::Todoist), Some(ImportFormat::Ticktick)] {
            drop(read(&text, format));
        }
    }
}

#[test]
fn what_of_an_export_breaks_a_rule_is_left_out_and_named() {
    let id = |number: u8| format!("01932b2c-7a00-7000-8000-00000000000{number}");
    let task = |number: u8, change: serde_json::Value| {
        let mut task = serde_json::json!({"id": id(number), "list_id": id(9), "title": "a", "notes": "", "tags": [],
            "priority": "none", "due": null, "status": "open", "created_at": "2026-01-01T00:00:00Z",
            "updated_at": "2026-01-01T00:00:00Z", "version": 1});
        let fields = change.as_object().unwrap().clone();
        task.as_object_mut().unwrap().extend(fields);
        task
    };
    let filter = |name: &str, text: &str| serde_json::json!({"id": id(1), "name": name, "filter": text, "created_at": "2026-01-01T00:00:00Z"});
    let long_ago = "0000-01-01T00:00:00Z";
    let file = serde_json::json!({"format": "todo-chatbot", "version": 1, "tasks": [
        task(1, serde_json::json!({})),
        task(2, serde_json::json!({"created_at": long_ago})),
        task(3, serde_json::json!({"completed_at": long_ago})),
        task(4, serde_json::json!({"recurrence": {"rule": "\u{0}"}, "due": {"date": "2026-12-01"}})),
        task(5, serde_json::json!({"recurrence": {"rule": "FREQ=DAILY"}, "due": {"date": "2026-12-01"},
            "anchor": {"date": "0001-01-01"}})),
    ], "filters": [filter("", "today"), filter("a", "today &"), filter("b", "today")]});
    let plan = read(&file.to_string(), None).unwrap();
    assert_eq!(tasks(&plan).len(), 1);
    let filters = plan
        .items
        .iter()
        .filter(|item| matches!(item, Item::Filter(_)));
    assert_eq!(filters.count(), 1);
    let named: Vec<_> = plan
        .problems
        .told
        .iter()
        .map(|problem| problem.field.as_str())
        .collect();
    assert_eq!(
        named,
        [
            "created_at",
            "completed_at",
            "recurrence.rule",
            "due.date",
            "name",
            "filter"
        ]
    );
    assert!(
        plan.problems
            .told
            .iter()
            .all(|problem| !problem.message.contains('\0'))
    );
}
