//! Made-up people with tasks, to measure with: `backend seed`. Everything is made by the database, in sets, and the
//! same every time. Never on a database that anybody uses: the sessions it makes have tokens that all can know.

use anyhow::ensure;
use clap::Args;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

/// How much is made. People are numbered from 0; the session token of each is [`token`].
#[derive(Debug, Clone, Copy, Args)]
pub struct Size {
    /// How many people.
    #[arg(long, default_value_t = 1000)]
    pub users: i32,
    /// How many tasks they have together.
    #[arg(long, default_value_t = 1_000_000)]
    pub tasks: i32,
    /// How many of them the first person has beside an equal share.
    #[arg(long, default_value_t = 0)]
    pub heaviest: i32,
}

/// Events in the log of each person, all published.
pub const EVENTS: i32 = 50;

/// The session token of a person.
#[must_use]
pub fn token(person: u64) -> String {
    format!("bench-{person}")
}

const VERBS: &str = "buy call write read clean fix plan pay book send check order water prepare review visit sort wash \
    print return renew paint cancel collect";
const THINGS: &str = "milk report plants rent dentist tickets flowers kitchen garage car taxes invoice meeting slides \
    birthday present bread coffee passport insurance bicycle laundry windows garden letter parcel phone laptop holiday \
    flight hotel train budget contract landlord school homework teacher doctor medicine dog cat vet food groceries \
    dinner lunch breakfast cafe party music guitar lesson gym running shoes jacket library books photos backup server \
    printer paper";

const PEOPLE: [&str; 3] = [
    "INSERT INTO users (id, time_zone, seq, created_at)
    SELECT lpad(to_hex(n), 32, '0')::uuid, 'Europe/Berlin', $2, now() FROM generate_series(1, $1) AS n",
    "INSERT INTO lists (id, user_id, name, is_inbox, position, created_at, updated_at)
    SELECT lpad(to_hex(n * 8 + list), 32, '0')::uuid, lpad(to_hex(n), 32, '0')::uuid,
        (ARRAY['Inbox', 'Work', 'Home', 'Errands', 'Someday'])[list + 1], list = 0, 'a' || list, now(), now()
    FROM generate_series(1, $1) AS n, generate_series(0, 4) AS list WHERE $2 >= 0",
    "INSERT INTO sessions (token_hash, user_id, created_at, last_seen_at, expires_at)
    SELECT sha256(convert_to('bench-' || (n - 1), 'UTF8')), lpad(to_hex(n), 32, '0')::uuid, now(), now(),
        now() + interval '1 day'
    FROM generate_series(1, $1) AS n WHERE $2 >= 0",
];

/// A year of tasks, in the order of time; 30 in 100 done, 5 in the trash (not long enough for retention), half with a
/// day, some that repeat.
const TASKS: &str = r#"INSERT INTO tasks (id, user_id, list_id, title, notes, tags, priority, due_date, due_time,
    completed_at, deleted_at, created_at, updated_at, recurrence, anchor, position, search)
SELECT (lpad(to_hex(1700000000000 + n), 12, '0') || '70008' || lpad(to_hex(n), 15, '0'))::uuid,
    lpad(to_hex(person), 32, '0')::uuid, lpad(to_hex(person * 8 + (random() * 4)::int), 32, '0')::uuid,
    title, notes, tags, (ARRAY[0, 0, 0, 0, 1, 2, 2, 3, 3, 4])[1 + (random() * 9)::int], day, hour,
    CASE WHEN random() < 0.3 THEN at + interval '1 hour' END,
    CASE WHEN random() < 0.05 THEN now() - interval '20 days' * random() END,
    at, at,
    CASE WHEN repeats THEN '{"rule": "FREQ=WEEKLY", "mode": "schedule"}'::jsonb END,
    CASE WHEN repeats THEN
        jsonb_build_object('date', day, 'time', to_char(hour, 'HH24:MI'), 'time_zone', NULL) END,
    'g' || lpad(n::text, 7, '0'),
    concat_ws(E'\n', title, array_to_string(tags, ' '), notes)
