import { PostgresConnection } from "../connection.ts";
import { parseDatabaseUrl } from "../database-url.ts";
import { openFailure } from "../open-failure.ts";

const LOCK = "baobox:restore";
const CONNECT_TIMEOUT_MS = 10_000;
/** Nodes that look whether one restores hold it for a moment. */
const TAKE_LIMIT_MS = 2_000;
const PAUSE_MS = 100;

/** Held by the node that restores a backup, from before the others let go of the database until its data is in place. */
export class RestoreTurn implements AsyncDisposable {
  readonly #connection: PostgresConnection;

  private constructor(connection: PostgresConnection) {
    this.#connection = connection;
  }

  /** Rejects where another node restores a backup. */
  static async take(url: string): Promise<RestoreTurn> {
    const connection = await open(url);
    const deadline = performance.now() + TAKE_LIMIT_MS;
    while (!(await lock(connection, "pg_try_advisory_lock"))) {
      if (performance.now() > deadline) {
        await connection.close();
        throw new Error("another node restores a backup");
      }
      await Bun.sleep(PAUSE_MS);
    }
    return new RestoreTurn(connection);
  }

  /** Resolves once no node restores a backup; `onWait` is called where one does. */
  static async wait(url: string, onWait: () => void): Promise<void> {
    const connection = await open(url);
    try {
      for (let isFirst = true; !(await lock(connection, "pg_try_advisory_lock_shared")); isFirst = false) {
        if (isFirst) onWait();
        await Bun.sleep(PAUSE_MS);
      }
    } finally {
      await connection.close();
    }
  }

  /** The database lets go of it where the process ends, too. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection.close();
  }
}

async function open(url: string): Promise<PostgresConnection> {
  const address = parseDatabaseUrl(url);
  const session = { schemaName: "public", statementTimeoutMs: 0, connectTimeoutMs: CONNECT_TIMEOUT_MS, isServer: true };
  try {
    return await PostgresConnection.open({ ...session, url: address.full });
  } catch (error) {
    throw openFailure(address, error);
  }
}

async function lock(connection: PostgresConnection, take: string): Promise<boolean> {
  const [row] = await connection.query(`SELECT ${take}(hashtextextended($1, 0)) AS taken`, [LOCK]);
  return row?.["taken"] === true;
}
