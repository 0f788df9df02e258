import { parseFields, FieldsSyntaxError } from "../../lib/pick-fields.ts";
import { isHeaderName } from "../../lib/header-name.ts";
import { stringifyJson } from "../../lib/json-text.ts";
import type { Call } from "../../model/route.ts";
import type { GivenBytes } from "../given-bytes.ts";
import type { ResponseStep } from "../wire.ts";

/** Does to the answer of the request what a handler did, in order. */
export function applyResponse(call: Call, steps: readonly ResponseStep[], bytes: GivenBytes): void {
  const { draft } = call;
  for (const step of steps) {
    switch (step[0]) {
      case "begin":
        draft.begin(step[1]);
        break;
      case "header":
        // As in Go, too late once the answer has begun, and without what can't be a name.
        if (!draft.isWritten && isHeaderName(step[2]))
          applyHeader(draft.headers, step[1], [step[2], bytesAsText(step[3])]);
        break;
      case "text":
        draft.write(step[1]);
        break;
      case "json":
        draft.write(picked(call, step[1]));
        break;
      case "bytes":
        draft.write(bytes.take(step[1]));
        break;
      case "json-bytes":
        draft.write(pickedBytes(call, bytes.take(step[1])));
        break;
    }
  }
}

const PLAIN = /^[ -~]*$/;

/** As in Go, headers have the bytes of UTF-8, with spaces for line breaks. `Headers` takes characters for bytes, and no NUL. */
function bytesAsText(text: string): string {
  if (PLAIN.test(text)) return text;
  return Buffer.from(text.replaceAll(/[\r\n\0]/g, " ")).toString("latin1");
}

type Headers = Call["draft"]["headers"];

/** A default counts where the handlers have set no such header. */
function applyHeader(
  headers: Headers,
  how: "set" | "add" | "delete" | "default",
  [name, value]: readonly [string, string],
): void {
  if (how !== "default") headers.push([how, name, value]);
  else {
    const last = headers.findLast(([, other]) => other.toLowerCase() === name.toLowerCase());
    if (last === undefined || last[0] === "delete") headers.push(["set", name, value]);
  }
}

function pickedBytes(call: Call, json: Uint8Array): string | Uint8Array {
  return isWhole(call) ? json : picked(call, new TextDecoder().decode(json));
}

/** To make the query takes as long as the rest of a short answer. */
function isWhole(call: Call): boolean {
  return !call.url.includes("?") || (call.query.get("fields") ?? "") === "" || (call.draft.status ?? 200) >= 300;
}

/** As in PocketBase, the `fields` of the query count for the JSON of every route; those that can't be read leave the body empty. */
function picked(call: Call, json: string): string {
  if (isWhole(call)) return json;
  const fields = call.query.get("fields") ?? "";
  try {
    return `${stringifyJson(parseFields(fields).pick(JSON.parse(json)))}\n`;
  } catch (error) {
    if (error instanceof FieldsSyntaxError) return "";
    throw error;
  }
}

/** Has a whole response be the answer, or follow what was written before. Gives what realms are told of it. */
export async function answerWith(call: Call, response: Response): Promise<ReturnType<typeof responseState>> {
  await call.draft.respond(response);
  return responseState(call);
}

/** What realms are told of the answer. */
export function responseState(call: Call | null): { readonly isWritten: boolean; readonly status: number } {
  if (call === null) return { isWritten: false, status: 0 };
  const { isWritten, status, isOperationDone, operationStatus } = call.draft;
  return { isWritten, status: status ?? (isOperationDone ? operationStatus : 0) };
}
