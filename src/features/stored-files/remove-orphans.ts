import { Value } from "@sinclair/typebox/value";
import { Type } from "@sinclair/typebox";
import { badRequest } from "../../lib/api-error.ts";
import { checkBlobKey } from "../../lib/blob-store.ts";
import { findFileOwners } from "./file-owners.ts";
import type { FileOwner } from "./file-owners.ts";
import { readBody } from "../../model/request-body.ts";
import type { Context } from "../../model/context.ts";
import type { Call } from "../../model/route.ts";
import { isOldEnough } from "./orphan-age.ts";

const MAX_KEYS = 500;
const DELETIONS_AT_ONCE = 8;

export const OrphanKeys = Type.Object({
  keys: Type.Array(Type.String({ minLength: 1, maxLength: 1024 }), { minItems: 1, maxItems: MAX_KEYS }),
});

type Reason = "owned" | "new" | "missing" | "failed";

/**
 * Deletes files that belong to no record. Each is looked at again: what has an owner, was stored a moment ago or is no file of a
 * record stays, whatever the client says.
 */
export async function removeOrphans(call: Call): Promise<Response> {
  const { context } = call;
  const { body } = await readBody(call);
  if (!Value.Check(OrphanKeys, body)) throw badRequest(`keys: must be a list of 1 to ${MAX_KEYS} keys of files.`);
  const keys = [...new Set(body.keys)].filter(isKey);
  const owners = await findFileOwners(context, keys);
  const removed: string[] = [];
  const kept: { key: string; reason: Reason }[] = body.keys
    .filter((key) => !isKey(key))
    .map((key) => ({ key, reason: "missing" }));
  for (let start = 0; start < keys.length; start += DELETIONS_AT_ONCE) {
    const some = keys.slice(start, start + DELETIONS_AT_ONCE);
    await Promise.all(
      some.map(async (key) => {
        const reason = await removeOne(context, key, owners.get(key));
        if (reason === null) removed.push(key);
        else kept.push({ key, reason });
      }),
    );
  }
  if (removed.length > 0)
    context.log.info("deleted files that belong to no record", { count: removed.length, first: removed[0] ?? "" });
  return call.json({ removed: removed.toSorted(), kept });
}

function isKey(key: string): boolean {
  try {
    checkBlobKey(key);
    return true;
  } catch {
    return false;
  }
}

/** Null where it was deleted. */
async function removeOne({ files, log }: Context, key: string, owner: FileOwner | undefined): Promise<Reason | null> {
  if (owner === undefined || owner.orphan === null) return "owned";
  try {
    const blob = await files.read(key);
    if (blob === null) return "missing";
    if (!isOldEnough(blob.modified)) return "new";
    await files.delete(key);
    return null;
  } catch (error) {
    log.warn("failed to delete a file that belongs to no record", { key, error: String(error) });
    return "failed";
  }
}
