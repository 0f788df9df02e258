import { createAuthToken, createToken } from "../../model/auth/tokens.ts";
import { deleteRecord } from "../../model/records/delete.ts";
import { verifyPassword } from "../../model/records/password.ts";
import { newRecord } from "../../model/records/record-values.ts";
import { saveRecord } from "../../model/records/save.ts";
import { validateRecord } from "../../model/records/validate.ts";
import type { Operations } from "../operation.ts";

/** What records do with the server. Records that changed go back with each answer. */
export const recordOperations: Operations = {
  /** A new record's values, for `new Record(collection)`. */
  "record.new": (call) => call.frame.encode(newRecord(call.collection(0))),

  /** Has what was set take its field's form: the answer brings the values back. */
  "record.normalize": () => undefined,

  "record.save": (call) => saveRecord(call.writeContext, call.record(0)),
  "record.saveNoValidate": (call) => saveRecord(call.writeContext, call.record(0), { validates: false }),
  "record.validate": (call) => validateRecord(call.context, call.record(0)),
  "record.delete": (call) => deleteRecord(call.writeContext, call.record(0)),

  "record.validatePassword": (call) => verifyPassword(call.context, call.record(0), call.text(1)),

  /** `new…Token()`: the kind, and for sign-ins that can't be refreshed their duration in seconds. */
  "record.token"(call) {
    const record = call.record(0);
    const type = call.text(1);
    switch (type) {
      case "auth":
        return createAuthToken(record);
      case "static":
        return createAuthToken(record, { duration: call.integer(2), refreshable: false });
      case "emailChange":
        return createToken(record, { type, claims: { email: record.text("email"), newEmail: call.text(2) } });
      case "verification":
      case "passwordReset":
        return createToken(record, { type, claims: { email: record.text("email") } });
      case "file":
        return createToken(record, { type });
      default:
        throw new Error(`there are no tokens of the kind ${type}`);
    }
  },
};
