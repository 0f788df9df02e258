import { badRequest } from "../../lib/api-error.ts";
import { checkBlobKey } from "../../lib/blob-store.ts";
import type { ListedBlob } from "../../lib/blob-store.ts";
import { formatDate } from "../../lib/dates.ts";
import { findFileOwners } from "./file-owners.ts";
import type { FileOwner } from "./file-owners.ts";
import type { Call } from "../../model/route.ts";
import { isOldEnough } from "./orphan-age.ts";
import type { StoreScan } from "./scan.ts";

const DEFAULT_LIMIT = 500;
const MAX_LIMIT = 1000;

/** A page of the files that are stored, in the order of the store, each with the record that it belongs to. */
export async function listStoredFiles(call: Call, scan: StoreScan): Promise<Response> {
  const { context, query } = call;
  const [folder, after] = [query.get("folder") ?? "", query.get("after") ?? ""];
  for (const key of [folder, after]) if (key !== "") checkKey(key);
  const limit = limitOf(query.get("limit"));
  const prefix = folder === "" ? "" : `${folder}/`;
  const { files, next } = await scan.page(context.files, { prefix, after, limit });
  const keys = files.map(({ key }) => key);
  const owners = await findFileOwners(context, keys);
  return call.json({ files: files.map((file) => shownFile(file, owners.get(file.key))), next });
}

function checkKey(key: string): void {
  try {
    checkBlobKey(key);
  } catch {
    throw badRequest(`"${key}" is no key of a file.`);
  }
}

function limitOf(text: string | null): number {
  if (text === null) return DEFAULT_LIMIT;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT)
    throw badRequest(`limit: must be a whole number from 1 to ${MAX_LIMIT}.`);
  return limit;
}

function shownFile({ key, size, modified }: ListedBlob, owner: FileOwner | undefined) {
  const { place = null, collection = null, field = null, orphan = null } = owner ?? {};
  return {
    key,
    size,
    modified: formatDate(modified),
    collection: collection?.name ?? null,
    record: place?.recordId ?? null,
    name: place?.name ?? null,
    isThumb: place?.isThumb === true,
    field,
    orphan: orphan !== null && isOldEnough(modified) ? orphan : null,
  };
}
