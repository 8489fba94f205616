//! The durable consumer `activity`: the history of tasks and people.

use shared::api::EventData;
use sqlx::PgConnection;

use crate::{
    runtime::CloudEvent,
    store::{self, activity},
};

pub async fn effect(
    conn: &mut PgConnection,
    event: &CloudEvent,
    data: &EventData,
) -> Result<(), store::Error> {
    activity::insert(
        conn,
        event.id,
        &event.r#type,
        event.subject,
        event.time,
        data,
    )
    .await
}
