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
  const data = replaceModifiers(record, request.body);
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
