import { nowText } from "../../lib/dates.ts";
import { inTransaction } from "../context.ts";
import type { Context } from "../context.ts";
import { encodeSettings } from "./settings-text.ts";
import type { Settings } from "./settings.ts";
import { validateSettings } from "./validate-settings.ts";

/** Stores all settings; they hold once the transaction is committed. Throws a `ValidationError` for wrong ones. */
export async function saveSettings(context: Context, settings: Settings): Promise<void> {
  validateSettings(settings);
  const { settings: store, options } = context;
  const value = encodeSettings(settings, options.encryptionKey);
  await inTransaction(context, async ({ connection, transaction }) => {
    const now = nowText();
    const update = `UPDATE "_params" SET "value" = ?, "updated" = ? WHERE "id" = 'settings'`;
    const { changes } = await connection.run(update, [value, now]);
    if (changes === 0) {
      const insert = `INSERT INTO "_params" ("id", "value", "created", "updated") VALUES ('settings', ?, ?, ?)`;
      await connection.run(insert, [value, now, now]);
    }
    transaction?.afterCommit(() => store.reload());
  });
}
