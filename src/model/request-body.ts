import { ApiError, badRequest } from "../lib/api-error.ts";
import type { RequestInfo } from "./request-info.ts";
import type { Call } from "./route.ts";

/** What PocketBase answers where a form's body can't be read. */
const LOAD_FAILURE = "An error occurred while loading the submitted data.";

/**
 * The request with its body, for operations that answer a malformed one with a message of their own. Other refusals (too large,
 * a content type that isn't read) stay as they are.
 */
export async function readBody(call: Call, message: string = LOAD_FAILURE): Promise<RequestInfo> {
  try {
    return await call.readInfo();
  } catch (cause) {
    throw cause instanceof ApiError && cause.cause instanceof SyntaxError ? badRequest(message, { cause }) : cause;
  }
}

/**
 * The texts of a form by name; absent ones and null are "". JSON values of other types are a 400, as Go's decoder refuses them.
 * Forms have only texts: what was taken for a number or boolean is its text again.
 */
export function textFields<Name extends string>(request: RequestInfo, names: readonly Name[]): Record<Name, string> {
  const isForm = !request.headers["content_type"]?.startsWith("application/json");
  const fields: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = request.body[name] ?? "";
    const first: unknown = isForm && Array.isArray(value) ? value[0] : value;
    if (typeof first === "string") fields[name] = first;
    else if (isForm && (typeof first === "number" || typeof first === "boolean")) fields[name] = String(first);
    else throw badRequest(LOAD_FAILURE);
  }
  return fields as Record<Name, string>;
}
