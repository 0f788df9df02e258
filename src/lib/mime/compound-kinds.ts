import { kind } from "./kind.ts";
import type { Kind } from "./kind.ts";

/** What compound files (documents of Office before 2007) are. */
export const COMPOUND_KINDS: readonly Kind[] = [
  compound("application/x-ms-installer application/x-windows-installer application/x-msi", ".msi", {
    classes: ["84100c0000000000c000000000000046"],
  }),
  compound("application/vnd.ms-outlook", ".msg", { classes: ["0b0d020000000000c000000000000046"] }),
  compound("application/vnd.ms-excel application/msexcel", ".xls", {
    classes: ["1008020000000000", "2008020000000000"],
    firstSector: /^(?:\x09\x08\x10\0\0\x06\x05\0|\xfd\xff{3}[\x10\x1f\x22\x23\x28\x29])/,
    stream: "WksSSWorkBook",
  }),
  compound("application/vnd.ms-publisher", ".pub", { classes: ["011202000000000000c0000000000046"] }),
  compound("application/vnd.ms-powerpoint application/mspowerpoint", ".ppt", {
    classes: ["108d81649b4fcf1186ea00aa00b929e8", "70ae7bea3bfbcd11a90300aa00510ea3"],
    firstSector: /^(?:\xa0F\x1d\xf0|\0n\x1e\xf0|\x0f\0\xe8\x03|\xfd\xff{3}[^]{2}\0\0)/,
  }),
  compound("application/msword application/vnd.ms-word", ".doc", {
    classes: [
      "0609020000000000c000000000000046",
      "0009020000000000c000000000000046",
      "0709020000000000c000000000000046",
    ],
  }),
];

interface CompoundForm {
  /** Beginnings of classes of the root entry, in hexadecimal as they are stored. */
  readonly classes: readonly string[];
  /** What may begin behind the header; the root entry often lies too far behind to be seen. */
  readonly firstSector?: RegExp;
  /** The name of a stream that only such documents have. */
  readonly stream?: string;
}

const HEADER_BYTES = 512;
/** Documents shorter than this are told by their class only. */
const MIN_BYTES = 520;
/** Where names of streams are looked for. */
const STREAMS = 1152;

/** Offsets in the header and in a directory entry, [MS-CFB] 2.2 and 2.6.1. */
const MAJOR_VERSION = 26;
const FIRST_DIRECTORY_SECTOR = 48;
const ENTRY_CLASS = 80;
const CLASS_BYTES = 16;

function compound(names: string, extension: string, { classes, firstSector, stream }: CompoundForm): Kind {
  return kind(names, extension, ({ bytes }) => {
    const id = rootClass(bytes);
    if (id !== null && classes.some((known) => id.startsWith(known))) return true;
    if (bytes.length < MIN_BYTES) return false;
    if (firstSector?.test(bytes.slice(HEADER_BYTES)) === true) return true;
    return stream !== undefined && bytes.includes(wide(stream), STREAMS);
  });
}

/** The class of the root entry in hexadecimal; null where it lies behind what is known of the file. */
function rootClass(bytes: string): string | null {
  if (bytes.length < HEADER_BYTES) return null;
  const header = Buffer.from(bytes.slice(0, HEADER_BYTES), "latin1");
  const sectorBytes = header.readUInt16LE(MAJOR_VERSION) === 4 ? 4096 : 512;
  const at = sectorBytes * (1 + header.readUInt32LE(FIRST_DIRECTORY_SECTOR)) + ENTRY_CLASS;
  if (bytes.length <= at + CLASS_BYTES) return null;
  return Buffer.from(bytes.slice(at, at + CLASS_BYTES), "latin1").toString("hex");
}

/** UTF-16, but for the last character's second byte. */
function wide(text: string): string {
  return text.split("").join("\0");
}
