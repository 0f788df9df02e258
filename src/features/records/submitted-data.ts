import { toTextList } from "../../lib/convert.ts";
import { isSuperuser } from "../../model/auth/is-superuser.ts";
import { isPlainPassword } from "../../model/fields/password.ts";
import type { RecordModel } from "../../model/records/record.ts";
import { recordFields } from "../../model/records/record-fields.ts";
import { replaceModifiers } from "../../model/records/record-values.ts";
import type { RequestInfo } from "../../model/request-info.ts";

/**
 * What the body of the request makes of the record: values by field, in place of the modifiers. What normal users send for
 * hidden fields is dropped. It is also what rules see as `@request.body`.
 */
export function submittedData(record: RecordModel, request: RequestInfo): Record<string, unknown> {
  const data = withSentFiles(record, request);
  const { collection } = record;
  for (const { name } of recordFields(collection).ofType("password")) {
    const value = data[name];
    if (isPlainPassword(value)) data[name] = value.plain;
  }
  if (isSuperuser(request.auth)) return data;
  for (const { name, hidden } of collection.fields) {
    if (hidden && !(collection.type === "auth" && name === "password")) delete data[name];
  }
  return data;
}

/**
 * The body's values together with the files that a file field takes: under its name (beside the names of stored files, which are
 * kept) or with `+` before or behind it. Other files count for nothing.
 */
function withSentFiles(record: RecordModel, request: RequestInfo): Record<string, unknown> {
  const data = replaceModifiers(record, request.body);
  const { files } = request;
  if (files === undefined || files.size === 0) return data;
  const sent: Record<string, unknown> = {};
  for (const { name } of recordFields(record.collection).ofType("file")) {
    const own = files.get(name);
    if (own !== undefined) sent[name] = [...toTextList(request.body[name]), ...own];
    else if (Object.hasOwn(data, name)) sent[name] = data[name];
    for (const key of [`+${name}`, `${name}+`]) {
      if (files.has(key)) sent[key] = files.get(key);
    }
  }
  return { ...data, ...replaceModifiers(record, sent) };
}
