import { toTextList } from "../../lib/convert.ts";
import { isSuperuser } from "../../model/records/is-superuser.ts";
import { isPlainPassword } from "../../model/fields/password.ts";
import type { RecordModel } from "../../model/records/record.ts";
import { recordFields } from "../../model/records/record-fields.ts";
import {
  copyRecord,
  hasModifierKeys,
  normalizedBody,
  replaceModifiers,
  setValue,
} from "../../model/records/record-values.ts";
import type { RequestInfo } from "../../model/request-info.ts";
import { checkLists } from "./check-lists.ts";

export interface SubmittedData {
  /** Values by field, in place of the modifiers. It is also what rules see as `@request.body`. */
  readonly body: Record<string, unknown>;
  /** A copy of the record that knows which of the values modifiers made; null where there were none. */
  readonly copy: RecordModel | null;
}

/** What the body of the request makes of the record. What normal users send for hidden fields is dropped. */
export function submittedData(record: RecordModel, request: RequestInfo): SubmittedData {
  const { collection } = record;
  if (!isSuperuser(request.auth)) checkLists(collection, request.body);
  const submitted = isPlain(record, request)
    ? { body: normalizedBody(record, request.body), copy: null }
    : replaceAll(record, request);
  const { body } = submitted;
  for (const { name } of recordFields(collection).ofType("password")) {
    const value = body[name];
    if (isPlainPassword(value)) body[name] = value.plain;
  }
  if (isSuperuser(request.auth)) return submitted;
  for (const { name, hidden } of collection.fields) {
    if (hidden && !(collection.type === "auth" && name === "password")) delete body[name];
  }
  return submitted;
}

/** Whether it is the same as the values of the fields. */
function isPlain({ collection }: RecordModel, { body, files }: RequestInfo): boolean {
  return (files === undefined || files.size === 0) && !hasModifierKeys(collection, Object.keys(body));
}

function replaceAll(record: RecordModel, request: RequestInfo): SubmittedData {
  const copy = copyRecord(record);
  const body = replaceModifiers(copy, request.body);
  addFiles(copy, body, request);
  return { body, copy };
}

/**
 * Adds the files that a file field takes: under its name (beside the names of stored files, which are kept) or with `+` before or
 * behind it. Other files count for nothing.
 */
function addFiles(copy: RecordModel, body: Record<string, unknown>, { body: sent, files }: RequestInfo): void {
  if (files === undefined || files.size === 0) return;
  for (const { name } of recordFields(copy.collection).ofType("file")) {
    const own = files.get(name);
    if (own !== undefined) setValue(copy, name, [...toTextList(sent[name]), ...own]);
    const around = [`+${name}`, `${name}+`].filter((key) => files.has(key));
    for (const key of around) setValue(copy, key, files.get(key));
    if (own !== undefined || around.length > 0) body[name] = copy.values[name];
  }
}
