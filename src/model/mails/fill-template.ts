import { toText } from "../../lib/convert.ts";
import { JsonText } from "../fields/field.ts";
import type { EmailTemplate } from "../collections/collection.ts";
import type { RecordModel } from "../records/record.ts";
import type { Settings } from "../settings/settings.ts";

/** `{APP_NAME}`, `{RECORD:name}`. */
const PLACEHOLDER = /\{([A-Z_]+(?::\w+)?)\}/g;
/** Fields whose texts can't hold HTML. */
const PLAIN_TYPES = new Set(["autodate", "date", "bool", "number"]);

interface TemplateValues {
  readonly settings: Settings;
  readonly record: RecordModel;
  /** By placeholder, without its braces. They are put in as they are. */
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Subject and HTML of a mail. Placeholders that mean nothing here, those of hidden fields among them, stay as they are
 * written. Values are not searched for placeholders again: a user can't put `{TOKEN}` into a name.
 */
export function fillTemplate(template: EmailTemplate, { settings, record, values }: TemplateValues): EmailTemplate {
  const { appName, appURL } = settings.meta;
  const known = new Map([["APP_NAME", appName], ["APP_URL", appURL.replace(/\/+$/, "")], ...Object.entries(values)]);
  const fill = (text: string): string =>
    text.replaceAll(PLACEHOLDER, (placeholder: string, name: string) => {
      const value = known.get(name) ?? (name.startsWith("RECORD:") ? fieldText(record, name.slice(7)) : undefined);
      return value ?? placeholder;
    });
  return { subject: fill(template.subject), body: fill(template.body) };
}

function fieldText(record: RecordModel, name: string): string | undefined {
  const field = record.collection.fields.find((candidate) => candidate.name === name);
  if (field === undefined || field.hidden) return undefined;
  const value = record.values[name];
  const text = value instanceof JsonText ? value.text : toText(value);
  return PLAIN_TYPES.has(field.type) ? text : escapeHtml(text);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "'": "&#39;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
};

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&'<>"]/g, (character) => ENTITIES[character] ?? character);
}
