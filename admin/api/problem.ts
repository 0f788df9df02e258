import { ClientResponseError } from "pocketbase";
import { text } from "../texts/text.ts";

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
