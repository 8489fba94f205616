//! Merge patches (RFC 7396), described by what they change: every field may be left out, null takes away what can be
//! taken away, and what only the server writes may come back as it was sent.

use utoipa::openapi::{
    Components, ObjectBuilder, OneOfBuilder, OpenApi, Ref, RefOr,
    schema::{Schema, SchemaType, Type},
};

/// The patch, what it is a patch of, the fields that cannot be null, and those that are only read.
type Patch = (
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

const PATCHES: [Patch; 4] = [
    ("PatchDue", "Due", &["date"], &[]),
    ("PatchRecurrence", "Recurrence", &["rule", "mode"], &[]),
    (
        "PatchTask",
        "CreateTask",
        &["title", "list_id", "position"],
        &[
            "id",
            "series_id",
            "status",
            "completed_at",
            "deleted_at",
            "created_at",
            "updated_at",
            "version",
        ],
    ),
    (
        "PatchList",
        "CreateList",
        &["name", "position"],
        &[
            "id",
            "is_inbox",
            "deleted_at",
            "created_at",
            "updated_at",
            "version",
        ],
    ),
];

/// What a patch may be sent as.
const MEDIA_TYPE: &str = "application/merge-patch+json";

/// Adds the patches to a description, and says where they are taken.
pub(super) fn add(api: &mut OpenApi) {
    if let Some(components) = &mut api.components {
        for patch in PATCHES {
            add_type(components, patch);
        }
        if let Some(RefOr::T(Schema::Object(operation))) = components.schemas.get_mut("Operation") {
            let mut patch = RefOr::Ref(Ref::from_schema_name("PatchTask"));
            nullable(&mut patch);
            operation.properties.insert("patch".to_owned(), patch);
        }
    }
    for item in api.paths.paths.values_mut() {
        let body = item
            .patch
            .as_mut()
            .and_then(|patch| patch.request_body.as_mut());
        let Some(RefOr::T(body)) = body else { continue };
        for content in body.content.values_mut() {
            if let RefOr::T(content) = content {
                content.schema = content.schema.take().map(patched);
            }
        }
        let json = body.content.get("application/json").cloned();
        body.content
            .extend(json.map(|json| (MEDIA_TYPE.to_owned(), json)));
    }
}

fn add_type(components: &mut Components, (name, of, firm, read_only): Patch) {
    let Some(RefOr::T(Schema::Object(mut patch))) = components.schemas.get(of).cloned() else {
        return;
    };
    patch.required.clear();
    patch.description = Some(format!("A JSON merge patch (RFC 7396) of `{of}`."));
    for (field, schema) in &mut patch.properties {
        *schema = patched(schema.clone());
        if !firm.contains(&field.as_str()) {
            nullable(schema);
        }
    }
    for field in read_only {
        let schema = ObjectBuilder::new()
            .schema_type(SchemaType::AnyValue)
            .read_only(true)
            .description(Some("May come back as it was sent."));
        let schema = RefOr::T(Schema::Object(schema.build()));
        patch.properties.insert((*field).to_owned(), schema);
    }
    let patch = RefOr::T(Schema::Object(patch));
    components.schemas.insert(name.to_owned(), patch);
}

/// A part that is an object is patched, too.
fn patched(mut schema: RefOr<Schema>) -> RefOr<Schema> {
    let of = |reference: &mut Ref| {
        let names = PATCHES.iter().map(|(name, of, ..)| (*name, *of));
        for (name, of) in names {
            if reference.ref_location == Ref::from_schema_name(of).ref_location {
                *reference = Ref::from_schema_name(name);
                return;
            }
        }
    };
    match &mut schema {
        RefOr::Ref(reference) => of(reference),
        RefOr::T(Schema::OneOf(one_of)) => {
            for item in &mut one_of.items {
                if let RefOr::Ref(reference) = item {
                    of(reference);
                }
            }
        }
        RefOr::T(_) => {}
    }
    schema
}

fn nullable(schema: &mut RefOr<Schema>) {
    let types = match schema {
        RefOr::T(Schema::Object(object)) => &mut object.schema_type,
        RefOr::T(Schema::Array(array)) => &mut array.schema_type,
        RefOr::Ref(_) => {
            let null = ObjectBuilder::new().schema_type(Type::Null).build();
            let either = OneOfBuilder::new().item(null).item(schema.clone());
            *schema = RefOr::T(Schema::OneOf(either.build()));
            return;
        }
        RefOr::T(_) => return,
    };
    if let SchemaType::Type(own) = types {
        *types = SchemaType::Array(vec![own.clone(), Type::Null]);
    }
}
