-- SQLite's value semantics on PostgreSQL: what rules, filters, sorts and translated views call.
--
-- Runs again whenever its text has changed: types and domains are made once, functions are replaced (indexes and views use them, so
-- names, arguments and results stay). Functions of one SELECT are inlined by the planner, but for those that call what PostgreSQL
-- calls stable (json_build_array, pg_input_is_valid, to_char): calling such a one takes microseconds a row, so these parts are functions
-- of their own that few rows reach. A cast inside of CASE may be evaluated although its branch is not taken, where its argument is
-- constant: so the CASE stands inside of the cast.
CREATE SCHEMA IF NOT EXISTS bb;

-- A value whose type is known only when it is read. One part is set. Records compare part by part with null behind all values, so
-- numbers come before texts as in SQLite, by PostgreSQL's own operators, indexes and hashes. `IS NOT NULL` is false for all of
-- them: write `NOT (x IS NULL)`.
DO $$ BEGIN
  IF to_regtype('bb.v') IS NULL THEN CREATE TYPE bb.v AS (n float8, t text COLLATE "C"); END IF;
  -- Text, because it keeps the order of keys, the digits of numbers and the escapes.
  IF to_regtype('bb.json') IS NULL THEN
    CREATE DOMAIN bb.json AS text COLLATE "C" CHECK (VALUE IS NULL OR VALUE IS JSON);
  END IF;
END $$;

CREATE OR REPLACE FUNCTION bb.t(text) RETURNS bb.v IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT CASE WHEN $1 IS NOT NULL THEN ROW(NULL, $1)::bb.v END $$;
CREATE OR REPLACE FUNCTION bb.n(float8) RETURNS bb.v IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT CASE WHEN $1 IS NOT NULL THEN ROW($1, NULL)::bb.v END $$;

-- The dynamic value of a column of any type, as views have them.
CREATE OR REPLACE FUNCTION bb.v(text) RETURNS bb.v IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$ SELECT bb.t($1) $$;
CREATE OR REPLACE FUNCTION bb.v(float8) RETURNS bb.v IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$ SELECT bb.n($1) $$;
CREATE OR REPLACE FUNCTION bb.v(numeric) RETURNS bb.v IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$ SELECT bb.n($1::float8) $$;
CREATE OR REPLACE FUNCTION bb.v(bigint) RETURNS bb.v IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$ SELECT bb.n($1::float8) $$;
CREATE OR REPLACE FUNCTION bb.v(int) RETURNS bb.v IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$ SELECT bb.n($1::float8) $$;
CREATE OR REPLACE FUNCTION bb.v(boolean) RETURNS bb.v IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$ SELECT bb.n($1::int::float8) $$;
CREATE OR REPLACE FUNCTION bb.v(bb.v) RETURNS bb.v IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$ SELECT $1 $$;

-- A number as SQLite prints it: with 15 digits, or 17 where it needs more. PostgreSQL prints 16 where these suffice.
CREATE OR REPLACE FUNCTION bb.long_digits(float8) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT regexp_replace(btrim(to_char($1, '9.9999999999999999EEEE')), '0+e', 'e') $$;
CREATE OR REPLACE FUNCTION bb.digits(float8) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT CASE WHEN length(translate(ltrim(split_part($1::text, 'e', 1), '-0.'), '.', '')) = 16
       THEN bb.long_digits($1) ELSE $1::text END $$;
CREATE OR REPLACE FUNCTION bb.real_text(float8) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT CASE WHEN $1 = 'Infinity' THEN 'Inf' WHEN $1 = '-Infinity' THEN '-Inf'
       WHEN $1 = trunc($1) AND abs($1) < 1e17 THEN bb.digits($1)::numeric::text || '.0'
       WHEN abs($1) >= 1e-4 AND abs($1) < 1e17 THEN bb.digits($1)::numeric::text
       ELSE regexp_replace(bb.digits($1), '^(-?\d)e', '\1.0e') END $$;
-- Of a column, where a whole number is one.
CREATE OR REPLACE FUNCTION bb.num_text(float8) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT CASE WHEN $1 = trunc($1) AND abs($1) < 9.2e18 THEN ($1::text)::numeric::text ELSE bb.real_text($1) END $$;

