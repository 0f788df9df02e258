-- What views need of SQLite beside the functions in bb: their names are those of SQLite where there are some. All can be installed again.
CREATE SCHEMA IF NOT EXISTS sqlite;

-- A column of numbers holds whole ones as integers, whose quotient is whole; by zero it is null.
CREATE OR REPLACE FUNCTION sqlite.divide(float8, float8) RETURNS float8 IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT CASE WHEN $1 = trunc($1) AND $2 = trunc($2) THEN trunc($1 / NULLIF($2, 0)) ELSE $1 / NULLIF($2, 0) END $$;
CREATE OR REPLACE FUNCTION sqlite.remainder(float8, float8) RETURNS float8 IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT (trunc($1)::int8 % NULLIF(trunc($2)::int8, 0))::float8 $$;
CREATE OR REPLACE FUNCTION sqlite.modulo(float8, float8) RETURNS float8 IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT $1 - $2 * trunc($1 / NULLIF($2, 0)) $$;
CREATE OR REPLACE FUNCTION sqlite.power(float8, float8) RETURNS float8 IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT CASE WHEN $1 = 0 AND $2 < 0 THEN 'Infinity' WHEN $1 >= 0 OR $2 = trunc($2) THEN power($1, $2) END $$;
CREATE OR REPLACE FUNCTION sqlite.shift(float8, float8) RETURNS float8 IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT (CASE WHEN abs($2) >= 64 THEN CASE WHEN $2 < 0 AND $1 < 0 THEN -1 ELSE 0 END
       WHEN $2 < 0 THEN trunc($1)::int8 >> (-trunc($2))::int ELSE trunc($1)::int8 << trunc($2)::int END)::float8 $$;

-- A double as the decimal that it is exactly, down to 2^-53; casts to numeric keep 15 digits.
CREATE OR REPLACE FUNCTION sqlite.exact(float8) RETURNS numeric IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT trunc($1)::numeric + (($1 - trunc($1)) * 9007199254740992)::int8::numeric
       * 0.00000000000000011102230246251565404236316680908203125 $$;
CREATE OR REPLACE FUNCTION sqlite.round(float8, int) RETURNS float8 IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT CASE WHEN abs($1) >= 4503599627370496 THEN $1 ELSE round(sqlite.exact($1), LEAST(GREATEST($2, 0), 30))::float8 END $$;
CREATE OR REPLACE FUNCTION sqlite.fixed(float8, int) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT round(sqlite.exact($1), $2)::text $$;
CREATE OR REPLACE FUNCTION sqlite.high_part(float8) RETURNS float8 IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT trunc($1 * 1048576) / 1048576 $$;
CREATE OR REPLACE FUNCTION sqlite.random() RETURNS float8 VOLATILE LANGUAGE sql AS
  $$ SELECT trunc((random() - 0.5) * 18446744073709551615) $$;
CREATE OR REPLACE FUNCTION sqlite.randomblob(int) RETURNS bytea VOLATILE LANGUAGE sql AS
  $$ SELECT decode(string_agg(lpad(to_hex(floor(random() * 256)::int), 2, '0'), ''), 'hex') FROM generate_series(1, GREATEST($1, 1)) $$;
-- The whole number that a text starts with.
CREATE OR REPLACE FUNCTION sqlite.integer(bb.v) RETURNS float8 IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT CASE WHEN ($1).t IS NULL THEN trunc(($1).n) ELSE COALESCE(substring(($1).t from '^\s*([+-]?[0-9]+)')::float8, 0) END $$;

-- Texts. The start counts from 1, or from the end where it is negative; a negative length takes what is before it.
CREATE OR REPLACE FUNCTION sqlite.substring(text, float8, float8) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
  SELECT CASE WHEN $1 IS NULL OR $2 IS NULL OR $3 IS NULL THEN NULL ELSE (
    SELECT substring($1 from GREATEST(first, 1)::int for GREATEST(behind - GREATEST(first, 1), 0)::int)
    FROM (SELECT CASE WHEN len < 0 THEN start + len ELSE start END AS first, CASE WHEN len < 0 THEN start ELSE start + len END AS behind
      FROM (SELECT CASE WHEN trunc($2) < 0 THEN char_length($1) + trunc($2) + 1 ELSE trunc($2) END AS start,
        LEAST(GREATEST(trunc($3), -1000000000), 1000000000) AS len) AS a) AS b) END $$;
