import type { SchemaDialect } from "../../database/schema-dialect.ts";
import { DecodeError, decodeObject } from "../collections/decode.ts";
import { allowsOAuth2 } from "./convert-auth.ts";
import { convertCollection, isOldCollection } from "./convert-collection.ts";

type Raw = Readonly<Record<string, unknown>>;

/** What became of a collection of before v0.23. */
export interface ConversionNote {
  readonly name: string;
  /** What is in another place now, in plain words. */
  readonly changes: readonly string[];
  /** What has no place any more. */
  readonly dropped: readonly string[];
}

/**
 * Brings those collections of an export that PocketBase wrote before v0.23 into today's form. Throws a `DecodeError` that names the
 * collection and the place where one can't be converted.
 */
export function convertImport(
  collections: readonly Raw[],
  schema: SchemaDialect,
): { collections: readonly Raw[]; converted: readonly ConversionNote[] } {
  const converted: ConversionNote[] = [];
  const list = collections.map((raw, index) => {
    if (!isOldCollection(raw)) return raw;
    try {
      const { json, dropped, ...note } = convertCollection(raw, schema);
      converted.push({ ...note, dropped: [...dropped, ...droppedOfSettings(raw)] });
      return json;
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      const place = `collections[${index}] ${JSON.stringify(raw["name"] ?? "")}`;
      throw new DecodeError(`${place} is of before PocketBase v0.23 and can't be converted: ${error.message}`, {
        cause: error,
      });
    }
  });
  return { collections: list, converted };
}

/** What collections have today and exports of that time did not: it was in the settings. */
function droppedOfSettings({ type, options }: Raw): string[] {
  if (type !== "auth" || !allowsOAuth2(decodeObject(options, "options"))) return [];
  return ["the providers of OAuth2, which were settings: add them to oauth2 of the collection and enable it"];
}
