import { jsonText } from "../../lib/json-text.ts";
import { PARAMS_TABLE } from "../../model/params/param-rows.ts";
import { HostDateTime } from "./date-time.ts";
import { Duration } from "./duration.ts";
import { textArgument } from "./go-arguments.ts";
import { fieldsOf, goFields, OrderedMap } from "./go-struct.ts";
import { ownValues } from "./own-values.ts";
import { copyOf } from "./collection-values.ts";
import { RunValue } from "./run-values.ts";
import { call } from "./server.ts";
import { assigned, likeCurrent, likeStruct, TypedObject } from "./typed-object.ts";
import { jsonRaw } from "./values.ts";

/** As Go has them first. */
const FIRST = ["superuserIPs", "smtp", "backups", "s3", "meta", "rateLimits", "trustedProxy", "batch", "logs"];

/** `$app.settings()`: plain properties, which `$app.save` stores. */
export class Settings extends TypedObject {
  [name: string]: unknown;
  #isNew = false;

  constructor(data: object) {
    super(data);
    for (const [name, value] of Object.entries(data)) this[name] = value;
    Object.seal(this);
  }

  override [assigned](value: unknown, current: unknown, name: string): unknown {
    return partOf(this, name, likeCurrent(value, current, name));
  }

  clone(): Settings {
    return new Settings(copyOf(ownValues(this)) as object);
  }

  /** Takes over what others say. */
  merge(others: Settings): void {
    for (const [name, value] of Object.entries(copyOf(ownValues(others)) as object))
      this[name] = partOf(this, name, value);
  }

  isNew(): boolean {
    return this.#isNew;
  }

  markAsNew(): void {
    this.#isNew = true;
  }

  markAsNotNew(): void {
    this.#isNew = false;
  }

  pk(): string {
    return "settings";
  }

  lastSavedPK(): string {
    return this.#isNew ? "" : this.pk();
  }

  tableName(): string {
    return PARAMS_TABLE;
  }

  /** The row that they are stored in. */
  dbExport(_app?: unknown): Record<string, unknown> {
    return { id: this.pk(), value: jsonText(ownValues(this)), updated: HostDateTime.now() };
  }

  string(): string {
    return JSON.stringify(this);
  }

  override toString(): string {
    return this.string();
  }

  marshalJSON(): number[] {
    return jsonRaw(this.string());
  }

  [goFields](): readonly (readonly [string, unknown])[] {
    const shown = this.toJSON();
    return new OrderedMap({ ...Object.fromEntries(fieldsOf(shown, FIRST)), ...shown })[goFields]();
  }

  /** As clients see them: without secrets. */
  toJSON(): object {
    const shown = copyOf(ownValues(this)) as Record<string, Secrets | undefined>;
    delete shown["smtp"]?.password;
    delete shown["s3"]?.secret;
    delete shown["backups"]?.s3?.secret;
    return shown;
  }
}

/** By the keys of apps: those that a run has, and what the server told. */
const known = new RunValue(() => new Map<number, { readonly text: string; readonly settings: Settings }>());

/** The settings: the same object for a run until others are stored, so that what it sets is there when it asks again. */
export function settingsOf(app: number): Settings {
  const data = call("settings.get", app) as object;
  const text = JSON.stringify(data);
  const before = known.current.get(app);
  if (before?.text === text) return before.settings;
  const settings = new Settings(data);
  known.current.set(app, { text, settings });
  return settings;
}

/** Those that are stored are read anew. */
export function forgetSettings(): void {
  known.forget();
}

interface Secrets {
  password?: string;
  secret?: string;
  s3?: Secrets;
}

function partOf(settings: Settings, name: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return name === "rateLimits" ? new RateLimits(settings, value) : new SettingsPart(settings, [name], value);
}

/** What parts have that are parts themselves. */
const PARTS = ["s3", "rules"];

/** A part of the settings. */
class SettingsPart extends TypedObject {
  [name: string]: unknown;
  readonly #settings: Settings;
  readonly #path: readonly string[];

  constructor(settings: Settings, path: readonly string[], data: object) {
    super(data);
    this.#settings = settings;
    this.#path = path;
    for (const [name, value] of Object.entries(data)) if (PARTS.includes(name)) this[name] = value as unknown;
    Object.seal(this);
  }

  override [assigned](value: unknown, current: unknown, name: string): unknown {
    return this.partWithin(name, likeCurrent(value, current, name));
  }

  /** What is no part stays as it is. */
  protected partWithin(name: string, value: unknown): unknown {
    const isPart = name === "s3" && typeof value === "object" && value !== null;
    return isPart ? new SettingsPart(this.#settings, [...this.#path, name], value) : value;
  }

  protected within(name: string, index: number, value: object): RateLimitRule {
    return new RateLimitRule(this.#settings, [...this.#path, name, String(index)], value);
  }

  /** Throws what is wrong with it. */
  validate(): void {
    call("settings.validate", 0, [ownValues(this.#settings), this.#path]);
  }

  marshalJSON(): number[] {
    return jsonRaw(JSON.stringify(this));
  }
}

class RateLimits extends SettingsPart {
  declare rules: RateLimitRule[];

  constructor(settings: Settings, data: object) {
    super(settings, ["rateLimits"], data);
  }

  protected override partWithin(name: string, value: unknown): unknown {
    if (name !== "rules") return value;
    return ((value ?? []) as readonly object[]).map((rule, index) =>
      this.within(name, index, likeStruct(rule, NO_RULE, "rules")),
    );
  }

  /** The first rule of the labels, in their order, that counts for one of the audiences: "@guest", "@auth" or "" for all. */
  findRateLimitRule(labels: readonly string[], ...audiences: readonly string[]): [RateLimitRule | object, boolean] {
    for (const label of labels) {
      const rule = this.rules.find(
        (one) =>
          one["label"] === label && (audiences.length === 0 || audiences.includes(textArgument(one["audience"]))),
      );
      if (rule !== undefined) return [rule, true];
    }
    return [{ ...NO_RULE }, false];
  }
}

const NO_RULE = { label: "", audience: "", duration: 0, maxRequests: 0 };

class RateLimitRule extends SettingsPart {
  durationTime(): Duration {
    return Duration.ofSeconds(this["duration"]);
  }

  string(): string {
    const { label, audience, duration, maxRequests } = this;
    return JSON.stringify({ label, audience, duration, maxRequests });
  }
}
