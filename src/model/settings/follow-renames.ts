import type { Hooks } from "../hooks.ts";
import { saveSettings } from "./save-settings.ts";

/** Rate limits name collections (`posts:create`): they keep to a collection that gets another name, in the same transaction. */
export function followRenames(hooks: Hooks): void {
  hooks.onCollectionUpdate.bind({
    id: "rate-limit-labels",
    priority: 99,
    async run(event) {
      const { context } = event;
      const before = context.collections.current().byId(event.collection.id)?.name;
      await event.next();
      const after = event.collection.name;
      if (before === undefined || before === after) return;
      const settings = context.settings.current();
      const { rules } = settings.rateLimits;
      if (!rules.some(({ label }) => label.startsWith(`${before}:`))) return;
      const renamed = rules.map((rule) =>
        rule.label.startsWith(`${before}:`) ? { ...rule, label: after + rule.label.slice(before.length) } : rule,
      );
      await saveSettings(context, { ...settings, rateLimits: { ...settings.rateLimits, rules: renamed } });
    },
  });
}
