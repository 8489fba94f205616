//! Notes as people write them, as HTML that can do no harm: of Markdown only text, marks, lists and links to the web
//! and to mail come through; HTML in it is shown as it was typed.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

pub(crate) fn render(markdown: &str) -> String {
    let options = Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES;
    // Of a link that leads nowhere good, the words stay.
    let mut dropped = 0;
    let events = Parser::new_ext(markdown, options).filter_map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        Event::Start(Tag::Link { ref dest_url, .. }) if is_safe(dest_url) => {
            Some(Event::Html(open(dest_url)))
        }
        Event::Start(Tag::Link { .. }) => {
            dropped += 1;
            None
        }
        Event::End(TagEnd::Link) if dropped > 0 => {
            dropped -= 1;
            None
        }
        Event::Start(Tag::Image { .. } | Tag::HtmlBlock)
        | Event::End(TagEnd::Image | TagEnd::HtmlBlock) => None,
        // The page has headings of its own above these.
        Event::Start(Tag::Heading { .. }) => Some(Event::Html("<p><strong>".into())),
        Event::End(TagEnd::Heading(_)) => Some(Event::Html("</strong></p>".into())),
        Event::SoftBreak => Some(Event::HardBreak),
        event => Some(event),
    });
    let mut page = String::new();
    html::push_html(&mut page, events);
    page
}

fn is_safe(address: &str) -> bool {
    ["http://", "https://", "mailto:"].iter().any(|scheme| {
        address
            .get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

fn open(address: &str) -> CowStr<'static> {
    let address = address
        .replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;");
    format!(r#"<a href="{address}" target="_blank" rel="noopener noreferrer nofollow">"#).into()
}

#[cfg(test)]
mod tests {
    use super::render;

    #[test]
    fn notes_are_shown_as_they_are_meant() {
        for (markdown, html) in [
            (
                "**big** ~~no~~",
                "<p><strong>big</strong> <del>no</del></p>\n",
            ),
            ("# Milk", "<p><strong>Milk</strong></p>"),
            (
                "[shop](https://example.com/?a=1&b=2)",
                "<p><a href=\"https://example.com/?a=1&amp;b=2\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">shop</a></p>\n",
            ),
        ] {
            assert_eq!(render(markdown), html);
        }
    }

    #[test]
    fn nothing_in_notes_can_run() {
        for markdown in [
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
            "[x](data:text/html,<script>alert(1)</script>)",
            "[x]( java\nscript:alert(1))",
            "<javascript:alert(1)>",
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "![x](javascript:alert(1))",
            "![x](https://example.com/spy.png)",
            "[x][y]\n\n[y]: javascript:alert(1)",
            "[x](https://example.com/\"onmouseover=\"alert(1))",
            "<div onclick=alert(1)>\n\nx\n\n</div>",
        ] {
            let html = render(markdown);
            for tag in html.split('<').skip(1).filter(|tag| !tag.starts_with('/')) {
                let (tag, _) = tag.split_once('>').unwrap_or((tag, ""));
                let name = tag.split(' ').next().unwrap_or_default();
                assert!(
                    ["p", "a", "br", "br/", "strong"].contains(&name),
                    "{markdown}: {html}"
                );
                let link = tag.strip_prefix("a href=\"").unwrap_or("https://");
                assert!(link.starts_with("https://"), "{markdown}: {html}");
                assert!(!tag.contains("\"onmouseover"), "{markdown}: {html}");
            }
        }
    }
}
