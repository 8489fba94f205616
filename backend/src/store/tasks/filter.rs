//! A filter as a condition of SQL; every value is a parameter.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use shared::api::Priority;
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::page::{DueFilter, push_due};
use crate::{
    domain::{
        filter::{Filter, Term},
        search::Search,
    },
    store::time::Instant,
};

/// The person's clock, by which a filter is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Here {
    pub now: Timestamp,
    pub zone: TimeZone,
}

impl Here {
    pub(super) fn local(&self) -> DateTime {
        self.now.to_zoned_datetime(self.zone.clone()).datetime()
    }
}

pub(super) fn push(query: &mut QueryBuilder<Postgres>, user: Uuid, filter: &Filter, here: &Here) {
    match filter {
        Filter::And(left, right) => joined(query, user, (left, " AND ", right), here),
        Filter::Or(left, right) => joined(query, user, (left, " OR ", right), here),
        Filter::Not(inner) => {
            // A condition on a due that is not there is unknown, which is not true.
            query.push("(");
            push(query, user, inner, here);
            query.push(") IS NOT TRUE");
        }
        Filter::Term(term) => push_term(query, user, term, here),
    }
}

fn joined(
    query: &mut QueryBuilder<Postgres>,
    user: Uuid,
    (left, operator, right): (&Filter, &str, &Filter),
    here: &Here,
) {
    query.push("(");
    push(query, user, left, here);
    query.push(operator);
    push(query, user, right, here);
    query.push(")");
}

fn push_term(query: &mut QueryBuilder<Postgres>, user: Uuid, term: &Term, here: &Here) {
    match term {
        Term::Due(from, to) => {
            query.push("(");
            push_due(query, &DueFilter::days(*from, *to, &here.zone));
            query.push(")");
        }
        Term::Overdue => {
            let overdue = DueFilter::Overdue {
                now: here.now,
                local: here.local(),
            };
            query.push("(completed_at IS NULL AND ");
            push_due(query, &overdue);
            query.push(")");
        }
        Term::NoDate => {
            query.push("due_date IS NULL");
        }
        Term::Created(from, to) => {
            query.push("true");
            let days = DueFilter::days(*from, *to, &here.zone);
            if let DueFilter::Days { start, end, .. } = days {
                for (comparison, at) in
                    [(" AND created_at >= ", start), (" AND created_at < ", end)]
                {
                    if let Some(at) = at {
                        query.push(comparison).push_bind(Instant(at));
                    }
                }
            }
        }
        Term::Recurring => {
            query.push("recurrence IS NOT NULL");
        }
        Term::Subtask => {
            query.push("parent_id IS NOT NULL");
        }
        Term::Priority(priority) => push_priority(query, *priority),
        Term::NoTags => {
            query.push("tags = '{}'");
        }
        Term::Tag(tag) => {
            query
                .push("EXISTS (SELECT FROM unnest(tags) AS tag WHERE lower(tag) = ")
                .push_bind(tag.to_lowercase())
                .push(")");
        }
        Term::List(name) => {
            query
                .push("list_id IN (SELECT id FROM lists WHERE lists.user_id = tasks.user_id AND lower(name) = ")
                .push_bind(name.to_lowercase())
                .push(" AND deleted_at IS NULL)");
        }
        Term::Search(text) => push_search(query, user, &Search::read(text)),
    }
}

fn push_priority(query: &mut QueryBuilder<Postgres>, priority: Priority) {
    query.push("priority = ").push_bind(priority as i16);
}

/// Each word is somewhere in the title, the tags or the notes. Nothing is found where no word is looked for.
pub(super) fn push_search(query: &mut QueryBuilder<Postgres>, user: Uuid, search: &Search) {
    match search.query(user, true) {
        Some(words) => query
            .push("words @@ ")
            .push_bind(words)
            .push("::text::tsquery"),
        None => query.push("false"),
    };
}
