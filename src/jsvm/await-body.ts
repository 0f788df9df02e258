import type { Call } from "../model/route.ts";
import type { HandlerSource } from "./hook-parts.ts";

const MAX_HELD_FORM = 1024 * 1024;

/** What code contains that asks for the body of a request, or may hand its event to code that does. */
const ASKS = /requestInfo|bindBody|findUploadedFiles|formValue|postForm|multipart|\bbody\b|\brequire\(/i;
/** What surely reads it as a form; the text of a large form that was read as such can't be had any more. */
const ASKS_FOR_FORM = /requestInfo|bindBody|findUploadedFiles|formValue/i;
const ASKS_FOR_TEXT = /request\s*\.\s*body/;

/** What the code of a handler does with the body of a request, as far as its text shows. */
export interface BodyUse {
  readonly asks: boolean;
  readonly asksForForm: boolean;
  readonly asksForText: boolean;
}

export function bodyUseOf(code: string): BodyUse {
  return { asks: ASKS.test(code), asksForForm: ASKS_FOR_FORM.test(code), asksForText: ASKS_FOR_TEXT.test(code) };
}

/**
 * Waits for the body of a request where a handler would: while it waits itself it holds a thread, of which some hundred clients that
 * send slowly or not at all would take all. What is wrong with the body is told when the handler asks for it.
 */
export async function awaitBody(call: Call, { bodyUse, next }: HandlerSource): Promise<void> {
  const { method, headers } = call.request;
  if (method === "GET" || method === "HEAD") return;
  // A handler that does something after `next()` waits within it for those who ask. A body without a limit is for them alone.
  if (!bodyUse.asks && (next !== "between" || call.maxBodyBytes === null)) return;
  if (call.request.body === null) return;
  try {
    if (isHeld(headers)) await call.readBytes();
    else if (readsForm(call, bodyUse)) await call.readInfo();
  } catch {
    // The same promise is what the handler gets.
  }
}

/**
 * Whether a large form is read as such in any case: by the handler of a route of hook files, or by the server's own routes that take
 * files, whose limits depend on the collection. Routes of plugins may read it in their own way.
 */
function readsForm({ route }: Call, { asksForForm, asksForText }: BodyUse): boolean {
  if (asksForText) return false;
  return route?.runsMiddleware === "late" ? asksForForm : typeof route?.maxBodyBytes === "function";
}

/** Whether the body stays in memory, so that scripts can read its text too. Large forms with files don't. */
export function isHeld(headers: Headers): boolean {
  if (headers.get("content-type")?.startsWith("multipart/") !== true) return true;
  const length = Number(headers.get("content-length") ?? Infinity);
  return length <= MAX_HELD_FORM;
}
