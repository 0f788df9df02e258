import { afterTransaction, inTransaction } from "../context.ts";
import type { Context } from "../context.ts";
import type { ModelEvent } from "../hook-events.ts";
import { PARAMS_TABLE, saveParam, SETTINGS_ID } from "../params/param-rows.ts";
import { encodeSettings } from "./settings-text.ts";
import type { Settings } from "./settings.ts";
import { validateSettings } from "./validate-settings.ts";

/** Stores all settings; they hold once the transaction is committed. Throws a `ValidationError` for wrong ones. */
export async function saveSettings(context: Context, settings: Settings): Promise<void> {
  const { hooks } = context;
  const event = eventOf(context, settings);
  try {
    await hooks.onModelUpdate.trigger(event, TAGS, async () => {
      await hooks.onModelValidate.trigger(event, TAGS, () => validateSettings(event.settings, context.options));
      await hooks.onModelUpdateExecute.trigger(event, TAGS, () => writeSettings(event.context, event.settings));
    });
  } catch (error) {
    await hooks.onModelAfterUpdateError.trigger({ ...event, error }, TAGS, () => undefined);
    throw error;
  }
  // As in PocketBase, the settings are read anew behind the hooks of success.
  const succeeded = async (outer: Context): Promise<void> => {
    try {
      await hooks.onModelAfterUpdateSuccess.trigger({ ...event, context: outer }, TAGS, () => undefined);
    } finally {
      await context.settings.reload();
    }
  };
  if (context.transaction === null) await succeeded(context);
  else afterTransaction(context, "commit", succeeded);
}

/** As the hooks of models know the settings: by the table. */
const TAGS = [PARAMS_TABLE];

function eventOf(context: Context, settings: Settings): ModelEvent & { settings: Settings } {
  return { context, kind: "settings", record: undefined, collection: undefined, settings, error: undefined };
}

async function writeSettings(context: Context, settings: Settings): Promise<void> {
  const value = encodeSettings(settings, context.options.encryptionKey);
  await inTransaction(context, ({ connection }) => saveParam(connection, { id: SETTINGS_ID, value }));
}