FROM (
    SELECT n, person, at, day,
        CASE WHEN day IS NOT NULL AND random() < 0.4 THEN make_time((6 + random() * 15)::int, 30, 0) END AS hour,
        day IS NOT NULL AND random() < 0.1 AS repeats,
        concat_ws(' ', $4[1 + (random() * 23)::int], $5[1 + (random() * random() * 63)::int],
            $5[1 + (random() * 63)::int], CASE WHEN random() < 0.2 THEN (random() * 5000)::int END) AS title,
        CASE WHEN random() < 0.2 THEN (SELECT string_agg($5[1 + (random() * 63)::int], ' ')
            FROM generate_series(1, 10 + n % 30)) ELSE '' END AS notes,
        (ARRAY['{}', '{}', '{}', '{home}', '{office}', '{office,urgent}', '{family}', '{garden,home}'])
            [1 + (random() * 7)::int]::text[] AS tags
    FROM (
        SELECT n, CASE WHEN random() < $3::float / $2 THEN 1 ELSE 1 + n % $1 END AS person,
            now() - interval '365 days' * (1 - n::float / $2) AS at,
            CASE WHEN random() < 0.5 THEN current_date + (random() * 60 - 15)::int END AS day
        FROM generate_series(1, $2) AS n
    ) AS numbered
) AS told"#;

/// What was told of each person.
const LOG: [&str; 2] = [
    "INSERT INTO outbox (id, user_id, seq, topic, type, subject, data, created_at, published_at)
    SELECT gen_random_uuid(), person.id, number, 'task-events', 'task.updated', person.id,
        jsonb_build_object('schema_version', 1, 'user_id', person.id, 'seq', number, 'actor', 'api',
            'changed', jsonb_build_array('title')), now(), now()
    FROM users AS person, generate_series(1, $1) AS number",
    "INSERT INTO activity (event_id, user_id, seq, type, subject, actor, changed, time)
    SELECT id, user_id, seq, type, subject, 'api', '{title}', created_at FROM outbox WHERE seq <= $1",
];

/// Fills an empty database.
///
/// # Errors
/// When there are people in it, or the database does not do it.
pub async fn fill(conn: &mut PgConnection, size: Size) -> anyhow::Result<()> {
    let used: bool = sqlx::query_scalar("SELECT EXISTS (SELECT FROM users)")
        .fetch_one(&mut *conn)
        .await?;
    ensure!(!used, "this database has people in it: name an empty one");
    ensure!(
        size.users > 0 && size.tasks > 0 && (0..=size.tasks).contains(&size.heaviest),
        "expected at least one person and one task, and no person with more tasks than there are"
    );
    for setting in [
        "SET statement_timeout = 0",
        "SET maintenance_work_mem = '256MB'",
        "SELECT setseed(0.5)",
    ] {
        sqlx::query(setting).execute(&mut *conn).await?;
    }
    let mut tx = conn.begin().await?;
    for statement in PEOPLE {
        sqlx::query(statement)
            .bind(size.users)
            .bind(i64::from(EVENTS))
            .execute(&mut *tx)
            .await?;
    }
    // Sorted in all at once, an index takes a fraction of the time.
    let indexes = without_indexes(&mut tx).await?;
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    sqlx::query(TASKS)
        .bind(size.users)
        .bind(size.tasks)
        .bind(size.heaviest)
        .bind(words(VERBS))
        .bind(words(THINGS))
        .execute(&mut *tx)
        .await?;
    for index in indexes {
        sqlx::query(AssertSqlSafe(index)).execute(&mut *tx).await?;
    }
    for statement in LOG {
        sqlx::query(statement)
            .bind(EVENTS)
            .execute(&mut *tx)
            .await?;
    }
    tx.commit().await?;
    sqlx::query("VACUUM ANALYZE").execute(conn).await?;
    Ok(())
}

/// Takes the indexes of the tasks away, and returns the statements that bring them back.
async fn without_indexes(conn: &mut PgConnection) -> anyhow::Result<Vec<String>> {
    let indexes: Vec<(String, String)> = sqlx::query_as(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
        WHERE indrelid = 'tasks'::regclass AND NOT indisprimary",
    )
    .fetch_all(&mut *conn)
    .await?;
    for (name, _) in &indexes {
        sqlx::query(AssertSqlSafe(format!("DROP INDEX {name}")))
            .execute(&mut *conn)
            .await?;
    }
    Ok(indexes.into_iter().map(|(_, made)| made).collect())
}
