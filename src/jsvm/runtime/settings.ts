import { jsonText } from "../../lib/json-text.ts";
import { PARAMS_TABLE } from "../../model/params/param-rows.ts";
import { HostDateTime } from "./date-time.ts";
import { Duration } from "./duration.ts";
import { textArgument } from "./go-arguments.ts";
import { fieldsOf, goFields, OrderedMap } from "./go-struct.ts";
import { ownValues } from "./own-values.ts";
import { call } from "./server.ts";
import { jsonRaw } from "./values.ts";

/** As Go has them first. */
const FIRST = ["superuserIPs", "smtp", "backups", "s3", "meta", "rateLimits", "trustedProxy", "batch", "logs"];

/** `$app.settings()`: plain properties, which `$app.save` stores. */
export class Settings {
  [name: string]: unknown;
  #isNew = false;

  constructor(data: object) {
    for (const [name, value] of Object.entries(data)) this[name] = partOf(this, name, value);
    Object.seal(this);
  }

  clone(): Settings {
    return new Settings(structuredClone(ownValues(this)));
  }

  /** Takes over what others say. */
  merge(others: Settings): void {
    for (const [name, value] of Object.entries(structuredClone(ownValues(others))))
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

  toString(): string {
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
    const shown = structuredClone(ownValues(this)) as Record<string, Secrets | undefined>;
    delete shown["smtp"]?.password;
    delete shown["s3"]?.secret;
    delete shown["backups"]?.s3?.secret;
    return shown;
  }
}

interface Secrets {
  password?: string;
  secret?: string;
  s3?: Secrets;
}

function partOf(settings: Settings, name: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.seal(
    name === "rateLimits" ? new RateLimits(settings, value) : new SettingsPart(settings, [name], value),
  );
}

/** A part of the settings. */
class SettingsPart {
  [name: string]: unknown;
  readonly #settings: Settings;
  readonly #path: readonly string[];

  constructor(settings: Settings, path: readonly string[], data: object) {
    this.#settings = settings;
    this.#path = path;
    for (const [name, value] of Object.entries(data)) {
      const isPart = name === "s3" && typeof value === "object" && value !== null;
      this[name] = isPart
        ? Object.seal(new SettingsPart(settings, [...path, name], value as object))
        : (value as unknown);
    }
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
    const { rules } = data as { rules?: readonly object[] | null };
    this.rules = (rules ?? []).map(
      (rule, index) => new RateLimitRule(settings, ["rateLimits", "rules", String(index)], rule),
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
    return [{ label: "", audience: "", duration: 0, maxRequests: 0 }, false];
  }
}

class RateLimitRule extends SettingsPart {
  durationTime(): Duration {
    return Duration.ofSeconds(this["duration"]);
  }

  string(): string {
    const { label, audience, duration, maxRequests } = this;
    return JSON.stringify({ label, audience, duration, maxRequests });
  }
}
