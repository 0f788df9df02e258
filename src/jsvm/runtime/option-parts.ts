import { NO_PROVIDER } from "../../lib/oauth2/no-provider.ts";
import type { HostCollection } from "./collection.ts";
import { Duration } from "./duration.ts";
import { notAnother, textArgument } from "./go-arguments.ts";
import { assigned, likeCurrent, TypedObject } from "./typed-object.ts";

/** Throws what is wrong with a part of the collection. */
type Check = (collection: HostCollection, path: readonly string[]) => void;

/** Throws what is wrong with an option, or with one within it. */
type Validation = (...inner: readonly string[]) => void;

/** Options within an option. */
class Options extends TypedObject {
  constructor(data: object) {
    super(data);
    Object.seal(this);
  }
}

/** The options within options that are more than plain values. */
const PARTS_WITHIN = ["providers", "emailTemplate", "mappedFields"];

/** An option of a collection that has options itself. */
class OptionPart extends TypedObject {
  [name: string]: unknown;
  readonly #validate: Validation;

  constructor(data: object, validate: Validation) {
    super(data);
    this.#validate = validate;
    for (const [name, value] of Object.entries(data)) if (PARTS_WITHIN.includes(name)) this[name] = value as unknown;
    Object.seal(this);
  }

  validate(): void {
    this.#validate();
  }

  /** Another one of its kind. */
  like(data: object): OptionPart {
    return new (this.constructor as typeof OptionPart)(data, this.#validate);
  }

  override [assigned](value: unknown, current: unknown, name: string): unknown {
    return this.#within(name, likeCurrent(value, current, name));
  }

  #within(name: string, value: unknown): unknown {
    if (name === "providers") return providersOf(value);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return name === "emailTemplate" ? new TemplatePart(value, () => this.#validate(name)) : new Options(value);
  }
}

/** Null for none, as it is stored. */
function providersOf(list: unknown): unknown {
  if (list === null || list === undefined) return null;
  if (!Array.isArray(list)) throw notAnother(list, "[]core.OAuth2ProviderConfig");
  return list.map((one: unknown) => new Options({ ...NO_PROVIDER, ...(one as object) }));
}

/** One that says how long something counts. */
class TimedPart extends OptionPart {
  durationTime(): Duration {
    return Duration.ofSeconds(this["duration"]);
  }
}

class TemplatePart extends OptionPart {
  /** Subject and body with values in place of what stands for them. */
  resolve(placeholders: Readonly<Record<string, unknown>>): [subject: string, body: string] {
    const fill = (text: unknown): string => {
      let filled = textArgument(text);
      for (const [name, value] of Object.entries(placeholders)) filled = filled.replaceAll(name, () => String(value));
      return filled;
    };
    return [fill(this["subject"]), fill(this["body"])];
  }
}

class OAuth2Part extends OptionPart {
  /** The options of a provider, and whether there are some. */
  getProviderConfig(name: string): [object, boolean] {
    const all = (this["providers"] ?? []) as readonly { name?: unknown }[];
    const found = all.find((one) => one.name === name);
    return found === undefined ? [{ ...NO_PROVIDER }, false] : [found, true];
  }
}

const PARTS: Readonly<Record<string, typeof OptionPart>> = {
  oauth2: OAuth2Part,
  passwordAuth: OptionPart,
  mfa: TimedPart,
  otp: TimedPart,
  authAlert: OptionPart,
  authToken: TimedPart,
  passwordResetToken: TimedPart,
  emailChangeToken: TimedPart,
  verificationToken: TimedPart,
  fileToken: TimedPart,
  verificationTemplate: TemplatePart,
  resetPasswordTemplate: TemplatePart,
  confirmEmailChangeTemplate: TemplatePart,
};

/** What an assignment makes of such an option; `current` is what the collection has. */
export function assignedPart(value: unknown, current: unknown, name: string): unknown {
  const given = likeCurrent(value, current, name);
  return current instanceof OptionPart ? current.like(given as object) : given;
}

/** The value of an option of the collection, with its methods. */
export function optionPart(
  collection: HostCollection,
  [name, value]: readonly [string, unknown],
  check: Check,
): unknown {
  const Part = PARTS[name];
  if (Part === undefined || typeof value !== "object" || value === null) return value;
  return new Part(value, (...inner) => check(collection, [name, ...inner]));
}
