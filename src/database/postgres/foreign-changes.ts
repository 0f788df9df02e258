import { SQL } from "bun";

/** On which triggers of sessions that are not Baobox's servers tell which table they wrote (`helpers.sql`, `bb.changed`). */
const CHANNEL = "baobox_changed";

export interface ForeignChangesOptions {
  readonly url: string;
  /** Somebody else has written the table. */
  readonly changed: (schemaName: string, table: string) => void;
  /** Whether changes are heard from now on. */
  readonly hears: (isHearing: boolean) => void;
}

/** Hears of what other programs write. The driver connects anew by itself; what came meanwhile is lost, which `hears` tells. */
export class ForeignChanges implements AsyncDisposable {
  readonly #sql: SQL;
  #subscription: SQL.ListenSubscription | null = null;

  private constructor(sql: SQL) {
    this.#sql = sql;
  }

  static async open({ url, changed, hears }: ForeignChangesOptions): Promise<ForeignChanges> {
    const sql = new SQL(url, { max: 1, idleTimeout: 0, maxLifetime: 0, onclose: () => hears(false) });
    const own = new ForeignChanges(sql);
    const receive = (payload: string): void => {
      const dot = payload.indexOf(".");
      changed(payload.slice(0, dot), payload.slice(dot + 1));
    };
    own.#subscription = await sql.listen(CHANNEL, receive, () => hears(true));
    return own;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#subscription?.unlisten().catch(() => undefined);
    await this.#sql.close({ timeout: 0 });
  }
}
