import type { StoredBlob } from "../../src/lib/blob-store.ts";

/** What is stored, as text; null where there is nothing. */
export async function textOf(blob: StoredBlob | null): Promise<string | null> {
  return blob === null ? null : new Response(await blob.open()).text();
}
