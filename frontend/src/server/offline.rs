//! What a browser shows without a connection, and how it is installed: the service worker, the shell that it keeps, and
//! the manifest. Nothing of a person is in any of them.

use std::{
    hash::{DefaultHasher, Hasher as _},
    io,
    path::Path,
};

use axum::{
    Router,
    http::{HeaderName, HeaderValue, header},
    response::IntoResponse,
    routing::get,
};
use serde_json::{Value, json};

use super::{guard, site::Site};
use crate::texts::text;

/// Browsers look for a newer one whenever they use it.
const LOOK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");
/// What is behind the tasks, as the style has it, in light and in dark: the bars of a window and of a phone go on with it.
pub(crate) const SURFACE: [&str; 2] = ["#fdfcfa", "#1a1b1e"];

/// # Errors
/// When the service worker's file cannot be read.
pub(super) fn router<S: Clone + Send + Sync + 'static>(
    folder: &str,
    site: &Site,
) -> io::Result<Router<S>> {
    let file = site.url(Site::WORKER);
    let source = std::fs::read_to_string(Path::new(folder).join(file.trim_start_matches('/')))?;
    let shell = shell(site);
    let worker = worker(&source, site, &shell);
    let manifest = manifest(site).to_string();
    let policy = guard::policy(" 'wasm-unsafe-eval'");
    let page = move || document("text/html; charset=utf-8", shell, Some(&policy));
    Ok(Router::new()
        .route("/shell", get(answer(page())))
        .route(
            "/sw.js",
            get(answer(document("text/javascript", worker, None))),
        )
        .route(
            "/manifest.webmanifest",
            get(answer(document(
                "application/manifest+json",
                manifest,
                None,
            ))),
        ))
}

type Document = (Vec<(HeaderName, HeaderValue)>, String);

fn document(kind: &'static str, text: String, policy: Option<&str>) -> Document {
    let mut headers = vec![
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, LOOK_AGAIN),
    ];
    let policy = policy.and_then(|policy| HeaderValue::from_str(policy).ok());
    headers.extend(policy.map(|policy| (header::CONTENT_SECURITY_POLICY, policy)));
    (headers, text)
}

fn answer(
    (headers, text): Document,
) -> impl Fn() -> std::future::Ready<axum::response::Response> + Clone {
    move || {
        let mut response = text.clone().into_response();
        response.headers_mut().extend(headers.clone());
        std::future::ready(response)
    }
}

/// The page that the app mounts itself on; what it shows comes from the browser.
fn shell(site: &Site) -> String {
    let url = |name| site.url(name);
    format!(
        r#"<!DOCTYPE html>
<html lang="{language}" data-shell>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="{light}">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="{dark}">
<title>{app}</title>
<link rel="icon" href="{icon}" type="image/svg+xml">
<link rel="manifest" href="/manifest.webmanifest">
<link rel="stylesheet" href="{style}">
<script type="module" src="{boot}" data-device="{device}" data-module="{module}" data-program="{program}"></script>
</head>
<body>
<div id="away" hidden>
<main class="narrow">
<h1>{heading}</h1>
<p class="lead">{why}</p>
<p><a class="button" href="">{again}</a> <a href="/">{tasks}</a></p>
</main>
</div>
</body>
</html>
"#,
        language = text!(LANGUAGE),
        light = SURFACE[0],
        dark = SURFACE[1],
        app = text!(APP),
        heading = text!(pages::OFFLINE),
        why = text!(pages::OFFLINE_WHY),
        again = text!(pages::TRY_AGAIN),
        tasks = text!(pages::TO_TASKS),
        icon = url("icon.svg"),
        style = url("main.css"),
        boot = url("boot.js"),
        device = url("device.js"),
        module = url("browser.js"),
        program = url("browser_bg.wasm"),
    )
}

/// The service worker of exactly these files: with any other file it is another one, which browsers put in its place.
fn worker(source: &str, site: &Site, shell: &str) -> String {
    let files: Vec<_> = site.urls().collect();
    let mut hasher = DefaultHasher::new();
    hasher.write(shell.as_bytes());
    for file in &files {
        hasher.write(file.as_bytes());
    }
    let (version, files) = (format!("{:016x}", hasher.finish()), json!(files));
    let icon = json!(site.url("icon-192.png"));
    format!(
        "const VERSION = \"{version}\";\nconst FILES = {files};\nconst ICON = {icon};\n{source}"
    )
}

fn manifest(site: &Site) -> Value {
    let icon = |name, sizes, kind, purpose| json!({"src": site.url(name), "sizes": sizes, "type": kind, "purpose": purpose});
    json!({
        "id": "/",
        "lang": text!(LANGUAGE),
        "name": text!(APP),
        "short_name": text!(pages::APP_SHORT),
        "description": text!(pages::DESCRIPTION),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": SURFACE[0],
        "theme_color": SURFACE[0],
        "icons": [
            icon("icon.svg", "any", "image/svg+xml", "any"),
            icon("icon-192.png", "192x192", "image/png", "any"),
            icon("icon-512.png", "512x512", "image/png", "any"),
            icon("icon-512.png", "512x512", "image/png", "maskable"),
        ],
        "shortcuts": [
            {"name": text!(views::TODAY), "url": "/today"},
            {"name": text!(views::INBOX), "url": "/inbox"},
        ],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(style: &str) -> Site {
        let names = [
            "boot.js",
            "browser.js",
            "browser_bg.wasm",
            "device.js",
            "icon-192.png",
            "icon-512.png",
            "icon.svg",
            "sw.js",
        ];
        let files = names.map(|name| (name, format!("1-{name}")));
        Site::of(files.into_iter().chain([("main.css", style.to_owned())]))
    }

    #[test]
    fn the_shell_has_no_script_of_its_own_and_names_the_files_it_needs() {
        let shell = shell(&site("a.css"));
        assert_eq!(shell.matches("<script").count(), 1);
        assert!(shell.contains("></script>"), "{shell}");
        for file in [
            "a.css",
            "1-boot.js",
            "1-device.js",
            "1-browser.js",
            "1-browser_bg.wasm",
        ] {
            assert!(shell.contains(&format!("\"/static/{file}\"")), "{file}");
        }
    }

    #[test]
    fn another_file_makes_another_service_worker_that_never_keeps_itself() {
        let of = |style| {
            let site = site(style);
            worker("source", &site, &shell(&site))
        };
        assert_eq!(of("a.css"), of("a.css"));
        let (one, other) = (of("a.css"), of("b.css"));
        let version = |worker: &str| worker.lines().next().unwrap().to_owned();
        assert_ne!(version(&one), version(&other));
        assert!(
            one.contains("/static/a.css") && !one.contains("sw.js"),
            "{one}"
        );
    }

    #[test]
    fn the_bars_of_a_window_have_the_colours_of_the_style() {
        let style = include_str!("../../style/base.css");
        let [light, dark] = SURFACE;
        let token = format!("--surface: light-dark({light}, {dark});");
        assert!(style.contains(&token), "{token}");
        let accent = include_str!("../../public/icon.svg");
        let accent = accent.split("fill=\"").nth(1).unwrap();
        let token = format!("--accent: light-dark({},", &accent[..7]);
        assert!(style.contains(&token), "{token}");
    }

    #[test]
    fn the_app_can_be_installed() {
        let manifest = manifest(&site("a.css"));
        assert_eq!(manifest["icons"][2]["src"], "/static/1-icon-512.png");
        assert_eq!(
            (&manifest["start_url"], &manifest["scope"]),
            (&json!("/"), &json!("/"))
        );
    }
}
