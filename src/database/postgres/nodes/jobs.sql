-- The last time for which each job was begun, by which node: see job-claims.ts. `due` is in milliseconds since 1970; a node that still
-- runs the job moves `until` on, so that one that died holds nobody up for long.
CREATE TABLE IF NOT EXISTS bb.job (
  name text PRIMARY KEY,
  due bigint NOT NULL,
  node text NOT NULL,
  until timestamptz NOT NULL,
  finished timestamptz
);
