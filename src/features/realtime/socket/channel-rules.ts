import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { badRequest } from "../../../lib/api-error.ts";
import { isSuperuser } from "../../../model/records/is-superuser.ts";
import type { BaseCollection } from "../../../model/collections/collection.ts";
import type { Context } from "../../../model/context.ts";
import type { TableVersion } from "../../../database/engine.ts";
import { topics } from "../../../model/protocol/bus-topics.ts";
import type { FieldBase } from "../../../model/fields/field.ts";
import { PARAMS_TABLE, findParam, saveParam } from "../../../model/params/param-rows.ts";
import { newRecord } from "../../../model/records/record-values.ts";
import type { RecordModel } from "../../../model/records/record.ts";
import { recordMatchesRule } from "../../../model/rules/match-rule.ts";
import { validateRule } from "../../../model/rules/validate-rule.ts";

/** Null: nobody but superusers. "": everyone. Else a rule over `@request.auth`, `@collection`, `channel` and `name`. */
const Rule = Type.Union([Type.Null(), Type.String({ maxLength: 5000 })]);

/** The rules of the channels whose names match: `room:*` stands for all that begin with `room:`. */
export const ChannelRule = Type.Object({
  channel: Type.String({ minLength: 1, maxLength: 200 }),
  join: Rule,
  broadcast: Rule,
});
export type ChannelRule = Static<typeof ChannelRule>;

export const ChannelRules = Type.Object({ rules: Type.Array(ChannelRule, { maxItems: 200 }) });
export type ChannelRules = Static<typeof ChannelRules>;

export type ChannelAction = "join" | "broadcast";

const PARAMS_ID = "baobox_channels";

/** The rules of channels as stored. A channel that no rule names is closed to all but superusers. */
export class ChannelRuleStore implements Disposable {
  readonly #context: Context;
  readonly #ends: (() => void)[];
  #rules: Promise<readonly ChannelRule[]> | null = null;
  /** Of their table, from before they were read. */
  #version: TableVersion | null = null;

  constructor(context: Context, onChange: () => void) {
    this.#context = context;
    const changed = (): void => {
      this.#rules = null;
      onChange();
    };
    this.#ends = [context.bus.subscribe(topics.channelRules, changed), context.bus.onBreak("messages", changed)];
  }

  /** Read when first needed, and again after a change, of which another instance may not have told yet. */
  list(): Promise<readonly ChannelRule[]> {
    const version = this.#context.database.versionOfTable(PARAMS_TABLE);
    if (this.#rules !== null && version !== null && version === this.#version) return this.#rules;
    const rules = this.#load();
    this.#rules = rules;
    this.#version = version;
    // Whoever asks next tries again.
    rules.catch(() => {
      if (this.#rules === rules) this.#rules = null;
    });
    return rules;
  }

  /** Stores all rules anew; a 400 `ApiError` where they are no rules. */
  async replace(value: unknown): Promise<void> {
    if (!Value.Check(ChannelRules, value)) throw badRequest("The channel rules are not valid.");
    for (const [index, { join, broadcast }] of value.rules.entries()) {
      for (const [action, rule] of Object.entries({ join, broadcast }))
        this.#validate(`rules.${index}.${action}`, rule);
    }
    const { connection } = this.#context;
    await saveParam(connection, { id: PARAMS_ID, value: JSON.stringify({ rules: value.rules }) });
    this.#context.bus.publish(topics.channelRules, null);
  }

  /** Whether the first rule that names the channel allows the action. */
  async allows(auth: RecordModel | null, channel: string, action: ChannelAction): Promise<boolean> {
    if (isSuperuser(auth)) return true;
    const found = (await this.list()).find((rule) => matchedPart(rule.channel, channel) !== null);
    if (found === undefined) return false;
    const rule = found[action];
    if (rule === null || rule === "") return rule === "";
    const record = newRecord(CHANNEL);
    record.values = { id: "", channel, name: matchedPart(found.channel, channel) ?? "" };
    const request = { method: "GET", context: "realtime", query: {}, headers: {}, body: {}, auth };
    return recordMatchesRule(this.#context, record, { rule, request });
  }

  [Symbol.dispose](): void {
    for (const end of this.#ends) end();
  }

  #validate(where: string, rule: string | null): void {
    const problem = rule === null ? null : validateRule(this.#context, CHANNEL, rule);
    if (problem !== null) throw badRequest(`The rule ${where} is not valid: ${problem}`);
  }

  async #load(): Promise<readonly ChannelRule[]> {
    const { database, log } = this.#context;
    const row = await findParam(database, PARAMS_ID);
    if (row === null) return [];
    const value = parseJson(String(row.value));
    if (Value.Check(ChannelRules, value)) return value.rules;
    log.error("realtime: the stored channel rules can't be read, so all channels are closed");
    return [];
  }
}

/** What the star of a pattern stands for in a name, "" for a pattern without one; null where it does not match. */
function matchedPart(pattern: string, name: string): string | null {
  if (!pattern.endsWith("*")) return pattern === name ? "" : null;
  const start = pattern.slice(0, -1);
  return name.startsWith(start) ? name.slice(start.length) : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Rules are written about records, so a channel is one: of a collection that exists only here. */
const CHANNEL: BaseCollection = {
  id: "baobox_channel",
  name: "baobox_channel",
  type: "base",
  system: true,
  fields: [textField("id"), textField("channel"), textField("name")],
  indexes: [],
  listRule: null,
  viewRule: null,
  createRule: null,
  updateRule: null,
  deleteRule: null,
  created: "",
  updated: "",
  options: {},
};

function textField(name: string): FieldBase {
  const options = {
    help: "",
    required: false,
    min: 0,
    max: 0,
    pattern: "",
    autogeneratePattern: "",
    primaryKey: name === "id",
  };
  return { id: `text_${name}`, name, type: "text", system: true, hidden: false, presentable: false, ...options };
}
