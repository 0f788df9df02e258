import { SQL } from "bun";

export interface DatabaseListenerOptions {
  readonly url: string;
  /** By channel, what gets its payloads. */
  readonly channels: ReadonlyMap<string, (payload: string) => void>;
  /** Whether all channels are heard from now on. */
  readonly hears: (isHearing: boolean) => void;
}

/** Hears what the database tells. The driver connects anew by itself; what came meanwhile is lost, which `hears` tells. */
export class DatabaseListener implements AsyncDisposable {
  readonly #sql: SQL;
  readonly #subscriptions: SQL.ListenSubscription[] = [];

  private constructor(sql: SQL) {
    this.#sql = sql;
  }

  static async open({ url, channels, hears }: DatabaseListenerOptions): Promise<DatabaseListener> {
    const heard = new Set<string>();
    const onclose = (): void => {
      heard.clear();
      hears(false);
    };
    const sql = new SQL(url, { max: 1, idleTimeout: 0, maxLifetime: 0, onclose });
    const own = new DatabaseListener(sql);
    try {
      for (const [channel, receive] of channels) {
        const onListening = (): void => {
          heard.add(channel);
          if (heard.size === channels.size) hears(true);
        };
        own.#subscriptions.push(await sql.listen(channel, receive, onListening));
      }
      return own;
    } catch (error) {
      await own[Symbol.asyncDispose]();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const subscription of this.#subscriptions) await subscription.unlisten().catch(() => undefined);
    await this.#sql.close({ timeout: 0 });
  }
}
