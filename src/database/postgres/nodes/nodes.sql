-- Who the nodes are, which of them leads, and what they send each other: see postgres-members.ts and postgres-mail.ts.

-- `id` is another one for each process, also under the same name. Whoever leads deletes the rows of those that are gone, by the clock of the
-- database: a node that finds its row deleted knows that the others have given it up.
CREATE TABLE IF NOT EXISTS bb.node (
  name text PRIMARY KEY,
  id text NOT NULL UNIQUE,
  version text NOT NULL,
  address text NOT NULL,
  state text NOT NULL,
  started timestamptz NOT NULL DEFAULT clock_timestamp(),
  seen timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- `fence` counts up with each other holder.
CREATE TABLE IF NOT EXISTS bb.lease (
  name text PRIMARY KEY,
  holder text NOT NULL,
  fence bigint NOT NULL,
  until timestamptz NOT NULL
);

-- What is too large for a notification. Nothing that must outlive a crash: who misses something asks its sender.
CREATE UNLOGGED TABLE IF NOT EXISTS bb.message (
  sender text NOT NULL,
  number bigint NOT NULL,
  body text NOT NULL,
  written timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (sender, number)
);
CREATE INDEX IF NOT EXISTS message_written ON bb.message (written);