CREATE OR REPLACE FUNCTION sqlite.substring(text, float8) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT substring($1 from GREATEST(CASE WHEN trunc($2) < 0 THEN char_length($1) + trunc($2) + 1 ELSE trunc($2) END, 1)::int) $$;
-- A pattern of LIKE that ends in an escape matches nothing.
CREATE OR REPLACE FUNCTION sqlite.pattern(text, text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
  SELECT CASE WHEN mod(char_length($1) - char_length(rtrim($1, $2)), 2) = 1 THEN NULL ELSE $1 END $$;
-- A pattern of GLOB as a regular expression.
CREATE OR REPLACE FUNCTION sqlite.glob(text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
  SELECT '^' || regexp_replace(regexp_replace(regexp_replace($1, '([.+(){}|\\$^])', '\\\1', 'g'), '\*', '.*', 'g'), '\?', '.', 'g') || '$' $$;
CREATE OR REPLACE FUNCTION sqlite.plus(text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT CASE WHEN starts_with($1, '-') THEN $1 ELSE '+' || $1 END $$;
CREATE OR REPLACE FUNCTION sqlite.pad(text, int, text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
  SELECT CASE WHEN char_length($1) >= $2 THEN $1 WHEN $3 = 'left' THEN rpad($1, $2) WHEN $3 = 'right' THEN lpad($1, $2)
    WHEN $1 ~ '^[+-]' THEN left($1, 1) || lpad(substr($1, 2), $2 - 1, '0') ELSE lpad($1, $2, '0') END $$;
-- Texts joined in their order, each once.
CREATE OR REPLACE FUNCTION sqlite.join_distinct(text[], text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
  SELECT string_agg(item, $2 ORDER BY place)
  FROM (SELECT item, min(place) AS place FROM unnest($1) WITH ORDINALITY AS x(item, place) GROUP BY item) AS items $$;
CREATE OR REPLACE FUNCTION sqlite.type_name(bb.v) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
  SELECT CASE WHEN $1 IS NULL THEN 'null' WHEN ($1).t IS NOT NULL THEN 'text' WHEN ($1).n = trunc(($1).n) THEN 'integer' ELSE 'real' END $$;

-- JSON.
CREATE OR REPLACE FUNCTION sqlite.json(text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT CASE WHEN $1::json IS NOT NULL THEN $1 END $$;
CREATE OR REPLACE FUNCTION sqlite.json_at(text, text[]) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT ((CASE WHEN $1 IS JSON THEN bb.safe($1) END)::json #> $2)::text $$;
CREATE OR REPLACE FUNCTION sqlite.json_part(text, text[]) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT CASE sqlite.json_at($1, $2) WHEN 'true' THEN '1' WHEN 'false' THEN '0' ELSE sqlite.json_at($1, $2) END $$;
CREATE OR REPLACE FUNCTION sqlite.json_quote(bb.v) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT CASE WHEN ($1).t IS NOT NULL THEN to_json(($1).t)::text ELSE bb.num_text(($1).n) END $$;
CREATE OR REPLACE FUNCTION sqlite.json_array_length(text) RETURNS float8 IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
  SELECT CASE WHEN $1 IS NOT NULL THEN json_array_length((CASE WHEN $1 IS JSON ARRAY THEN $1 ELSE '[]' END)::json)::float8 END $$;
CREATE OR REPLACE FUNCTION sqlite.json_type(json) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
  SELECT CASE json_typeof($1) WHEN 'string' THEN 'text' WHEN 'boolean' THEN $1::text
    WHEN 'number' THEN CASE WHEN $1::text ~ '^-?[0-9]+$' THEN 'integer' ELSE 'real' END ELSE json_typeof($1) END $$;
CREATE OR REPLACE FUNCTION sqlite.json_type(text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
  $$ SELECT sqlite.json_type((CASE WHEN $1 IS JSON THEN $1 END)::json) $$;
CREATE OR REPLACE FUNCTION sqlite.json_each(text)
  RETURNS TABLE (key bb.v, value bb.v, type text, atom bb.v, id float8, parent float8, fullkey text, path text)
  IMMUTABLE PARALLEL SAFE ROWS 5 LANGUAGE sql AS $$
  SELECT key, bb.of_json(item), sqlite.json_type(item), CASE WHEN json_typeof(item) NOT IN ('array', 'object') THEN bb.of_json(item) END,
    place::float8, NULL::float8, fullkey COLLATE "C", '$'::text COLLATE "C"
  FROM (
    SELECT bb.n((place - 1)::float8) AS key, item, place, '$[' || (place - 1) || ']' AS fullkey
      FROM json_array_elements((CASE WHEN $1 IS JSON ARRAY THEN bb.safe($1) END)::json) WITH ORDINALITY AS a(item, place)
    UNION ALL SELECT bb.t(name), item, place, '$.' || CASE WHEN name ~ '^[A-Za-z][A-Za-z0-9]*$' THEN name ELSE to_json(name)::text END
      FROM json_each((CASE WHEN $1 IS JSON OBJECT THEN bb.safe($1) END)::json) WITH ORDINALITY AS o(name, item, place)
    UNION ALL SELECT NULL::bb.v, bb.safe($1)::json, 1, '$' WHERE $1 IS JSON SCALAR
  ) AS items ORDER BY place $$;
