import type { SqlValue } from "../../engine.ts";
import type { PostgresConnection } from "../connection.ts";
import type { DriverRows } from "../rows.ts";

/** A connection of its own, opened anew where it was lost. */
export class NodeLink implements AsyncDisposable {
  readonly #open: () => Promise<PostgresConnection>;
  #connection: Promise<PostgresConnection> | null = null;
  #isClosed = false;

  constructor(open: () => Promise<PostgresConnection>) {
    this.#open = open;
  }

  /** Rejects with the driver's error; whether the statement ran is not known then. */
  async query(sql: string, parameters: readonly SqlValue[]): Promise<DriverRows> {
    const connection = await this.#get();
    return connection.query(sql, parameters);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    const connection = await this.#connection?.catch(() => null);
    await connection?.close();
  }

  async #get(): Promise<PostgresConnection> {
    if (this.#isClosed) throw new Error("the database is closed");
    const opening = (this.#connection ??= this.#open());
    try {
      const connection = await opening;
      if (!connection.isBroken) return connection;
    } catch (error) {
      if (this.#connection === opening) this.#connection = null;
      throw error;
    }
    if (this.#connection === opening) this.#connection = null;
    return this.#get();
  }
}
