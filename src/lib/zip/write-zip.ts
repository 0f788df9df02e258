import { extname } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { ZipFile } from "yazl";

export interface ZipSource {
  /** The path in the archive, with `/` between its parts. */
  readonly name: string;
  /** The file on this machine. */
  readonly file: string;
}

/** The quickest, as PocketBase's: a backup must not slow the server down for long. */
const LEVEL = 1;
const FILES_AT_ONCE = 100;
/** Compressed already. */
const STORED = new Set(
  ".jpg .jpeg .png .gif .webp .avif .heic .mp3 .m4a .ogg .mp4 .mov .webm .mkv .zip .gz .xz .zst .7z .rar .woff2 .docx .xlsx .pptx".split(
    " ",
  ),
);

/** The bytes of an archive of the files, which are read as the bytes are asked for. Fails where a file can't be read. */
export async function* writeZip(sources: Iterable<ZipSource>): AsyncGenerator<Uint8Array> {
  const yazl = await import("yazl");
  const zip = new yazl.ZipFile();
  const output = zip.outputStream as NodeJS.ReadableStream & { destroy(error?: Error): void };
  zip.on("error", (error: Error) => output.destroy(error));
  addAll(zip, sources).catch((error: Error) => output.destroy(error));
  try {
    for await (const chunk of output) yield chunk as Buffer;
  } finally {
    output.destroy();
  }
}

/** With pauses, because the library looks at each file as soon as it is named. */
async function addAll(zip: ZipFile, sources: Iterable<ZipSource>): Promise<void> {
  let added = 0;
  for (const { name, file } of sources) {
    const compress = !STORED.has(extname(name).toLowerCase());
    zip.addFile(file, name, { compress, ...(compress ? { compressionLevel: LEVEL } : {}) });
    added += 1;
    if (added % FILES_AT_ONCE === 0) await setImmediate();
  }
  zip.end();
}
