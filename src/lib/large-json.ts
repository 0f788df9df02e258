import { asGoReads, mayDiffer, parseFirstJson } from "./first-json.ts";
import { type JsonLimits, JsonScan } from "./json-scan.ts";
import type { Turns } from "./time-slicer.ts";

/** Shorter texts have no room for more than `JsonScan` lets pass, but for digits, and those are parsed in 2 ms. */
const SMALL_LENGTH = 256 * 1024;

/** As `parseFirstJson`, with limits and pauses for long texts. Rejects with a `LimitError` where there is too much in it. */
export async function parseLargeJson(
  text: string,
  { limits, turns }: { limits: JsonLimits; turns: Turns },
): Promise<unknown> {
  if (text.length <= SMALL_LENGTH) return parseFirstJson(text);
  const end = await new JsonScan(text, limits).run(turns);
  await turns.pause();
  const value: unknown = JSON.parse(end === null ? text : text.slice(0, end));
  await turns.pause();
  if (!mayDiffer(text)) return value;
  const corrected = asGoReads(value);
  await turns.pause();
  return corrected;
}
