//! The description as one page of plain HTML.

use std::fmt::Write as _;

use serde_json::Value;
use utoipa::openapi::OpenApi;

pub(super) const CSS: &str = "\
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 0 auto; padding: 1rem }
summary { cursor: pointer; padding: .25rem 0 }
details { border-top: 1px solid #8884 }
code, pre { font: .875rem/1.4 ui-monospace, monospace }
pre { overflow-x: auto; padding: .5rem; background: #8881 }
.method { display: inline-block; width: 4rem; font-weight: 600 }
table { border-collapse: collapse } td { padding: .1rem 1rem .1rem 0; vertical-align: top }
";

pub(super) fn html(api: &OpenApi) -> String {
    let document = serde_json::to_value(api).unwrap_or_default();
    let mut body = String::new();
    for tag in tags(&document) {
        let _ = write!(body, "<h2>{}</h2>", escaped(&tag));
        for (path, method, operation) in operations(&document) {
            if operation["tags"][0].as_str() == Some(&tag) {
                body.push_str(&described(path, method, operation));
            }
        }
    }
    body.push_str("<h2>Types</h2>");
    for (name, schema) in document["components"]["schemas"]
        .as_object()
        .into_iter()
        .flatten()
    {
        let _ = write!(
            body,
            "<details id=\"{0}\"><summary><code>{0}</code></summary>{1}</details>",
            escaped(name),
            pretty(schema)
        );
    }
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
        <meta name=\"viewport\" content=\"width=device-width\"><title>API of the todo chatbot</title>\
        <link rel=\"stylesheet\" href=\"/api/docs?style\"></head><body><h1>API of the todo chatbot</h1><p>{}</p>\
        <p>For programs: <a href=\"/api/openapi.json\">openapi.json</a></p>{body}</body></html>",
        escaped(document["info"]["description"].as_str().unwrap_or_default())
    )
}

fn operations(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths.flat_map(|(path, item)| {
        let operations = item.as_object().into_iter().flatten();
        operations
            .filter(|(_, operation)| operation.get("operationId").is_some())
            .map(|(method, operation)| (path.as_str(), method.as_str(), operation))
    })
}

fn tags(document: &Value) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for (_, _, operation) in operations(document) {
        let tag = operation["tags"][0].as_str().unwrap_or("other");
        if !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
    tags
}

fn described(path: &str, method: &str, operation: &Value) -> String {
    let text = |name: &str| escaped(operation[name].as_str().unwrap_or_default());
    let mut page = format!(
        "<details id=\"{}\"><summary><span class=\"method\">{}</span> <code>{}</code> {}</summary><p>{}</p>",
        text("operationId"),
        method.to_uppercase(),
        escaped(path),
        text("summary"),
        text("description"),
    );
    let parameters = operation["parameters"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    page.push_str("<table>");
    for parameter in parameters {
        let _ = write!(
            page,
            "<tr><td><code>{}</code><td>{}<td>{}",
            escaped(parameter["name"].as_str().unwrap_or_default()),
            escaped(parameter["in"].as_str().unwrap_or_default()),
            escaped(parameter["description"].as_str().unwrap_or_default()),
        );
    }
    page.push_str("</table>");
    if let Some(content) = operation["requestBody"]["content"].as_object() {
        for (kind, content) in content {
            let _ = write!(
                page,
                "<p>Body: {}</p>{}",
                escaped(kind),
                pretty(&content["schema"])
            );
            if content.get("example").is_some() {
                let _ = write!(page, "<p>For example:</p>{}", example(&content["example"]));
            }
        }
    }
    page.push_str("<p>Answers:</p><table>");
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        let _ = write!(
            page,
            "<tr><td><code>{}</code><td>{}<td>{}",
            escaped(status),
            escaped(response["description"].as_str().unwrap_or_default()),
            answered(response),
        );
    }
    page + "</table></details>"
}

/// The type that an answer holds, as a link to it.
fn answered(response: &Value) -> String {
    let mut contents = response["content"].as_object().into_iter().flatten();
    let name = contents.find_map(|(_, content)| {
        let reference = content["schema"]["$ref"].as_str()?;
        reference.rsplit('/').next()
    });
    name.map_or_else(String::new, |name| {
        format!("<a href=\"#{0}\"><code>{0}</code></a>", escaped(name))
    })
}

fn example(value: &Value) -> String {
    match value.as_str() {
        Some(text) => format!("<pre>{}</pre>", escaped(text)),
        None => pretty(value),
    }
}

fn pretty(value: &Value) -> String {
    let json = serde_json::to_string_pretty(value).unwrap_or_default();
    format!("<pre>{}</pre>", escaped(&json))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
