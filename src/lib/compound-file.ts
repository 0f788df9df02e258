import type { DetectedType } from "./mime.ts";

/** The classes of root entries, by the type of document that has them. */
const CLASSES: Readonly<Record<string, DetectedType>> = {
  "00020900-0000-0000-c000-000000000046": { contentType: "application/msword", extension: ".doc" },
  "00020906-0000-0000-c000-000000000046": { contentType: "application/msword", extension: ".doc" },
  "00020810-0000-0000-c000-000000000046": { contentType: "application/vnd.ms-excel", extension: ".xls" },
  "00020820-0000-0000-c000-000000000046": { contentType: "application/vnd.ms-excel", extension: ".xls" },
  "64818d10-4f9b-11cf-86ea-00aa00b929e8": { contentType: "application/vnd.ms-powerpoint", extension: ".ppt" },
  "ea7bae70-fb3b-11cd-a903-00aa00510ea3": { contentType: "application/vnd.ms-powerpoint", extension: ".ppt" },
  "000c1084-0000-0000-c000-000000000046": { contentType: "application/x-ms-installer", extension: ".msi" },
  "00021201-0000-0000-00c0-000000000046": { contentType: "application/vnd.ms-publisher", extension: ".pub" },
  "00020d0b-0000-0000-c000-000000000046": { contentType: "application/vnd.ms-outlook", extension: ".msg" },
};

const UNKNOWN: DetectedType = { contentType: "application/x-ole-storage", extension: "" };

/** Offsets in the header and in a directory entry, [MS-CFB] 2.2 and 2.6.1. */
const SECTOR_SHIFT = 30;
const FIRST_DIRECTORY_SECTOR = 48;
const ENTRY_CLASS = 80;
const HEADER_SIZE = 512;

/** The kind of a compound file (documents of Office before 2007): the class of its root entry tells it. */
export async function compoundFileType(content: Blob): Promise<DetectedType> {
  const header = new DataView(await content.slice(0, HEADER_SIZE).arrayBuffer());
  if (header.byteLength < HEADER_SIZE) return UNKNOWN;
  const sectorSize = 2 ** header.getUint16(SECTOR_SHIFT, true);
  const start = (header.getUint32(FIRST_DIRECTORY_SECTOR, true) + 1) * sectorSize + ENTRY_CLASS;
  const id = new DataView(await content.slice(start, start + 16).arrayBuffer());
  return id.byteLength === 16 ? (CLASSES[formatClass(id)] ?? UNKNOWN) : UNKNOWN;
}

/** The first three groups of a class id are stored as little-endian numbers. */
function formatClass(id: DataView): string {
  const hex = (value: number, length: number) => value.toString(16).padStart(length, "0");
  const groups = [hex(id.getUint32(0, true), 8), hex(id.getUint16(4, true), 4), hex(id.getUint16(6, true), 4)];
  const rest = Array.from({ length: 8 }, (_, index) => hex(id.getUint8(8 + index), 2)).join("");
  return [...groups, rest.slice(0, 4), rest.slice(4)].join("-");
}
