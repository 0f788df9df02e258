-- What several servers of this database tell each other with their commits: see event-schema.ts, which fills in /* … */ by what the engine has.

-- One row a commit, written last in its transaction, when it holds the locks of all rows that it writes: of two commits of one row the
-- later one has the larger seq. `entries` are lines "NAME<tab>JSON", `size` is their number, `tables` a JSON list. `part` numbers what
-- belongs to no transaction, so that it is stored once although it is sent again. The number of the transaction comes first: so it is
-- given before seq is, which the gaps in bb.sequence rely on.
CREATE TABLE IF NOT EXISTS bb.event (
  /*xid column*/
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  node text NOT NULL,
  part bigint,
  tables text NOT NULL,
  size int NOT NULL,
  entries text NOT NULL
);
ALTER TABLE bb.event ALTER COLUMN entries SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX IF NOT EXISTS event_part ON bb.event (node, part) WHERE part IS NOT NULL;

-- The one order: ids without gaps, each with the events that follow those of the batch before. `last` numbers the entries. The newest row is
-- the state of the sequencer: all below `highest` has its place, except `gaps`, whose transactions may be under way or were rolled back.
CREATE TABLE IF NOT EXISTS bb.batch (
  id bigint PRIMARY KEY,
  last bigint NOT NULL,
  seqs bigint[] NOT NULL,
  highest bigint NOT NULL,
  gaps bigint[] NOT NULL,
  marks bigint[] NOT NULL,
  written timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX IF NOT EXISTS batch_last ON bb.batch (last);
INSERT INTO bb.meta (key, value) VALUES ('epoch', gen_random_uuid()) ON CONFLICT DO NOTHING;

-- Gives what was committed its place and returns the newest batch, in `payload` as readers get it where it is small. Neither the order of
-- numbers of transactions nor that of commits will do: the first puts a commit that waited for a row before the one it waited for, the second
-- is not known to anybody. But whoever sees the later commit of a row sees the earlier one, which has the smaller seq. Each statement here
-- has a snapshot of its own, taken with the lock held. One call is a transaction, so a server that is stopped meanwhile holds nobody up.
CREATE OR REPLACE FUNCTION bb.sequence(known bigint, OUT epoch text, OUT id bigint, OUT last bigint, OUT payload text, OUT is_full boolean)
VOLATILE LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  state record;
  taken record;
  bound bigint;
  open_gaps bigint[];
  open_marks bigint[];
BEGIN
  /*lock*/
  SELECT b.id, b.last, b.highest, b.gaps, b.marks INTO state FROM bb.batch b ORDER BY b.id DESC LIMIT 1;
  IF NOT FOUND THEN
    SELECT 0::bigint AS id, 0::bigint AS last, 0::bigint AS highest, ARRAY[]::bigint[] AS gaps, ARRAY[]::bigint[] AS marks INTO state;
  END IF;
  IF known > state.id THEN
    -- The database is an older one than it was: numbers would be given again.
    UPDATE bb.meta SET value = gen_random_uuid() WHERE key = 'epoch';
  END IF;
  SELECT value INTO epoch FROM bb.meta WHERE key = 'epoch';
  id := state.id;
  last := state.last;
  is_full := FALSE;
  -- Before the events are looked for: those of transactions that had ended then are seen.
  bound := /*bound*/;
  SELECT array_agg(e.seq ORDER BY e.seq) AS seqs, sum(e.size) AS size, count(*) AS count, max(e.seq) AS highest,
    sum(octet_length(e.entries) + octet_length(e.tables) + 100) AS bytes
    INTO taken
    FROM (
      SELECT g.* FROM bb.event g WHERE g.seq = ANY (state.gaps)
      UNION ALL
      (SELECT n.* FROM bb.event n WHERE n.seq > state.highest ORDER BY n.seq LIMIT 1000)
    ) e;
  IF taken.count = 0 THEN RETURN; END IF;
  is_full := taken.count >= 1000;
  id := state.id + 1;
  last := state.last + taken.size;
  -- A transaction that took the number of a gap had its own number before. So it is older than the next call's, which becomes the mark,
  -- and has ended once no transaction up to the mark is under way.
  SELECT COALESCE(array_agg(g.gap), '{}'), COALESCE(array_agg(COALESCE(g.mark, /*mark*/)), '{}') INTO open_gaps, open_marks
    FROM unnest(state.gaps, state.marks) AS g(gap, mark)
    WHERE g.gap <> ALL (taken.seqs) AND (g.mark IS NULL OR g.mark > bound);
  SELECT open_gaps || COALESCE(array_agg(n.seq), '{}'), open_marks || COALESCE(array_agg(NULL::bigint), '{}') INTO open_gaps, open_marks
    FROM generate_series(state.highest + 1, taken.highest) AS n(seq) WHERE n.seq <> ALL (taken.seqs);
  INSERT INTO bb.batch (id, last, seqs, highest, gaps, marks)
    VALUES (sequence.id, sequence.last, taken.seqs, GREATEST(state.highest, taken.highest), open_gaps, open_marks);
  IF taken.bytes < 7500 THEN
    SELECT string_agg(concat_ws(E'\n', concat_ws(' ', e.node, e.size, e.tables), NULLIF(e.entries, '')), E'\n' ORDER BY e.seq)
      INTO payload FROM bb.event e WHERE e.seq = ANY (taken.seqs);
  END IF;
  /*notify*/
END $$;

-- Deletes some of what is older and returns how many batches those were.
CREATE OR REPLACE FUNCTION bb.forget_events(seconds int, at_most int) RETURNS int VOLATILE LANGUAGE sql AS $$
  WITH old AS MATERIALIZED (
    SELECT id, seqs FROM bb.batch
    WHERE written < now() - make_interval(secs => $1) AND id < (SELECT max(id) FROM bb.batch)
    ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED
  ),
  events AS (DELETE FROM bb.event WHERE seq IN (SELECT unnest(seqs) FROM old)),
  batches AS (DELETE FROM bb.batch WHERE id IN (SELECT id FROM old) RETURNING id)
  SELECT count(*)::int FROM batches
$$;
