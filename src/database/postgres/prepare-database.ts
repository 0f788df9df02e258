import type { PostgresConnection } from "./connection.ts";
import viewFunctions from "../view-sql/functions.sql" with { type: "text" };
import changes from "./changes.sql" with { type: "text" };
import { type EngineFeatures, probeFeatures } from "./engine-features.ts";
import { eventSchema } from "./nodes/event-schema.ts";
import helpers from "./helpers.sql" with { type: "text" };
import jobs from "./nodes/jobs.sql" with { type: "text" };
import nodes from "./nodes/nodes.sql" with { type: "text" };

/** 15 tests by exceptions whether a text is JSON, which takes a millisecond each time and rules parallel plans out. */
const LEAST_VERSION = 160_000;
const SCRIPTS = [helpers, changes, viewFunctions, jobs, nodes];

/** What the server has. Throws where it is too old, has another encoding, or sits behind a pooler that shares sessions. */
export async function checkSession(
  connection: PostgresConnection,
  openAnother: () => Promise<PostgresConnection>,
): Promise<EngineFeatures> {
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
  const other = await openAnother();
  try {
    await checkPooler(connection, other);
    return await probeFeatures(connection, other);
  } finally {
    await other.close();
  }
}

/** A pooler in transaction mode gives each transaction any session: what one has set, another finds. */
async function checkPooler(connection: PostgresConnection, other: PostgresConnection): Promise<void> {
  const mark = crypto.randomUUID();
  await connection.send(`SET baobox.probe = '${mark}'`);
  await other.send("BEGIN");
  const [row] = await other.query("SELECT current_setting('baobox.probe', true) AS probe WHERE $1", [true]);
  const [own] = await connection.query("SELECT current_setting('baobox.probe', true) AS probe WHERE $1", [true]);
  await other.send("COMMIT");
  if (row?.["probe"] === mark || own?.["probe"] !== mark) {
    throw new Error(
      "a connection pooler in transaction mode is in between: give the URL of the server itself, or a pooler in session mode",
    );
  }
}

/** Makes the functions that statements call, where they are not those of this version; processes that start together take turns. */
export function prepareDatabase(connection: PostgresConnection, features: EngineFeatures): Promise<void> {
  return install(connection, features, { key: "functions", scripts: SCRIPTS });
}

/** The same for what nodes tell each other. */
export function prepareEvents(connection: PostgresConnection, features: EngineFeatures): Promise<void> {
  return install(connection, features, { key: "events", scripts: [eventSchema(features)] });
}

const TRIES_WITHOUT_LOCKS = 5;
const PAUSE_MS = 200;

interface Installation {
  readonly key: string;
  readonly scripts: readonly string[];
}

async function install(
  connection: PostgresConnection,
  features: EngineFeatures,
  installation: Installation,
): Promise<void> {
  // Without such locks two that start on a new database at once get in each other's way.
  for (let left = features.hasAdvisoryLocks ? 0 : TRIES_WITHOUT_LOCKS; left > 0; left -= 1) {
    try {
      return await installOnce(connection, features, installation);
    } catch {
      await Bun.sleep(PAUSE_MS);
    }
  }
  await installOnce(connection, features, installation);
}

async function installOnce(
  connection: PostgresConnection,
  { hasAdvisoryLocks }: EngineFeatures,
  { key, scripts }: Installation,
): Promise<void> {
  const version = new Bun.CryptoHasher("sha256").update(scripts.join("\0")).digest("hex");
  if ((await installedVersion(connection, key)) === version) return;
  await connection.send("BEGIN");
  try {
    if (hasAdvisoryLocks) await connection.send("SELECT pg_advisory_xact_lock(hashtextextended('baobox:prepare', 0))");
    if ((await installedVersion(connection, key)) !== version) {
      for (const script of scripts) await connection.send(script);
      await connection.query(
        "INSERT INTO bb.meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        [key, version],
      );
    }
    await connection.send("COMMIT");
  } catch (error) {
    await connection.send("ROLLBACK");
    throw error;
  }
}

async function installedVersion(connection: PostgresConnection, key: string): Promise<string | null> {
  const [table] = await connection.query("SELECT to_regclass('bb.meta')::text AS name WHERE $1", [true]);
  if (table?.["name"] === null) return null;
  const [row] = await connection.query("SELECT value FROM bb.meta WHERE key = $1", [key]);
  return (row?.["value"] as string | undefined) ?? null;
}
