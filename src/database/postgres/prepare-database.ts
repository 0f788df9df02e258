import type { PostgresConnection } from "./connection.ts";
import viewFunctions from "../view-sql/functions.sql" with { type: "text" };
import changes from "./changes.sql" with { type: "text" };
import { type EngineFeatures, eventSchema } from "./nodes/event-schema.ts";
import helpers from "./helpers.sql" with { type: "text" };
import jobs from "./nodes/jobs.sql" with { type: "text" };

/** 15 tests by exceptions whether a text is JSON, which takes a millisecond each time and rules parallel plans out. */
const LEAST_VERSION = 160_000;
const SCRIPTS = [helpers, changes, viewFunctions, jobs];

/** Throws where the server is too old, has another encoding, or sits behind a pooler that shares sessions. */
export async function checkSession(
  connection: PostgresConnection,
  openAnother: () => Promise<PostgresConnection>,
): Promise<void> {
  const [server] = await connection.query(
    "SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version, current_setting('server_encoding') AS encoding WHERE $1",
    [true],
  );
  const { number, version, encoding } = server as unknown as { number: number; version: string; encoding: string };
  if (number < LEAST_VERSION) throw new Error(`PostgreSQL ${version} is too old: Baobox needs version 16 or later`);
  if (encoding !== "UTF8") {
    throw new Error(
      `the database has the encoding ${encoding}: make one with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0`,
    );
  }
  await checkPooler(connection, openAnother);
}

/** A pooler in transaction mode gives each transaction any session: what one has set, another finds. */
async function checkPooler(
  connection: PostgresConnection,
  openAnother: () => Promise<PostgresConnection>,
): Promise<void> {
  const mark = crypto.randomUUID();
  await connection.send(`SET baobox.probe = '${mark}'`);
  const other = await openAnother();
  try {
    await other.send("BEGIN");
    const [row] = await other.query("SELECT current_setting('baobox.probe', true) AS probe WHERE $1", [true]);
    const [own] = await connection.query("SELECT current_setting('baobox.probe', true) AS probe WHERE $1", [true]);
    await other.send("COMMIT");
    if (row?.["probe"] === mark || own?.["probe"] !== mark) {
      throw new Error(
        "a connection pooler in transaction mode is in between: give the URL of the server itself, or a pooler in session mode",
      );
    }
  } finally {
    await other.close();
  }
}

/** Makes the functions that statements call, where they are not those of this version; processes that start together take turns. */
export async function prepareDatabase(connection: PostgresConnection, features: EngineFeatures): Promise<void> {
  const scripts = [...SCRIPTS, eventSchema(features)];
  const version = new Bun.CryptoHasher("sha256").update(scripts.join("\0")).digest("hex");
  if ((await installedVersion(connection)) === version) return;
  await connection.send("BEGIN");
  try {
    await connection.send("SELECT pg_advisory_xact_lock(hashtextextended('baobox:prepare', 0))");
    if ((await installedVersion(connection)) !== version) {
      for (const script of scripts) await connection.send(script);
      await connection.query(
        "INSERT INTO bb.meta (key, value) VALUES ('functions', $1) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        [version],
      );
    }
    await connection.send("COMMIT");
  } catch (error) {
    await connection.send("ROLLBACK");
    throw error;
  }
}

async function installedVersion(connection: PostgresConnection): Promise<string | null> {
  const [table] = await connection.query("SELECT to_regclass('bb.meta')::text AS name WHERE $1", [true]);
  if (table?.["name"] === null) return null;
  const [row] = await connection.query("SELECT value FROM bb.meta WHERE key = $1", ["functions"]);
  return (row?.["value"] as string | undefined) ?? null;
}
