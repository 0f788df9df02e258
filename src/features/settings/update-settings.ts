import { ValidationError, badRequest } from "../../lib/api-error.ts";
import { readBody } from "../../model/request-body.ts";
import type { Call } from "../../model/route.ts";
import { mergeSettings } from "../../model/settings/merge-settings.ts";
import { saveSettings } from "../../model/settings/save-settings.ts";
import type { Settings } from "../../model/settings/settings.ts";
import { publicSettings } from "../../model/settings/settings-text.ts";
import { triggerRequest } from "../../model/trigger-request.ts";

/** Changes what the body names and answers all settings. */
export async function updateSettings(call: Call): Promise<Response> {
  const { context } = call;
  const request = await readBody(call);
  const oldSettings = context.settings.current();
  const event = { context, request, oldSettings, newSettings: merged(oldSettings, request.body) };
  const response = await triggerRequest(context.hooks.onSettingsUpdateRequest, {
    event,
    tags: [],
    async operation(current) {
      try {
        await saveSettings(current.context, current.newSettings);
      } catch (cause) {
        if (!(cause instanceof ValidationError)) throw cause;
        throw badRequest("An error occurred while saving the new settings.", { data: cause.errors, cause });
      }
      return call.json(publicSettings(context.settings.current()));
    },
  });
  return response ?? new Response(null);
}

function merged(settings: Settings, update: unknown): Settings {
  try {
    return mergeSettings(settings, update);
  } catch (cause) {
    throw badRequest("An error occurred while loading the submitted data.", { cause });
  }
}
