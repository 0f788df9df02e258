import type { ResponseStep } from "../wire.ts";
import { giveBytes, giveText } from "./server.ts";

/** Longer texts go beside the message: with one of 50 million characters in its JSON all other requests waited for 90 ms. */
const MAX_TEXT_LENGTH = 16 * 1024;

export function textStep(text: string): ResponseStep {
  return text.length > MAX_TEXT_LENGTH ? ["bytes", giveText(text)] : ["text", text];
}

/** Of which the `fields` of the query count. */
export function jsonStep(text: string): ResponseStep {
  return text.length > MAX_TEXT_LENGTH ? ["json-bytes", giveText(text)] : ["json", text];
}

export function bytesStep(bytes: Uint8Array): ResponseStep {
  return ["bytes", giveBytes(bytes)];
}
