import { SUPERUSERS } from "../collections/collection.ts";
import type { RecordModel } from "../records/record.ts";

export function isSuperuser(auth: RecordModel | null): boolean {
  return auth !== null && auth.collection.name === SUPERUSERS;
}
