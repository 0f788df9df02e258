import type { CollectionModel } from "pocketbase";
import { text } from "../../texts/text.ts";

/** Files of a field: which of the stored ones go, and which new ones come. */
export interface FileChanges {
  readonly removed: readonly string[];
  readonly added: readonly File[];
}

export function isFileChanges(value: unknown): value is FileChanges {
  return typeof value === "object" && value !== null && "added" in value && "removed" in value;
}

/** JSON as it is typed, which may not be JSON yet. */
export class TypedJson {
  readonly typed: string;
  #isValid: boolean | undefined;

  constructor(typed: string) {
    this.typed = typed;
  }

  /** Asked for at each change of the form. */
  get isValid(): boolean {
    this.#isValid ??= this.#canBeParsed();
    return this.#isValid;
  }

  parse(): unknown {
    return this.typed.trim() === "" ? null : (JSON.parse(this.typed) as unknown);
  }

  #canBeParsed(): boolean {
    try {
      this.parse();
      return true;
    } catch {
      return false;
    }
  }
}

/** The changed values by field name. */
export type Draft = Readonly<Record<string, unknown>>;

/** With an undefined value the field is as it is stored. */
export function withValue(draft: Draft, name: string, value: unknown): Draft {
  const { [name]: _, ...others } = draft;
  return value === undefined ? others : { ...others, [name]: value };
}

export function invalidValues(draft: Draft): Record<string, string> {
  const invalid = Object.entries(draft).filter(([, value]) => value instanceof TypedJson && !value.isValid);
  return Object.fromEntries(invalid.map(([name]) => [name, text.record.invalidJson]));
}

/** What to send: files as additions and removals, so that others' uploads of the meantime stay. */
export function bodyOf(collection: CollectionModel, draft: Draft): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(draft)) {
    const field = collection.fields.find((one) => one.name === name);
    if (value instanceof TypedJson) {
      body[name] = value.parse();
    } else if (field?.type === "file") {
      const { removed, added } = value as FileChanges;
      const isSingle = Number(field["maxSelect"] ?? 1) <= 1;
      if (isSingle) body[name] = added[0] ?? "";
      else {
        if (added.length > 0) body[`${name}+`] = [...added];
        if (removed.length > 0) body[`${name}-`] = [...removed];
      }
    } else if (field?.type === "password") {
      // The second typing is there against slips of the account's own owner.
      if (value !== "")
        Object.assign(body, { [name]: value, ...(name === "password" ? { passwordConfirm: value } : {}) });
    } else {
      body[name] = value;
    }
  }
  return body;
}
