import { later } from "../lazy.ts";
import type { Head } from "./kind.ts";

export interface DetectedType {
  /** With parameters, e.g. `text/plain; charset=utf-8`. */
  readonly contentType: string;
  /** With the leading dot; "" where none is usual. */
  readonly extension: string;
  /** Other names of the type. */
  readonly aliases: readonly string[];
}

/** As much as PocketBase looks at. */
const HEAD_BYTES = 3072;

/** The type of a file by its content, whatever its name says. */
export async function detectMimeType(content: Blob): Promise<DetectedType> {
  const { typeOf } = await loadTypes();
  return typeOf(await headOf(content));
}

/** The type that a browser takes a file for: what is text and neither HTML nor XML is plain text. */
export async function detectShownType(content: Blob): Promise<string> {
  const { shownTypeOf } = await loadTypes();
  return shownTypeOf(await headOf(content));
}

/** What all types look like is known where the first file is looked at. */
const loadTypes = later(() => import("./type-of.ts"));

async function headOf(content: Blob): Promise<Head> {
  return {
    bytes: Buffer.from(await content.slice(0, HEAD_BYTES).arrayBuffer()).toString("latin1"),
    isCut: content.size >= HEAD_BYTES,
  };
}

/** Whether a detected type is the named one, parameters aside. */
export function isMimeType({ contentType, aliases }: DetectedType, name: string): boolean {
  const asked = withoutParameters(name);
  return withoutParameters(contentType) === asked || aliases.includes(asked);
}

function withoutParameters(type: string): string {
  return (type.split(";")[0] ?? "").trim().toLowerCase();
}
