import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { NoRowError } from "../lib/api-error.ts";
import type { BlobStore, StoredBlob } from "../lib/blob-store.ts";
import { createLocalBlobStore } from "../lib/local-blob-store.ts";
import { createS3BlobStore } from "../lib/s3/s3-blob-store.ts";
import type { Context } from "../model/context.ts";
import type { FilePlace } from "./file-place.ts";
import type { Frame } from "./frame.ts";

/** The store that a place stands for. Those that scripts open themselves are kept for the run. */
export function storeOf(frame: Frame, place: FilePlace): BlobStore {
  const { context } = frame.parts;
  if (place.kind === "files") return context.files;
  if (place.kind === "backups") return context.backups;
  return frame.resource(JSON.stringify(place), () => open(place));
}

function open(place: Extract<FilePlace, { kind: "local" | "s3" }>): BlobStore {
  if (place.kind === "local") {
    mkdirSync(place.folder, { recursive: true });
    return createLocalBlobStore(place.folder);
  }
  const [bucket = "", region = "", endpoint = ""] = place.names;
  const [accessKey = "", secret = ""] = place.keys;
  return createS3BlobStore({ bucket, region, endpoint, accessKey, secret, forcePathStyle: place.forcePathStyle });
}

/** Throws what PocketBase's file systems throw where there is no such file; who does not catch it answers 404. */
export async function readStored(
  frame: Frame,
  place: FilePlace,
  { key, action, shown = key }: { readonly key: string; readonly action: "stat" | "remove"; readonly shown?: string },
): Promise<StoredBlob> {
  const blob = await storeOf(frame, place).read(key);
  if (blob !== null) return blob;
  const folder = folderOf(frame.parts.context, place);
  const reason = folder === null ? "" : `${action} ${join(folder, key)}: no such file or directory\n`;
  throw new NoRowError(`[key: ${shown}] ${reason}resource not found`);
}

/** Null for a bucket. */
function folderOf(context: Context, place: FilePlace): string | null {
  const settings = context.settings.current();
  if (place.kind === "local") return place.folder;
  if (place.kind === "s3") return null;
  const { enabled } = place.kind === "files" ? settings.s3 : settings.backups.s3;
  return enabled ? null : join(context.options.dataDir, place.kind === "files" ? "storage" : "backups");
}
