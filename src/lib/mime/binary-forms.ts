import type { Head } from "./kind.ts";
import { isText } from "./text-bytes.ts";

const TAR_HEADER_BYTES = 512;
const TAR_NAME_BYTES = 100;
const TAR_SUM = { start: 148, end: 156 };

/** A tar archive has no signature: its first header has the right checksum. Packages of Gentoo are left out. */
export function isTar({ bytes }: Head): boolean {
  if (bytes.length < TAR_HEADER_BYTES || bytes.slice(0, TAR_NAME_BYTES).includes("/gpkg-1\0")) return false;
  const field = bytes.slice(TAR_SUM.start, TAR_SUM.end).replace(/^[ \0]+|[ \0]+$/g, "");
  const octal = /^([0-7]+)(?:\0|$)/.exec(field)?.[1];
  if (octal === undefined) return false;
  let sum = 0;
  let signedSum = 0;
  for (let at = 0; at < TAR_HEADER_BYTES; at++) {
    // The field of the sum counts as spaces.
    const byte = at >= TAR_SUM.start && at < TAR_SUM.end ? 0x20 : bytes.charCodeAt(at);
    sum += byte;
    // Old programs of Sun summed signed bytes.
    signedSum += byte > 0x7f ? byte - 0x100 : byte;
  }
  const expected = Number.parseInt(octal, 8);
  return expected === sum || expected === signedSum;
}

const MATROSKA = "\x1aE\xdf\xa3";
/** The element that names the type of the document. */
const DOC_TYPE = "\x42\x82";

export function isMatroska({ bytes }: Head, type: string): boolean {
  const at = bytes.startsWith(MATROSKA) ? bytes.indexOf(DOC_TYPE) : -1;
  if (at === -1) return false;
  const size = at + DOC_TYPE.length;
  // A number's length is told by the zeros that its first byte begins with.
  const sizeBytes = Math.min(8, Math.clz32(bytes.charCodeAt(size) & 0xff) - 24 + 1);
  return bytes.startsWith(type, size + sizeBytes);
}

const CRX_HEADER_BYTES = 16;

/** A zip archive behind a key and a signature. */
export function isChromeExtension({ bytes }: Head): boolean {
  if (!bytes.startsWith("Cr24") || bytes.length < CRX_HEADER_BYTES) return false;
  const header = Buffer.from(bytes.slice(0, CRX_HEADER_BYTES), "latin1");
  const start = CRX_HEADER_BYTES + header.readUInt32LE(8) + header.readUInt32LE(12);
  return /^PK[\x03\x05\x07][\x04\x06\x08]/.test(bytes.slice(start, start + 4));
}

/** RFC 1950 §2.2: the first two bytes are a multiple of 31. Some texts are so, too. */
export function isZlib({ bytes }: Head): boolean {
  return bytes.startsWith("x") && (0x7800 | bytes.charCodeAt(1)) % 31 === 0 && !isText(bytes);
}
