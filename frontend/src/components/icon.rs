use leptos::prelude::*;

/// A drawing of 24 by 24 beside words that say the same.
#[component]
pub(crate) fn Icon(name: &'static str) -> impl IntoView {
    let path = match name {
        "all" => "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
        "today" => {
            "M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6l1.5 1.5M16.9 16.9l1.5 1.5M5.6 18.4l1.5-1.5M16.9 7.1l1.5-1.5M12 8a4 4 0 1 0 0 8a4 4 0 1 0 0-8"
        }
        "upcoming" => {
            "M4 6.5A1.5 1.5 0 0 1 5.500 5h13A1.5 1.5 0 0 1 20 6.500v12a1.500 1.500 0 0 1-1.500 1.500h-13A1.500 1.500 0 0 1 4 18.500zM4 10h16M8 3v4M16 3v4"
        }
        "inbox" => "M4 13l2.500-8h11L20 13v6H4zM4 13h5l1 2.500h4l1-2.500h5",
        "list" => "M12 8a4 4 0 1 0 0 8a4 4 0 1 0 0-8",
        "tag" => "M9 4L7 20M17 4l-2 16M4 9h16.500M3.500 15H20",
        "done" => "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M8 12.500l3 3l5-6",
        "trash" => "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
        "settings" => {
            "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.500a2.500 2.500 0 1 0 0 5a2.500 2.500 0 1 0 0-5M9 14.500a2.500 2.500 0 1 0 0 5a2.500 2.500 0 1 0 0-5"
        }
        "check" => "M5 12.500l4.500 4.500L19 7.500",
        "close" => "M6 6l12 12M18 6L6 18",
        "send" => "M5 12h14M13 6l6 6l-6 6",
        "search" => "M11 4a7 7 0 1 0 0 14a7 7 0 1 0 0-14M16 16l4.500 4.500",
        "repeat" => "M4 11a6 6 0 0 1 6-6h8M15 2l3 3l-3 3M20 13a6 6 0 0 1-6 6H6M9 22l-3-3l3-3",
        "flag" => "M6 21V4h11l-2.500 4L17 12H6",
        "plus" => "M12 5v14M5 12h14",
        "more" => "M5 12h.01M12 12h.01M19 12h.01",
        "clock" => "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M12 7v5l3.500 2",
        "bell" => "M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 20.500h4",
        "activity" => "M3 12h4l3 7l4-14l3 7h4",
        "someday" => "M4 8h16v12H4zM4 8l2-4h12l2 4M10 12h4",
        "filter" => "M4 5h16l-6.500 8v6l-3-1.500V13z",
        "help" => {
            "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M9.500 9.500a2.500 2.500 0 1 1 3.500 2.300c-.7.3-1 .8-1 1.700M12 16.500h.01"
        }
        "menu" => "M4 7h16M4 12h16M4 17h16",
        "pencil" => "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
        "microphone" => {
            "M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3M6 11a6 6 0 0 0 12 0M12 17v4"
        }
        _ => "",
    };
    view! {
        <svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
            <path d=path/>
        </svg>
    }
}
