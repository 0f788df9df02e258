import type { ByteRange } from "./blob-store.ts";

/**
 * False: the answer is 412. As the answers have no ETag, no tag of a request ever matches; `*` matches whatever exists.
 */
export function meetsPreconditions(headers: Headers, modifiedSeconds: number): boolean {
  const ifMatch = headers.get("if-match");
  if (ifMatch !== null && ifMatch !== "") return ifMatch.split(",").some((tag) => tag.trim() === "*");
  const unmodifiedSince = secondsOf(headers.get("if-unmodified-since"));
  return unmodifiedSince === null || modifiedSeconds <= unmodifiedSince;
}

/** True: the answer is 304. */
export function isUnchanged(headers: Headers, modifiedSeconds: number): boolean {
  const ifNoneMatch = headers.get("if-none-match");
  if (ifNoneMatch !== null && ifNoneMatch !== "") return ifNoneMatch.split(",").some((tag) => tag.trim() === "*");
  const modifiedSince = secondsOf(headers.get("if-modified-since"));
  return modifiedSince !== null && modifiedSeconds <= modifiedSince;
}

/**
 * The parts that are asked for; none for the whole. `outside`: no part lies within the content. More bytes than the content has are
 * never sent for one request: then it is the whole.
 */
export function requestedRanges(
  headers: Headers,
  { size, modifiedSeconds }: { size: number; modifiedSeconds: number },
): readonly ByteRange[] | "invalid" | "outside" {
  const text = headers.get("range");
  if (text === null || text === "" || !isRangeCurrent(headers.get("if-range"), modifiedSeconds)) return [];
  if (hasTooManyRanges(text)) return [];
  const ranges = parseRanges(text, size);
  if (ranges === "invalid") return "invalid";
  // Some clients send a range with every request, also for what is empty.
  if (ranges === "outside") return size === 0 ? [] : "outside";
  const sum = ranges.reduce((total, { start, end }) => total + end - start, 0);
  return sum > size ? [] : ranges;
}

/** RFC 9110 §14.2 lets a server ignore what asks for many small parts; each costs far more than its bytes. */
const MAX_RANGES = 1000;

function hasTooManyRanges(text: string): boolean {
  let count = 1;
  for (let at = text.indexOf(","); at >= 0; at = text.indexOf(",", at + 1)) {
    count += 1;
    if (count > MAX_RANGES) return true;
  }
  return false;
}

function isRangeCurrent(ifRange: string | null, modifiedSeconds: number): boolean {
  return ifRange === null || ifRange === "" || secondsOf(ifRange) === modifiedSeconds;
}

function parseRanges(text: string, size: number): readonly ByteRange[] | "invalid" | "outside" {
  if (!text.startsWith("bytes=")) return "invalid";
  const ranges: ByteRange[] = [];
  let isOutside = false;
  for (const part of text.slice("bytes=".length).split(",")) {
    if (part.trim() === "") continue;
    const [, first = "", last = ""] = /^(\d*)\s*-\s*(\d*)$/.exec(part.trim()) ?? [];
    if (first === "" && last === "") return "invalid";
    const start = first === "" ? Math.max(size - Number(last), 0) : Number(first);
    const end = first === "" || last === "" ? size : Math.min(Number(last) + 1, size);
    if (first !== "" && last !== "" && Number(last) < start) return "invalid";
    if (first !== "" && start >= size) isOutside = true;
    else ranges.push({ start, end });
  }
  return isOutside && ranges.length === 0 ? "outside" : ranges;
}

/** The forms of dates in HTTP; null for anything else. */
function secondsOf(date: string | null): number | null {
  if (date === null || !/^[A-Z][a-z]{2,8},? /.test(date)) return null;
  const time = Date.parse(date);
  return Number.isNaN(time) ? null : Math.floor(time / 1000);
}
