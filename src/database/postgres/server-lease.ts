import type { Logger } from "../../lib/log.ts";
import type { PostgresConnection } from "./connection.ts";

export interface ServerLeaseOptions {
  readonly open: () => Promise<PostgresConnection>;
  readonly log: Logger;
}

const TRY_LOCK = "SELECT pg_try_advisory_lock(hashtextextended('baobox:server', 0)) AS locked WHERE $1";
/** A server that was killed holds it until the database notices. */
const LIMIT_MS = 5_000;
const PAUSE_MS = 100;
const CHECK_MS = 2_000;

/** Held by the server of a database as long as it runs: a second one would not know what the first one writes. */
export class ServerLease implements AsyncDisposable {
  readonly #options: ServerLeaseOptions;
  #connection: PostgresConnection;
  readonly #timer: NodeJS.Timeout;
  #isReopening = false;

  private constructor(options: ServerLeaseOptions, connection: PostgresConnection) {
    this.#options = options;
    this.#connection = connection;
    this.#timer = setInterval(() => void this.#check(), CHECK_MS);
    this.#timer.unref();
  }

  /** Rejects where another server runs on the database. */
  static async take(options: ServerLeaseOptions): Promise<ServerLease> {
    const connection = await options.open();
    const deadline = performance.now() + LIMIT_MS;
    while (!(await tryLock(connection))) {
      if (performance.now() > deadline) {
        await connection.close();
        throw new Error("another Baobox server runs on it: stop that one first");
      }
      await Bun.sleep(PAUSE_MS);
    }
    return new ServerLease(options, connection);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#connection.close();
  }

  /** The lock is lost with its connection, as when the database is started anew. */
  async #check(): Promise<void> {
    if (!this.#connection.isBroken || this.#isReopening) return;
    this.#isReopening = true;
    try {
      const connection = await this.#options.open();
      this.#connection = connection;
      if (!(await tryLock(connection))) {
        this.#options.log.error("another Baobox server runs on the database too: stop one of them");
      }
    } catch {
      // The database is away: the next look is soon.
    } finally {
      this.#isReopening = false;
    }
  }
}

async function tryLock(connection: PostgresConnection): Promise<boolean> {
  const [row] = await connection.query(TRY_LOCK, [true]);
  return row?.["locked"] === true;
}
