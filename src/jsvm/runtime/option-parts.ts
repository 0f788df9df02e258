import { NO_PROVIDER } from "../../lib/oauth2/no-provider.ts";
import type { HostCollection } from "./collection.ts";
import { Duration } from "./duration.ts";
import { textArgument } from "./go-arguments.ts";

/** Throws what is wrong with a part of the collection. */
type Check = (collection: HostCollection, path: readonly string[]) => void;

/** An option of a collection that has options itself. */
class OptionPart {
  [name: string]: unknown;
  readonly #validate: () => void;

  constructor(data: object, validate: () => void) {
    this.#validate = validate;
    Object.assign(this, data);
  }

  validate(): void {
    this.#validate();
  }
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

/** The value of an option of the collection, with its methods. */
export function optionPart(
  collection: HostCollection,
  [name, value]: readonly [string, unknown],
  check: Check,
): unknown {
  const Part = PARTS[name];
  if (Part === undefined || typeof value !== "object" || value === null) return value;
  const part = new Part(value, () => check(collection, [name]));
  const { emailTemplate } = value as { emailTemplate?: object };
  if (emailTemplate !== undefined) {
    part["emailTemplate"] = new TemplatePart(emailTemplate, () => check(collection, [name, "emailTemplate"]));
  }
  return part;
}
