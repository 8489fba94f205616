-- Two roles in the product's database: `todo_owner` changes the schema (the migration), `todo_app` only the rows
-- (the backend). Run once by the server's administrator, with the passwords in the environment:
--   OWNER_PASSWORD=... APP_PASSWORD=... psql "$ADMIN_URL" --file scripts/lib/roles.sql
-- Running it again sets the passwords anew and changes nothing else.
\set ON_ERROR_STOP on
\getenv owner_password OWNER_PASSWORD
\getenv app_password APP_PASSWORD
BEGIN;
SELECT 'CREATE ROLE todo_owner LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'todo_owner') \gexec
SELECT 'CREATE ROLE todo_app LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'todo_app') \gexec
ALTER ROLE todo_owner PASSWORD :'owner_password';
ALTER ROLE todo_app PASSWORD :'app_password';
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()) \gexec
SELECT format('GRANT CONNECT ON DATABASE %I TO todo_owner, todo_app', current_database()) \gexec
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO todo_owner;
GRANT USAGE ON SCHEMA public TO todo_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO todo_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO todo_app;
-- An administrator that is no superuser (Azure, RDS) must be a member to set another role's defaults.
SELECT format('GRANT todo_owner, todo_app TO %I', current_user) WHERE NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) \gexec
ALTER DEFAULT PRIVILEGES FOR ROLE todo_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO todo_app;
ALTER DEFAULT PRIVILEGES FOR ROLE todo_owner IN SCHEMA public GRANT USAGE ON SEQUENCES TO todo_app;
-- The sidecar's state store makes its own two tables: in a schema of theirs, which the product's do not share.
CREATE SCHEMA IF NOT EXISTS dapr AUTHORIZATION todo_app;
SELECT format('ALTER ROLE todo_app IN DATABASE %I SET search_path = dapr, public', current_database()) \gexec
COMMIT;
