-- What Baobox keeps in the database besides users' data.
CREATE SCHEMA IF NOT EXISTS bb;
CREATE SCHEMA IF NOT EXISTS baobox_logs;
CREATE TABLE IF NOT EXISTS bb.meta (key text PRIMARY KEY, value text NOT NULL);

-- For engines without advisory locks: the row is held until the end of the transaction.
CREATE TABLE IF NOT EXISTS bb.lock (name text PRIMARY KEY);
CREATE OR REPLACE FUNCTION bb.lock_row(text) RETURNS void VOLATILE LANGUAGE sql AS
  $$ INSERT INTO bb.lock (name) VALUES ($1) ON CONFLICT (name) DO UPDATE SET name = excluded.name $$;

-- Tells Baobox's servers that another program wrote a table, so that they forget what they know of it. Their own sessions
-- set baobox.server, and know themselves: a NOTIFY makes commits wait for each other.
CREATE OR REPLACE FUNCTION bb.changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('baobox_changed', TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME);
  RETURN NULL;
END $$;
