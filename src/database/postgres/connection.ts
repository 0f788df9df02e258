import { type ReservedSQL, SQL } from "bun";
import type { SqlValue } from "../engine.ts";
import { AnswerDeadline } from "./answer-deadline.ts";
import { boundValue } from "./bind.ts";
import { isConnectionLost, isStalePlan } from "./errors.ts";
import { numberedPlaceholders } from "./placeholders.ts";
import { convertRows, type DriverRows } from "./rows.ts";
import type { ServerStarts } from "./server-starts.ts";

export interface ConnectionOptions {
  readonly url: string;
  /** Where names without a schema are looked up, before the functions. */
  readonly schemaName: string;
  /** Ended by the server after that long; 0 for never. */
  readonly statementTimeoutMs: number;
  readonly connectTimeoutMs: number;
  /** Told of the connection. Default: nobody asks what became of its transactions. */
  readonly starts?: ServerStarts;
  /** Whether its writes are the server's own, of which nobody has to be told. */
  readonly isServer: boolean;
}

/** Each holds some 20 KB in the server; a connection that has prepared so many is replaced. */
const MAX_STATEMENTS = 1_000;
const LOCK_TIMEOUT_MS = 10_000;

interface Parts {
  readonly pool: SQL;
  readonly connection: ReservedSQL;
  readonly state: { isBroken: boolean };
  readonly dynamicType: number;
  readonly statementTimeoutMs: number;
}

/** One connection. It never connects anew by itself: what was begun on it must not go on on another. */
export class PostgresConnection {
  readonly #pool: SQL;
  readonly #connection: ReservedSQL;
  readonly #dynamicType: number;
  #running: SQL.Query<unknown> | null = null;
  readonly #texts = new Set<string>();
  readonly #state: { isBroken: boolean };
  readonly #deadline: AnswerDeadline;
  /** Distinguishes what was prepared before columns changed their types. */
  #generation = 0;
  #serverStart = "";
  #isSpent = false;

  private constructor(parts: Parts) {
    this.#pool = parts.pool;
    this.#connection = parts.connection;
    this.#state = parts.state;
    this.#dynamicType = parts.dynamicType;
    // What waits for an answer is rejected as on a connection that was lost.
    const limitMs = parts.statementTimeoutMs === 0 ? Number.POSITIVE_INFINITY : parts.statementTimeoutMs;
    this.#deadline = new AnswerDeadline(limitMs, () => void this.close());
  }

  /** Rejects with the driver's error. */
  static async open(options: ConnectionOptions): Promise<PostgresConnection> {
    const state = { isBroken: false };
    const pool = new SQL(options.url, {
      max: 1,
      onclose: () => (state.isBroken = true),
      idleTimeout: 0,
      maxLifetime: 0,
      connectionTimeout: Math.ceil(options.connectTimeoutMs / 1000),
    });
    const { statementTimeoutMs } = options;
    try {
      const connection = await pool.reserve();
      // Once it is connected the driver waits without a limit.
      using deadline = new AnswerDeadline(options.connectTimeoutMs, () => void pool.close({ timeout: 0 }));
      deadline.asked();
      await connection.unsafe(sessionSettings(options));
      const [type] = await connection.unsafe<{ oid: number | null }[]>("SELECT to_regtype('bb.v')::oid AS oid");
      const opened = new PostgresConnection({
        pool,
        connection,
        state,
        dynamicType: type?.oid ?? 0,
        statementTimeoutMs,
      });
      if (options.starts !== undefined) opened.#serverStart = await options.starts.noteStart(opened);
      return opened;
    } catch (error) {
      void pool.close({ timeout: 0 });
      throw error;
    }
  }

  /** Whether nothing can be asked of it any more. */
  get isBroken(): boolean {
    return this.#state.isBroken;
  }

  /** When the server was started, by which it is told from the same one after a crash. */
  get serverStart(): string {
    return this.#serverStart;
  }

  /** Whether it is to be replaced after what it does now. */
  get isWorn(): boolean {
    return this.#isSpent || this.#texts.size >= MAX_STATEMENTS;
  }

  /** Rejects with the driver's error. */
  async query(sql: string, parameters: readonly SqlValue[] = []): Promise<DriverRows> {
    let text = numberedPlaceholders(sql);
    if (this.#generation > 0 && parameters.length > 0) text += ` -- ${this.#generation}`;
    if (parameters.length > 0) this.#texts.add(text);
    try {
      const query = this.#connection.unsafe(text, parameters.map(boundValue));
      this.#running = query;
      const rows = await this.#answer<DriverRows>(query);
      convertRows(rows, this.#dynamicType);
      return rows;
    } catch (error) {
      if (isStalePlan(error)) this.#generation += 1;
      throw error;
    }
  }

  /**
   * Ends the statement that runs, which then rejects. The connection can be left in order, but not be used again: the server might
   * hear of it only while the next statement runs.
   */
  cancel(): void {
    this.#isSpent = true;
    void this.#running?.cancel();
    this.#deadline.limit(0);
  }

  /** To be called after what the next user must not find: the connection is replaced when it is released. */
  retire(): void {
    this.#isSpent = true;
  }

  /** From now on the server ends statements after that long. */
  async limitStatements(timeoutMs: number): Promise<void> {
    this.#deadline.limit(timeoutMs);
    await this.send(`SET statement_timeout = ${Math.ceil(timeoutMs)}`);
  }

  /** One or several statements without parameters, sent at once: what follows need not wait for the answer. */
  async send(script: string): Promise<void> {
    await this.#answer(this.#connection.unsafe(script));
  }

  /** All results of a script, rows as lists. */
  script(script: string): Promise<DriverRows | DriverRows[]> {
    return this.#answer(this.#connection.unsafe(script).values());
  }

  /** What the server answers; rejects as where the connection was lost when it does not in time. */
  async #answer<T>(query: PromiseLike<unknown>): Promise<T> {
    this.#deadline.asked();
    try {
      return (await query) as T;
    } catch (error) {
      if (isConnectionLost(error)) this.#state.isBroken = true;
      throw error;
    } finally {
      this.#deadline.answered();
    }
  }

  /** Ends what runs on it. */
  async close(): Promise<void> {
    this.#state.isBroken = true;
    this.#deadline[Symbol.dispose]();
    await this.#pool.close({ timeout: 0 });
  }
}

/** By statements, because poolers refuse most parameters of a start. A session that sets `baobox.server` tells of no changes. */
function sessionSettings({ schemaName, statementTimeoutMs, isServer }: ConnectionOptions): string {
  const settings = {
    ...(isServer ? { "baobox.server": "on" } : {}),
    application_name: "'baobox'",
    search_path: `${schemaName}, pg_catalog, sqlite`,
    statement_timeout: Math.ceil(statementTimeoutMs),
    lock_timeout: LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: 0,
    TimeZone: "'UTC'",
    DateStyle: "ISO, YMD",
    extra_float_digits: 1,
    standard_conforming_strings: "on",
    // A rule over many rows can have thousands of small subplans, which take longer to compile than to run.
    jit: "off",
  };
  return Object.entries(settings)
    .map(([name, value]) => `SET ${name} = ${value}`)
    .join("; ");
}
