import { fileTypeFromBlob } from "file-type";
import { compoundFileType } from "./compound-file.ts";
import { textType } from "./text-mime.ts";

export interface DetectedType {
  /** With parameters, e.g. `text/plain; charset=utf-8`. */
  readonly contentType: string;
  /** With the leading dot; "" where none is known. */
  readonly extension: string;
}

/** Other names of types, by the name that is detected. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  "application/gzip": ["application/x-gzip", "application/x-gunzip", "application/gzipped", "gzip/document"],
  "application/json": ["text/json"],
  "application/pdf": ["application/x-pdf"],
  "application/vnd.sqlite3": ["application/x-sqlite3"],
  "application/x-rar-compressed": ["application/vnd.rar", "application/x-rar"],
  "application/zip": ["application/x-zip", "application/x-zip-compressed"],
  "audio/aac": ["audio/x-aac"],
  "audio/flac": ["audio/x-flac"],
  "audio/mpeg": ["audio/mp3", "audio/x-mpeg"],
  "audio/ogg": ["application/ogg"],
  "audio/wav": ["audio/x-wav", "audio/wave", "audio/vnd.wave"],
  "audio/x-m4a": ["audio/mp4"],
  "image/bmp": ["image/x-bmp", "image/x-ms-bmp"],
  "image/vnd.adobe.photoshop": ["image/x-psd", "application/photoshop"],
  "image/x-icon": ["image/vnd.microsoft.icon"],
  "text/javascript": ["application/javascript", "application/x-javascript"],
  "text/xml": ["application/xml"],
  "video/x-msvideo": ["video/avi", "video/msvideo"],
};

/** Names that PocketBase uses where the library has a newer one. */
const KNOWN_AS: Readonly<Record<string, string>> = {
  "application/x-deb": "application/vnd.debian.binary-package",
  "application/x-google-chrome-extension": "application/x-chrome-extension",
  "application/x-msdownload": "application/vnd.microsoft.portable-executable",
  "application/x-sqlite3": "application/vnd.sqlite3",
  "application/xml": "text/xml; charset=utf-8",
  "audio/ogg; codecs=opus": "audio/ogg",
  "video/matroska": "video/x-matroska",
  "video/vnd.avi": "video/x-msvideo",
};

const COMPOUND_FILE = "application/x-cfb";

/** Enough to tell text from other content, as much as PocketBase looks at. */
const HEAD_BYTES = 3072;

/** The type of a file by its content, whatever its name says. */
export async function detectMimeType(content: Blob): Promise<DetectedType> {
  const text = textType(await content.slice(0, HEAD_BYTES).bytes());
  if (text !== null) return text;
  const found = await fileTypeFromBlob(content);
  if (found === undefined) return { contentType: "application/octet-stream", extension: "" };
  if (found.mime === COMPOUND_FILE) return compoundFileType(content);
  return { contentType: KNOWN_AS[found.mime] ?? found.mime, extension: `.${found.ext}` };
}

/** Whether a detected type is the named one, parameters aside. */
export function isMimeType({ contentType }: DetectedType, name: string): boolean {
  const detected = withoutParameters(contentType);
  const asked = withoutParameters(name);
  return detected === asked || ALIASES[detected]?.includes(asked) === true;
}

function withoutParameters(type: string): string {
  return (type.split(";")[0] ?? "").trim().toLowerCase();
}
