import { mergeSettings } from "../../model/settings/merge-settings.ts";
import { saveSettings } from "../../model/settings/save-settings.ts";
import type { Operations } from "../operation.ts";

export const settingsOperations: Operations = {
  "settings.get": ({ context }) => context.settings.current(),
  "settings.save": (call) =>
    saveSettings(call.writeContext, mergeSettings(call.context.settings.current(), call.object(0))),
  "settings.reload": ({ context }) => context.settings.reload(context.transaction ?? undefined),
};
