//! What all operations have in common: who may send them, the headers of writes, the problems they answer with.

use utoipa::openapi::{
    Components, ContentBuilder, HeaderBuilder, InfoBuilder, Object, OpenApi, PathItem, Ref, RefOr,
    ResponseBuilder, Type,
    path::{HttpMethod, Operation, Parameter, ParameterBuilder, ParameterIn},
    schema::{ArrayItems, Schema},
    security::{
        ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
    },
};
use utoipa::{PartialSchema as _, ToSchema as _};

use super::{
    answers::{self, Types},
    examples, limits, patches,
};

const DESCRIPTION: &str = "Tasks, lists, reminders and a chat that understands them. Times of day are \"17:00\", dates \
    \"2026-11-24\", instants RFC 3339 in UTC. Errors are problem documents (RFC 9457). A request body with an unknown \
    field is refused.";

/// Problems of every operation, and what they mean.
const PROBLEMS: [(&str, &str); 7] = [
    ("400", "The request cannot be read."),
    ("401", "No session or token, or one that is over."),
    (
        "403",
        "A token without the scope, or a write from another site.",
    ),
    ("404", "There is no such thing, or it is somebody else's."),
    ("422", "A field is unknown or wrong; `errors` names it."),
    (
        "429",
        "Too many requests; `Retry-After` says when to go on.",
    ),
    ("503", "A part that this needs does not answer right now."),
];

/// Problems of writes.
const WRITE_PROBLEMS: [(&str, &str); 3] = [
    (
        "409",
        "It does not fit what is there, or the same request still runs.",
    ),
    ("413", "The body is larger than this endpoint takes."),
    ("415", "The body is not application/json."),
];

/// The problem of writes to what has a version.
const VERSION_PROBLEM: (&str, &str) = ("412", "Changed since the version that `If-Match` names.");

/// Completes what the handlers say of themselves.
#[must_use]
pub fn complete(mut api: OpenApi) -> OpenApi {
    api.info = InfoBuilder::new()
        .title("Todo chatbot")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(DESCRIPTION))
        .build();
    let components = api.components.get_or_insert_with(Components::new);
    components
        .schemas
        .insert("Problem".to_owned(), shared::api::Problem::schema());
    let mut nested = Vec::new();
    shared::api::Problem::schemas(&mut nested);
    components.schemas.extend(nested);
    components.add_security_scheme(
        "session",
        SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("session"))),
    );
    components.add_security_scheme(
        "token",
        SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build()),
    );
    limits::write(&mut api);
    patches::add(&mut api);
    let components = api.components.get_or_insert_default();
    refer_from_pages(components);
    answers::write_things(components);
    let types = Types::of(components);
    for item in api.paths.paths.values_mut() {
        for (method, operation) in operations(item) {
            finish(method != HttpMethod::Get, operation);
            limits::write_parameters(operation);
            examples::write_request(operation);
            types.write_answers(operation);
        }
    }
    api
}

/// The types that a generic one is made of are written out in it; a reference says the same once.
fn refer_from_pages(components: &mut Components) {
    for (name, schema) in &mut components.schemas {
        let Some(of) = name.strip_prefix("Page_") else {
            continue;
        };
        if let RefOr::T(Schema::Object(page)) = schema
            && let Some(RefOr::T(Schema::Array(items))) = page.properties.get_mut("items")
        {
            items.items = ArrayItems::RefOrSchema(Box::new(Ref::from_schema_name(of).into()));
        }
    }
}

/// The operations of a path, with their methods.
pub fn operations(item: &mut PathItem) -> impl Iterator<Item = (HttpMethod, &mut Operation)> {
    [
        (HttpMethod::Get, item.get.as_mut()),
        (HttpMethod::Post, item.post.as_mut()),
        (HttpMethod::Patch, item.patch.as_mut()),
        (HttpMethod::Delete, item.delete.as_mut()),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation?)))
}

fn finish(writes: bool, operation: &mut Operation) {
    let tagged = |names: &[&str]| {
        let mut tags = operation.tags.iter().flatten();
        tags.any(|tag| names.contains(&tag.as_str()))
    };
    let open = tagged(&["auth", "calendar"]);
    let one = |parameter: &RefOr<Parameter>| matches!(parameter, RefOr::T(own) if own.name == "id");
    let versioned =
        writes && tagged(&["tasks", "lists"]) && operation.parameters.iter().flatten().any(one);
    if !open {
        operation.security = Some(vec![
            SecurityRequirement::new("session", Vec::<String>::new()),
            SecurityRequirement::new("token", Vec::<String>::new()),
        ]);
    }
    if writes {
        let parameters = operation.parameters.get_or_insert_default();
        parameters.push(header(
            "Idempotency-Key",
            "The same key and body again is answered as before, and done once.",
        ));
        if versioned {
            parameters.push(header("If-Match", "The ETag of the version that is meant."));
        }
    }
    let more = if writes { &WRITE_PROBLEMS[..] } else { &[] };
    let problems = PROBLEMS.iter().chain(more);
    for (status, meaning) in problems.chain(versioned.then_some(&VERSION_PROBLEM)) {
        let problem = ResponseBuilder::new().description(*meaning).content(
            "application/problem+json",
            ContentBuilder::new()
                .schema(Some(utoipa::openapi::Ref::from_schema_name("Problem")))
                .example(examples::problem(status))
                .build(),
        );
        operation
            .responses
            .responses
            .entry((*status).to_owned())
            .or_insert_with(|| RefOr::T(problem.build()));
    }
    if writes {
        told_in_headers(operation);
    }
}

/// Successful writes tell their undo token and the version that they made.
fn told_in_headers(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        if let (true, RefOr::T(response)) = (status.starts_with('2'), response) {
            for name in ["Undo-Token", "ETag", "Idempotency-Replayed"] {
                let text = HeaderBuilder::new().schema(Some(text())).build();
                response.headers.insert(name.to_owned(), text.into());
            }
        }
    }
}

fn header(name: &str, description: &str) -> RefOr<Parameter> {
    let parameter = ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .description(Some(description))
        .schema(Some(text()))
        .build();
    RefOr::T(parameter)
}

fn text() -> RefOr<Schema> {
    RefOr::T(Schema::Object(Object::with_type(Type::String)))
}
