import PocketBase, { ClientResponseError, LocalAuthStore } from "pocketbase";
import { text } from "../texts/text.ts";

/** The one way to the server. The address is relative to the page, so that it also works under another path. */
export const client = new PocketBase(
  new URL("../", location.href.split("#")[0]).href.replace(/\/$/, ""),
  // PocketBase's own dashboard keeps its sign-in under another name: the two never read each other's.
  new LocalAuthStore("baobox_superuser"),
).autoCancellation(false);

/** A client for the pages that mails link to, which has nothing to do with who is signed in here. */
export function guestClient(): PocketBase {
  return new PocketBase(client.baseURL, new LocalAuthStore("baobox_guest")).autoCancellation(false);
}

/** What went wrong, for people: one sentence, and one for each field that caused it. */
export interface Problem {
  readonly message: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly status: number;
}

export function toProblem(error: unknown): Problem {
  if (!(error instanceof ClientResponseError)) {
    return { message: text.common.somethingWrong, fields: {}, status: 0 };
  }
  if (error.isAbort) return { message: text.common.stopped, fields: {}, status: 0 };
  if (error.status === 0) return { message: text.common.unreachable, fields: {}, status: 0 };
  const fields = Object.fromEntries(fieldMessages(error.response["data"], ""));
  return { message: String(error.response["message"] ?? text.common.somethingWrong), fields, status: error.status };
}

/** Errors of nested values are keyed by their path: `fields.0.name`. */
function fieldMessages(data: unknown, prefix: string): [string, string][] {
  if (typeof data !== "object" || data === null) return [];
  return Object.entries(data).flatMap(([key, value]: [string, unknown]) => {
    if (typeof value === "object" && value !== null && "message" in value && typeof value.message === "string") {
      return [[prefix + key, value.message]];
    }
    return fieldMessages(value, `${prefix}${key}.`);
  });
}
