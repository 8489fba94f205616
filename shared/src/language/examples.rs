//! What can be said, by example. The tests hold each to what it is understood as; the help in the app and
//! docs/LANGUAGE.md show the same list.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section {
    pub title: &'static str,
    /// What is said, and what it is understood as on Tuesday 24 November 2026 at noon.
    pub examples: &'static [(&'static str, &'static str)],
}

pub const SECTIONS: [Section; 9] = [
    Section {
        title: "Tasks",
        examples: &[
            ("buy milk", "add “buy milk”"),
            (
                "add oat milk #shopping p2",
                "add “oat milk”, #shopping, priority high",
            ),
            ("todo: call the bank @Work", "add “call the bank”, in Work"),
            (
                "finish the report by friday",
                "add “finish the report”, due 2026-11-27",
            ),
            (
                "read \"tomorrow never dies\" tonight",
                "add “read \"tomorrow never dies\"”, due 2026-11-24 20:00",
            ),
        ],
    },
    Section {
        title: "Days and times",
        examples: &[
            (
                "dentist tomorrow at 5pm",
                "add “dentist”, due 2026-11-25 17:00",
            ),
            ("pay rent on the 1st", "add “pay rent”, due 2026-12-01"),
            ("call Ada at 5", "add “call Ada”, due 2026-11-24 17:00"),
            ("visa in two weeks", "add “visa”, due 2026-12-08"),
            ("party next saturday", "add “party”, due 2026-12-05"),
            (
                "lunch with Bo on friday at noon",
                "add “lunch with Bo”, due 2026-11-27 12:00",
            ),
            (
                "report by the end of the month",
                "add “report”, due 2026-11-30",
            ),
            ("passport in march", "add “passport”, due 2027-03-01"),
            ("trip 2026-12-24", "add “trip”, due 2026-12-24"),
            ("standup 9:30", "add “standup”, due 2026-11-25 09:30"),
            (
                "check the oven in half an hour",
                "add “check the oven”, due 2026-11-24 12:30",
            ),
        ],
    },
    Section {
        title: "What repeats",
        examples: &[
            (
                "water the plants every other friday",
                "add “water the plants”, due 2026-11-27, repeats FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
            ),
            (
                "stretch every day at 7am",
                "add “stretch”, due 2026-11-25 07:00, repeats FREQ=DAILY",
            ),
            (
                "pay rent on the 1st of every month",
                "add “pay rent”, due 2026-12-01, repeats FREQ=MONTHLY;BYMONTHDAY=1",
            ),
            (
                "review every last friday of the month",
                "add “review”, due 2026-11-27, repeats FREQ=MONTHLY;BYDAY=-1FR",
            ),
            (
                "gym on mondays and thursdays at 18:00",
                "add “gym”, due 2026-11-26 18:00, repeats FREQ=WEEKLY;BYDAY=MO,TH",
            ),
            (
                "change the filter every 3 months after completion",
                "add “change the filter”, due 2026-11-24, repeats FREQ=MONTHLY;INTERVAL=3, from when it is done",
            ),
            (
                "standup weekdays at 9",
                "add “standup”, due 2026-11-25 09:00, repeats FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
            ),
            (
                "call grandma every sunday until june",
                "add “call grandma”, due 2026-11-29, repeats FREQ=WEEKLY;BYDAY=SU;UNTIL=20270601",
            ),
        ],
    },
    Section {
        title: "Reminders",
        examples: &[
            (
                "remind me to call mom tomorrow",
                "add “call mom”, due 2026-11-25, reminds 2026-11-25 09:00",
            ),
            (
                "remind me at 5pm to take out the trash",
                "add “take out the trash”, due 2026-11-24 17:00, reminds then",
            ),
            (
                "remind me 30 minutes before my flight on friday at 9am",
                "add “my flight on friday at 9am”, due 2026-11-27 09:00, reminds 30 minutes before",
            ),
            (
                "set a weekly reminder to water the plants",
                "add “water the plants”, due 2026-11-24, repeats FREQ=WEEKLY, reminds 2026-11-24 09:00",
            ),
            (
                "remind me an hour before the dentist",
                "change the task like “the dentist”, or add “the dentist”, reminds 60 minutes before: reminds 60 minutes before",
            ),
            ("remind me", "Remind you of what?"),
        ],
    },
    Section {
        title: "Questions",
        examples: &[
            ("what's left today?", "show open tasks, today and overdue"),
            (
                "what's due this week",
                "show open tasks, to the end of the week",
            ),
            ("tomorrow", "show open tasks, on 2026-11-25"),
            (
                "what's due before friday?",
                "show open tasks, up to 2026-11-26",
            ),
            ("show urgent tasks", "show open tasks, priority urgent"),
            ("show #home", "show open tasks, #home"),
            ("overdue", "show open tasks, overdue"),
            (
                "what did I finish yesterday?",
                "show done tasks, on 2026-11-23",
            ),
            (
                "show my reminders for tomorrow",
                "show open tasks, on 2026-11-25",
            ),
        ],
    },
    Section {
        title: "Done, open again, deleted",
        examples: &[
            (
                "done with milk",
                "complete the task like “milk”, or add “done with milk”",
            ),
            (
                "mark the report as done",
                "complete the task like “report”, or add “mark the report as done”",
            ),
            ("complete the second one", "complete number [2]"),
            (
                "reopen the report",
                "reopen the task like “report”, or add “reopen the report”",
            ),
            ("done", "complete the last one"),
            ("delete it", "delete the last one"),
            (
                "cancel my reminder to call mom",
                "no longer remind of the task like “call mom”",
            ),
            ("delete everything", "delete all, when asked again"),
        ],
    },
    Section {
        title: "Changes",
        examples: &[
            (
                "move the dentist to friday at 3pm",
                "change the task like “dentist”, or add “move the dentist”, due 2026-11-27 15:00: due 2026-11-27: at 15:00",
            ),
            (
                "rename the report to annual report",
                "change the task like “report”, or add “rename the report to annual report”: title “annual report”",
            ),
            (
                "mark the report as high priority",
                "change the task like “report”, or add “mark the report”, priority high: priority high",
            ),
            (
                "push it back a day",
                "change the last one: put off by 1440 minutes",
            ),
            (
                "make the report weekly",
                "change the task like “report”, or add “make the report”, due 2026-11-24, repeats FREQ=WEEKLY: repeats FREQ=WEEKLY",
            ),
            (
                "stop repeating the report",
                "change the task like “report”, or add “stop repeating the report”: repeats no more",
            ),
            (
                "remove #work from the report",
                "change the task like “report”, or add “remove from the report”, #work: without #work",
            ),
            (
                "change my gym reminder from 5pm to 6pm",
                "change the task like “gym”: at 18:00",
            ),
        ],
    },
    Section {
        title: "Lists",
        examples: &[
            ("create a list called Trips", "make the list Trips"),
            (
                "rename my Trips list to Travel",
                "call the list Trips Travel",
            ),
            ("delete my Trips list", "delete the list Trips"),
            ("add eggs to Groceries", "add “eggs”, in Groceries"),
            ("switch to Work", "show open tasks, in Work"),
            ("what lists do I have?", "show the lists"),
        ],
    },
    Section {
        title: "Several at once, and back",
        examples: &[
            (
                "add milk and delete eggs",
                "add “milk”; delete the task like “eggs”, or add “delete eggs”",
            ),
            (
                "call mom tomorrow and pay rent on friday",
                "add “call mom”, due 2026-11-25; add “pay rent”, due 2026-11-27",
            ),
            (
                "buy bread; what's left today?",
                "add “buy bread”; show open tasks, today and overdue",
            ),
            ("undo", "undo"),
            ("redo", "redo"),
            ("help", "help"),
        ],
    },
];
