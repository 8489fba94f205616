//! Cursor pages, newest first. A cursor is the id of the last item of the page before.

use serde::Deserialize;
use shared::api::Page;
use uuid::Uuid;

use crate::error::Problem;

pub(in crate::http) const LIMIT_MAX: i64 = 200;
const LIMIT_DEFAULT: i64 = 50;

#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    pub cursor: Option<String>,
    pub limit: Option<i64>,
}

/// The size of a page: what was asked for, within bounds.
pub fn limit(asked: Option<i64>) -> Result<i64, Problem> {
    let limit = asked.unwrap_or(LIMIT_DEFAULT);
    if (1..=LIMIT_MAX).contains(&limit) {
        Ok(limit)
    } else {
        Err(Problem::validation(
            "limit",
            format!("expected 1 to {LIMIT_MAX}"),
        ))
    }
}

/// Takes away what was read beyond the page, and says whether there was any.
pub fn cut<T>(items: &mut Vec<T>, limit: i64) -> bool {
    let limit = usize::try_from(limit).unwrap_or_default();
    let more = items.len() > limit;
    items.truncate(limit);
    more
}

/// A page that was asked for: one row more is read, to know whether another page follows.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    pub before: Option<Uuid>,
    limit: i64,
}

impl Window {
    pub fn new(cursor: Option<&str>, limit: Option<i64>) -> Result<Self, Problem> {
        let limit = self::limit(limit)?;
        let before = cursor
            .map(|text| {
                Uuid::parse_str(text).map_err(|_| {
                    Problem::validation("cursor", "expected a next_cursor of this listing")
                })
            })
            .transpose()?;
        Ok(Self { before, limit })
    }

    pub fn rows(self) -> i64 {
        self.limit + 1
    }

    pub fn page<T>(self, mut items: Vec<T>, id: impl Fn(&T) -> Uuid) -> Page<T> {
        let more = cut(&mut items, self.limit);
        let next_cursor = items
            .last()
            .filter(|_| more)
            .map(|item| id(item).to_string());
        Page { items, next_cursor }
    }
}
