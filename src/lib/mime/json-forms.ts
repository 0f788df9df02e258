import { scanJson } from "./json-scan.ts";
import type { JsonScan } from "./json-scan.ts";
import type { Head } from "./kind.ts";

const GEO_TYPES = new Set(
  [
    "Feature",
    "FeatureCollection",
    "Point",
    "LineString",
    "Polygon",
    "MultiPoint",
    "MultiLineString",
    "MultiPolygon",
    "GeometryCollection",
  ].map((name) => `"${name}"`),
);

/** An object or a list; other values are plain text. */
export function isJson(head: Head): boolean {
  return jsonOf(head) !== null;
}

export function isGeoJson(head: Head): boolean {
  return GEO_TYPES.has(memberOf(head, "type") ?? "");
}

/** What browsers record of their requests. */
export function isHttpArchive(head: Head): boolean {
  return ["log.version", "log.creator", "log.entries"].some((path) => memberOf(head, path) !== undefined);
}

export function isGltf(head: Head): boolean {
  return /^"[12]\.0"$/.test(memberOf(head, "asset.version") ?? "");
}

/** At least two lines, all of them JSON and one of them an object or a list. */
export function isJsonLines({ bytes }: Head): boolean {
  const lines = bytes.split("\n").map((line) => line.replace(/\r$/, ""));
  if (lines.at(-1) === "") lines.pop();
  return lines.length > 1 && lines.some(isStructure) && lines.every((line) => scanJson(line).end >= line.length);
}

function memberOf(head: Head, path: string): string | undefined {
  return head.bytes.trimStart().startsWith("{") ? jsonOf(head)?.members.get(path) : undefined;
}

/** Null for what is no JSON as far as it is known. */
function jsonOf({ bytes, isCut }: Head): JsonScan | null {
  if (!isStructure(bytes)) return null;
  const scan = scanJson(bytes);
  // PocketBase's detector takes a lone opening bracket for JSON.
  const isComplete = scan.isWhole || /^[\t\n\r ]*[[{]$/.test(bytes);
  return scan.end === bytes.length && (isCut || isComplete) ? scan : null;
}

function isStructure(text: string): boolean {
  return /^[\t\n\f\r ]*[[{]/.test(text);
}
