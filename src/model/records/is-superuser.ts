import { SUPERUSERS } from "../collections/collection.ts";
import type { RecordModel } from "./record.ts";

export function isSuperuser(auth: RecordModel | null): boolean {
  return auth !== null && auth.collection.name === SUPERUSERS;
}
