#!/usr/bin/env bats
# roles.sql on a real PostgreSQL: each role may do what it is for, and no more.

setup_file() {
    export REPOSITORY=$BATS_TEST_DIRNAME/../..
    chmod 755 "$BATS_FILE_TMPDIR" "$BATS_RUN_TMPDIR"
    ADMIN=$("$REPOSITORY/scripts/dev/postgres.sh" start "$BATS_FILE_TMPDIR/pg")
    export ADMIN HOST=${ADMIN#*@}
    PATH=$(printf '%s:' /usr/lib/postgresql/*/bin)$PATH
    export PATH
    roles
    roles
    export OWNER=postgres://todo_owner:owner-word@$HOST APP=postgres://todo_app:app-word@$HOST
    psql -qX "$OWNER" -c 'CREATE TABLE tasks (id bigserial PRIMARY KEY, title text)'
}

teardown_file() {
    "$REPOSITORY/scripts/dev/postgres.sh" stop "$BATS_FILE_TMPDIR/pg"
}

roles() {
    OWNER_PASSWORD=owner-word APP_PASSWORD=app-word psql -qX "$ADMIN" --file "$REPOSITORY/scripts/lib/roles.sql"
}

@test "the app changes rows" {
    psql -qX -v ON_ERROR_STOP=1 "$APP" -c "INSERT INTO tasks (title) VALUES ('a')" -c "UPDATE tasks SET title = 'b'"
    [[ $(psql -qAtX "$APP" -c 'SELECT title FROM tasks') == b ]]
    psql -qX -v ON_ERROR_STOP=1 "$APP" -c 'DELETE FROM tasks'
}

@test "the app changes no schema" {
    run psql -qX "$APP" -c 'DROP TABLE tasks'
    [[ $status != 0 && $output == *"must be owner"* ]]
    run psql -qX "$APP" -c 'ALTER TABLE tasks ADD COLUMN more text'
    [[ $status != 0 ]]
    run psql -qX "$APP" -c 'CREATE TABLE public.more (id int)'
    [[ $status != 0 && $output == *"permission denied for schema public"* ]]
}

@test "the sidecar's tables go into a schema of their own" {
    psql -qX -v ON_ERROR_STOP=1 "$APP" -c 'CREATE TABLE IF NOT EXISTS dapr_metadata (key text)'
    [[ $(psql -qAtX "$APP" -c "SELECT schemaname FROM pg_tables WHERE tablename = 'dapr_metadata'") == dapr ]]
}

@test "the owner dumps what is the product's, and it comes back" {
    psql -qX -v ON_ERROR_STOP=1 "$APP" -c 'CREATE TABLE IF NOT EXISTS dapr_metadata (key text)' -c "INSERT INTO tasks (title) VALUES ('kept')"
    LOG_FILE=$BATS_TEST_TMPDIR/log
    # As the backup does it; the password has what an address must escape.
    psql -qX "$ADMIN" -c "ALTER ROLE todo_owner PASSWORD 'a@b/c:d%\\\\'"
    (
        source "$REPOSITORY/scripts/lib/common.sh"
        source "$REPOSITORY/scripts/lib/secrets.sh"
        use_database "postgres://todo_owner:a%40b%2Fc:d%25%5C%5C@$HOST?sslmode=prefer"
        pg_dump --format custom --exclude-schema dapr --file "$BATS_TEST_TMPDIR/dump"
        [[ $PGSSLMODE == prefer ]]
    )
    psql -qX "$ADMIN" -c "ALTER ROLE todo_owner PASSWORD 'owner-word'" -c 'CREATE DATABASE again'
    ADMIN=${ADMIN%/*}/again roles
    pg_restore --no-owner --no-privileges --dbname "${OWNER%/*}/again" "$BATS_TEST_TMPDIR/dump"
    [[ $(psql -qAtX "${APP%/*}/again" -c "SELECT title FROM tasks WHERE title = 'kept'") == kept ]]
    psql -qX -v ON_ERROR_STOP=1 "${APP%/*}/again" -c "INSERT INTO tasks (title) VALUES ('new')"
}

@test "nobody else gets in" {
    psql -qX "$ADMIN" -c "CREATE ROLE stranger LOGIN PASSWORD 'word'"
    run psql -qX "postgres://stranger:word@$HOST" -c 'SELECT 1'
    [[ $status != 0 && $output == *"permission denied for database"* ]]
}