-- Any column's value as a text. A text is itself, so that an index below a view still serves.
CREATE OR REPLACE FUNCTION bb.txt(bb.v) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT COALESCE(($1).t, bb.num_text(($1).n)) COLLATE "C" $$;
CREATE OR REPLACE FUNCTION bb.txt(text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$ SELECT $1 $$;
CREATE OR REPLACE FUNCTION bb.txt(float8) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$ SELECT bb.num_text($1) $$;
CREATE OR REPLACE FUNCTION bb.txt(numeric) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$ SELECT bb.num_text($1::float8) $$;
CREATE OR REPLACE FUNCTION bb.txt(bigint) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$ SELECT $1::text $$;
CREATE OR REPLACE FUNCTION bb.txt(int) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$ SELECT $1::text $$;
CREATE OR REPLACE FUNCTION bb.txt(boolean) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$ SELECT $1::int::text $$;

-- NUMERIC affinity: a text that is a number from end to end becomes it.
CREATE OR REPLACE FUNCTION bb.is_number(text) RETURNS boolean IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT $1 ~ '^[ \t\n\v\f\r]*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?[ \t\n\v\f\r]*$' $$;
-- The text of a number, also of one that is too large or too small for PostgreSQL's cast.
CREATE OR REPLACE FUNCTION bb.odd_float(text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT CASE WHEN pg_input_is_valid($1, 'float8') THEN $1
       WHEN $1 ~ '[eE]-' THEN '0' WHEN $1 ~ '^\s*-' THEN '-Infinity' ELSE 'Infinity' END $$;
CREATE OR REPLACE FUNCTION bb.float(text) RETURNS float8 IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT (CASE WHEN length($1) < 300 AND strpos(lower($1), 'e') = 0 THEN $1 ELSE bb.odd_float($1) END)::float8 $$;
CREATE OR REPLACE FUNCTION bb.numaff(text) RETURNS bb.v IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT CASE WHEN bb.is_number($1)
       THEN bb.n(bb.float(CASE WHEN bb.is_number($1) THEN btrim($1, E' \t\n\v\f\r') ELSE '0' END)) ELSE bb.t($1) END $$;
CREATE OR REPLACE FUNCTION bb.numaff(bb.v) RETURNS bb.v IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT CASE WHEN ($1).t IS NULL THEN $1 ELSE bb.numaff(($1).t) END $$;
-- A value in arithmetic and as a condition: the number that a text begins with, else 0.
CREATE OR REPLACE FUNCTION bb.num(bb.v) RETURNS float8 IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT CASE WHEN ($1).t IS NULL THEN ($1).n ELSE bb.float(COALESCE(
       substring(($1).t from '^[ \t\n\v\f\r]*([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)'), '0')) END $$;
-- Any column's value as a number. A number is itself, so that an index below a view still serves.
CREATE OR REPLACE FUNCTION bb.f8(float8) RETURNS float8 IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$ SELECT $1 $$;
CREATE OR REPLACE FUNCTION bb.f8(numeric) RETURNS float8 IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$ SELECT $1::float8 $$;
CREATE OR REPLACE FUNCTION bb.f8(bigint) RETURNS float8 IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$ SELECT $1::float8 $$;
CREATE OR REPLACE FUNCTION bb.f8(int) RETURNS float8 IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$ SELECT $1::float8 $$;
CREATE OR REPLACE FUNCTION bb.f8(boolean) RETURNS float8 IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$ SELECT $1::int::float8 $$;
CREATE OR REPLACE FUNCTION bb.f8(bb.v) RETURNS float8 IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$ SELECT bb.num($1) $$;
CREATE OR REPLACE FUNCTION bb.f8(text) RETURNS float8 IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$ SELECT bb.num(bb.t($1)) $$;
-- A value as an argument of mathematics: null where it is no number.
CREATE OR REPLACE FUNCTION bb.math(bb.v) RETURNS float8 IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT (bb.numaff($1)).n $$;

-- JSON.
CREATE OR REPLACE FUNCTION bb.is_json(text) RETURNS boolean IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$ SELECT $1 IS JSON $$;
CREATE OR REPLACE FUNCTION bb.of_json(j json) RETURNS bb.v IMMUTABLE PARALLEL SAFE LANGUAGE plpgsql AS $$
DECLARE kind text := json_typeof(j); r bb.v; x text;
BEGIN
  IF kind = 'string' THEN r.t := j #>> '{}';
  ELSIF kind = 'number' THEN
    x := j #>> '{}';
    IF length(x) < 300 AND strpos(lower(x), 'e') = 0 THEN r.n := x::float8; ELSE r.n := bb.float(x); END IF;
  ELSIF kind = 'boolean' THEN r.n := CASE WHEN j::text = 'true' THEN 1 ELSE 0 END;
  ELSIF kind IS NULL OR kind = 'null' THEN RETURN NULL;
  ELSE r.t := j::text;
  END IF;
  RETURN r;
END $$;
-- The text of what `of_json` gives: of whole numbers up to 2^63 with all digits, of others that they are floating point ones.
CREATE OR REPLACE FUNCTION bb.json_text(j json) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE plpgsql AS $$
DECLARE kind text := json_typeof(j); x text;
BEGIN
  IF kind = 'string' THEN RETURN j #>> '{}';
  ELSIF kind = 'number' THEN
    x := j #>> '{}';
    IF x ~ '^-?[0-9]{1,19}$' AND x::numeric BETWEEN -9223372036854775808 AND 9223372036854775807 THEN RETURN x::numeric::text; END IF;
    RETURN bb.real_text(bb.float(x));
  ELSIF kind = 'boolean' THEN RETURN CASE WHEN j::text = 'true' THEN '1' ELSE '0' END;
  ELSIF kind IS NULL OR kind = 'null' THEN RETURN NULL;
  ELSE RETURN j::text;
  END IF;
END $$;
-- `\u0000` and half surrogates are JSON, but no text can hold them: one row with them would fail the filter of everyone. They become U+FFFD.
CREATE OR REPLACE FUNCTION bb.mended(text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT CASE WHEN pg_input_is_valid($1, 'jsonb') THEN $1
       ELSE regexp_replace($1, '(?<!\\)((?:\\\\)*)\\u(0000|[dD][89a-fA-F][0-9a-fA-F]{2})', '\1\\ufffd', 'g') END $$;
CREATE OR REPLACE FUNCTION bb.safe(text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT CASE WHEN strpos($1, '\u') = 0 THEN $1 ELSE bb.mended($1) END $$;
-- By a path whose parts may be keys and places alike.
CREATE OR REPLACE FUNCTION bb.jx(text, text[]) RETURNS bb.v IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT bb.of_json(bb.safe($1)::json #> $2) $$;
CREATE OR REPLACE FUNCTION bb.jx_any(text, text[]) RETURNS bb.v IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT CASE WHEN $1 IS JSON THEN bb.of_json((CASE WHEN $1 IS JSON THEN bb.safe($1) ELSE 'null' END)::json #> $2)
       WHEN cardinality($2) = 0 THEN bb.t($1) END $$;
-- A text as JSON: what is none is null.
CREATE OR REPLACE FUNCTION bb.as_json(text) RETURNS json IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT (CASE WHEN $1 IS JSON THEN bb.safe($1) END)::json $$;

-- Lists. Anything else counts as one item.
CREATE OR REPLACE FUNCTION bb.one(text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$ SELECT json_build_array($1)::text $$;
CREATE OR REPLACE FUNCTION bb.is_list(text) RETURNS boolean IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT left(ltrim($1, E' \t\n\r'), 1) = '[' AND $1 IS JSON $$;
CREATE OR REPLACE FUNCTION bb.as_list(text) RETURNS json IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT (CASE WHEN bb.is_list($1) THEN bb.safe($1) ELSE bb.one($1) END)::json $$;
CREATE OR REPLACE FUNCTION bb.each(text) RETURNS SETOF bb.v IMMUTABLE PARALLEL SAFE ROWS 5 LANGUAGE sql AS
  $$ SELECT bb.of_json(j) FROM json_array_elements(bb.safe($1)::json) WITH ORDINALITY x(j, i) ORDER BY i $$;
CREATE OR REPLACE FUNCTION bb.each_any(text) RETURNS SETOF bb.v IMMUTABLE PARALLEL SAFE ROWS 5 LANGUAGE sql AS
  $$ SELECT bb.of_json(j) FROM json_array_elements(bb.as_list($1)) WITH ORDINALITY x(j, i) ORDER BY i $$;
CREATE OR REPLACE FUNCTION bb.each_any(bb.v) RETURNS SETOF bb.v IMMUTABLE PARALLEL SAFE ROWS 5 LANGUAGE sql AS
  $$ SELECT x::bb.v FROM bb.each_any(($1).t) x WHERE ($1).n IS NULL UNION ALL SELECT $1 WHERE ($1).n IS NOT NULL $$;
CREATE OR REPLACE FUNCTION bb.each_any(float8) RETURNS SETOF bb.v IMMUTABLE PARALLEL SAFE ROWS 1 LANGUAGE sql AS $$ SELECT bb.n($1) $$;
CREATE OR REPLACE FUNCTION bb.each_any(numeric) RETURNS SETOF bb.v IMMUTABLE PARALLEL SAFE ROWS 1 LANGUAGE sql AS $$ SELECT bb.v($1) $$;
CREATE OR REPLACE FUNCTION bb.each_any(bigint) RETURNS SETOF bb.v IMMUTABLE PARALLEL SAFE ROWS 1 LANGUAGE sql AS $$ SELECT bb.v($1) $$;
CREATE OR REPLACE FUNCTION bb.each_any(int) RETURNS SETOF bb.v IMMUTABLE PARALLEL SAFE ROWS 1 LANGUAGE sql AS $$ SELECT bb.v($1) $$;
CREATE OR REPLACE FUNCTION bb.each_any(boolean) RETURNS SETOF bb.v IMMUTABLE PARALLEL SAFE ROWS 1 LANGUAGE sql AS $$ SELECT bb.v($1) $$;
-- The items as texts, for an index (`USING gin (bb.ids(column))`) that finds the lists with an item.
CREATE OR REPLACE FUNCTION bb.ids(text) RETURNS text[] IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT ARRAY(SELECT json_array_elements_text(bb.as_list($1))) $$;
CREATE OR REPLACE FUNCTION bb.len(text) RETURNS float8 IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT CASE WHEN $1 IS NULL OR $1 = '' THEN 0 ELSE json_array_length(bb.as_list($1)) END::float8 $$;

-- A pattern of LIKE. One that ends in an escape matches nothing in SQLite and fails in PostgreSQL.
CREATE OR REPLACE FUNCTION bb.pat(text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT CASE WHEN $1 ~ '(^|[^\\])(\\\\)*\\$' THEN E'\x01\x02no match\x03' ELSE $1 END $$;

-- Null outside of its domain, where PostgreSQL fails.
CREATE OR REPLACE FUNCTION bb.acos(float8) RETURNS float8 IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT acos(CASE WHEN abs($1) <= 1 THEN $1 END) $$;

-- Times of SQLite. Null for what is none.
CREATE OR REPLACE FUNCTION bb.julian(text, text[]) RETURNS timestamp STABLE PARALLEL RESTRICTED LANGUAGE plpgsql AS $$
DECLARE ts timestamp; m text; s text := btrim($1); parts text[]; first boolean := true; raw float8;
BEGIN
  IF $1 IS NULL OR NULL = ANY($2) THEN RETURN NULL; END IF;
  -- As dates are stored.
  IF length(s) = 24 AND right(s, 1) = 'Z' AND substr(s, 11, 1) = ' ' AND pg_input_is_valid(left(s, 23), 'timestamp') THEN
    ts := left(s, 23)::timestamp;
  ELSIF lower(s) = 'now' THEN ts := statement_timestamp() AT TIME ZONE 'utc';
  ELSIF bb.is_number(s) THEN
    raw := bb.float(s);
    IF raw < 0 OR raw >= 5373484.5 THEN
      IF $2[1] IS NULL OR NOT (lower(btrim($2[1])) IN ('unixepoch', 'auto')) THEN RETURN NULL; END IF;
    ELSE ts := timestamp '2000-01-01 12:00' + (raw - 2451545) * interval '1 day'; END IF;
  ELSE
    parts := regexp_match(s, '^(?:(\d{4})-(\d\d)-(\d\d)(?:[ T]+|$))?(?:(\d\d):(\d\d)(?::(\d\d(?:\.\d+)?))?)?\s*(Z|z|[+-]\d\d:\d\d)?$');
    IF parts IS NULL OR parts[1] IS NULL AND parts[4] IS NULL OR parts[4] IS NULL AND parts[7] IS NOT NULL THEN RETURN NULL; END IF;
    IF parts[1] IS NULL THEN ts := timestamp '2000-01-01';
    ELSE
      IF NOT parts[2]::int BETWEEN 1 AND 12 OR NOT parts[3]::int BETWEEN 1 AND 31 OR parts[1] = '0000' THEN RETURN NULL; END IF;
      -- 31 February is 2 or 3 March.
      ts := make_date(parts[1]::int, parts[2]::int, 1) + (parts[3]::int - 1);
    END IF;
    IF parts[4] IS NOT NULL THEN
      IF parts[4]::int > 24 OR parts[5]::int > 59 OR COALESCE(parts[6], '0')::float8 >= 60 THEN RETURN NULL; END IF;
      ts := ts + make_interval(hours => parts[4]::int, mins => parts[5]::int, secs => COALESCE(parts[6], '0')::float8);
    END IF;
    IF parts[7] ~ '^[+-]' THEN ts := ts - parts[7]::interval; END IF;
  END IF;
  IF cardinality($2) > 0 THEN RETURN bb.modified(ts, raw, $2); END IF;
  RETURN ts;
END $$;
-- Its own function, because a block that catches errors starts a transaction of its own.
CREATE OR REPLACE FUNCTION bb.modified(timestamp, float8, text[]) RETURNS timestamp STABLE PARALLEL RESTRICTED LANGUAGE plpgsql AS $$
DECLARE ts timestamp := $1; raw float8 := $2; m text; parts text[]; first boolean := true;
BEGIN
  FOREACH m IN ARRAY $3 LOOP
    m := lower(btrim(m));
    IF m IN ('unixepoch', 'auto') THEN
      IF NOT first OR raw IS NULL THEN RETURN NULL; END IF;
      IF m = 'unixepoch' OR raw < 0 OR raw >= 5373484.5 THEN ts := timestamp 'epoch' + raw * interval '1 second'; END IF;
    ELSIF m IN ('utc', 'localtime', 'subsec', 'subsecond', 'julianday') THEN NULL;
    ELSIF m = 'start of day' THEN ts := date_trunc('day', ts);
    ELSIF m = 'start of month' THEN ts := date_trunc('month', ts);
    ELSIF m = 'start of year' THEN ts := date_trunc('year', ts);
    ELSIF m ~ '^weekday [0-6]$' THEN ts := ts + ((7 + right(m, 1)::int - extract(dow from ts)::int) % 7) * interval '1 day';
    ELSIF m ~ '^[+-]?[0-9]+(\.[0-9]*)? *(second|minute|hour|day)s?$' THEN
      parts := regexp_match(m, '^([+-]?[0-9]+(?:\.[0-9]*)?) *(\w+?)s?$');
      ts := ts + parts[1]::float8 * ('1 ' || parts[2])::interval;
    ELSIF m ~ '^[+-]?[0-9]+(\.[0-9]*)? *(month|year)s?$' THEN
      -- SQLite does not clamp: 31 January + 1 month is 2 or 3 March.
      parts := regexp_match(m, '^([+-]?[0-9]+)(?:\.[0-9]*)? *(\w+?)s?$');
      ts := date_trunc('month', ts) + parts[1]::int * ('1 ' || parts[2])::interval + (ts - date_trunc('month', ts));
    ELSE RETURN NULL; END IF;
    first := false;
  END LOOP;
  RETURN CASE WHEN ts >= timestamp '0001-01-01' AND ts < timestamp '10000-01-01' THEN ts END;
EXCEPTION WHEN others THEN RETURN NULL;
END $$;
-- Years before 1, counted as astronomers do.
CREATE OR REPLACE FUNCTION bb.year_text(timestamp) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT CASE WHEN $1 >= timestamp '0001-01-01' THEN to_char($1, 'YYYY')
       WHEN extract(year from $1) = -1 THEN '0000' ELSE '-' || lpad((-1 - extract(year from $1))::text, 4, '0') END $$;
CREATE OR REPLACE FUNCTION bb.strftime(text, text DEFAULT 'now', VARIADIC text[] DEFAULT '{}') RETURNS text
STABLE PARALLEL RESTRICTED LANGUAGE plpgsql AS $$
DECLARE ts timestamp := bb.julian($2, $3); r text := ''; i int := 1; c text; f text := $1; days int; wd int;
BEGIN
  IF ts IS NULL OR f IS NULL THEN RETURN NULL; END IF;
  -- The usual formats in one call.
  IF ts >= timestamp '0001-01-01' AND f ~ '^(%[YmdHMS]|[-:/. ])*$' THEN
    RETURN to_char(ts, replace(replace(replace(replace(replace(replace(f,
      '%Y', 'YYYY'), '%m', 'MM'), '%d', 'DD'), '%H', 'HH24'), '%M', 'MI'), '%S', 'SS'));
  END IF;
  wd := extract(dow from ts); days := extract(doy from ts);
  WHILE i <= length(f) LOOP
    c := substr(f, i, 1);
    IF c <> '%' THEN r := r || c; i := i + 1; CONTINUE; END IF;
    c := substr(f, i + 1, 1); i := i + 2;
    r := r || CASE c WHEN 'Y' THEN bb.year_text(ts) WHEN 'm' THEN to_char(ts, 'MM') WHEN 'd' THEN to_char(ts, 'DD')
      WHEN 'H' THEN to_char(ts, 'HH24') WHEN 'M' THEN to_char(ts, 'MI') WHEN 'S' THEN to_char(ts, 'SS')
      WHEN 'f' THEN to_char(ts, 'SS.MS') WHEN 's' THEN floor(extract(epoch from ts))::bigint::text
      WHEN 'j' THEN lpad(days::text, 3, '0') WHEN 'w' THEN wd::text WHEN 'u' THEN CASE wd WHEN 0 THEN '7' ELSE wd::text END
      WHEN 'J' THEN (2440587.5 + extract(epoch from ts)::float8 / 86400)::text
      WHEN 'W' THEN lpad(((days + 6 - (wd + 6) % 7) / 7)::text, 2, '0') WHEN 'U' THEN lpad(((days + 6 - wd) / 7)::text, 2, '0')
      WHEN 'e' THEN lpad(extract(day from ts)::text, 2) WHEN 'F' THEN bb.year_text(ts) || to_char(ts, '-MM-DD') WHEN 'T' THEN to_char(ts, 'HH24:MI:SS')
      WHEN 'R' THEN to_char(ts, 'HH24:MI') WHEN 'I' THEN to_char(ts, 'HH12') WHEN 'k' THEN lpad(extract(hour from ts)::text, 2)
      WHEN 'l' THEN lpad(ltrim(to_char(ts, 'HH12'), '0'), 2) WHEN 'p' THEN to_char(ts, 'AM') WHEN 'P' THEN to_char(ts, 'am')
      WHEN 'G' THEN to_char(ts, 'IYYY') WHEN 'g' THEN to_char(ts, 'IY') WHEN 'V' THEN to_char(ts, 'IW') WHEN '%' THEN '%' END;
    IF r IS NULL THEN RETURN NULL; END IF;
  END LOOP;
  RETURN r;
END $$;

-- The number of the row that the session inserted last, of the sequence that numbers the rows of every table of collections; 0 where it
-- has inserted into tables without one alone.
CREATE OR REPLACE FUNCTION bb.last_id() RETURNS bigint VOLATILE LANGUAGE plpgsql AS $$
BEGIN
  RETURN lastval();
EXCEPTION WHEN object_not_in_prerequisite_state THEN
  RETURN 0;
END $$;
