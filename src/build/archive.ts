import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { pack } from "tar-stream";
import { ZipFile } from "yazl";
import type { ReleaseTarget } from "./release-targets.ts";

export interface ArchivedFile {
  readonly name: string;
  readonly content: Buffer;
  readonly isProgram: boolean;
}

/** An archive of files, the same for the same content and time. */
export async function writeArchive(
  path: string,
  files: readonly ArchivedFile[],
  { archive, time }: { readonly archive: ReleaseTarget["archive"]; readonly time: Date },
): Promise<void> {
  if (archive === "zip") {
    const zip = new ZipFile();
    for (const { name, content, isProgram } of files)
      zip.addBuffer(content, name, { mtime: time, mode: modeOf(isProgram) });
    zip.end();
    await pipeline(zip.outputStream, createWriteStream(path));
    return;
  }
  const tar = pack();
  for (const { name, content, isProgram } of files) {
    tar.entry({ name, size: content.length, mode: modeOf(isProgram), mtime: time, uid: 0, gid: 0 }, content);
  }
  tar.finalize();
  await pipeline(tar, createGzip({ level: 9 }), createWriteStream(path));
}

function modeOf(isProgram: boolean): number {
  return isProgram ? 0o755 : 0o644;
}
