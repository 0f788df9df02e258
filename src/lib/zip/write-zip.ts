import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { extname } from "node:path";
import type { ZipFile } from "yazl";
import { type Progress, noProgress } from "../progress.ts";

export interface ZipSource {
  /** The path in the archive, with `/` between its parts. */
  readonly name: string;
  /** The file on this machine. */
  readonly file: string;
}

/** The quickest, as PocketBase's: a backup must not slow the server down for long. */
const LEVEL = 1;
/** Compressed already. */
const STORED = new Set(
  ".jpg .jpeg .png .gif .webp .avif .heic .mp3 .m4a .ogg .mp4 .mov .webm .mkv .zip .gz .xz .zst .7z .rar .woff2 .docx .xlsx .pptx".split(
    " ",
  ),
);

/**
 * The bytes of an archive of the files, which are read as the bytes are asked for. Fails where a file can't be read. The progress
 * counts what was read of the files.
 */
export async function* writeZip(
  sources: Iterable<ZipSource>,
  progress: Progress = noProgress,
): AsyncGenerator<Uint8Array> {
  const yazl = await import("yazl");
  const zip = new yazl.ZipFile();
  const output = zip.outputStream as NodeJS.ReadableStream & { destroy(error?: Error): void };
  zip.on("error", (error: Error) => output.destroy(error));
  addAll(zip, sources, progress).catch((error: Error) => output.destroy(error));
  try {
    for await (const chunk of output) {
      progress.signal.throwIfAborted();
      yield chunk as Buffer;
    }
  } finally {
    output.destroy();
  }
}

async function addAll(zip: ZipFile, sources: Iterable<ZipSource>, progress: Progress): Promise<void> {
  for (const { name, file } of sources) {
    const { size, mtime, mode } = await stat(file);
    const compress = !STORED.has(extname(name).toLowerCase());
    const options = { size, mtime, mode, compress, ...(compress ? { compressionLevel: LEVEL } : {}) };
    zip.addReadStreamLazy(name, options, (give) => {
      const stream = createReadStream(file);
      stream.on("data", (chunk) => progress.advance(chunk.length));
      stream.on("error", (error) => zip.emit("error", error));
      give(null, stream);
    });
  }
  zip.end();
}
