import type { SchemaDialect } from "../../database/schema-dialect.ts";
import { DecodeError } from "../collections/decode.ts";
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
      const { json, ...note } = convertCollection(raw, schema);
      converted.push(note);
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
