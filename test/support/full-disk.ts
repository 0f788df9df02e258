import { mock, spyOn } from "bun:test";
import * as plainFiles from "node:fs";
import * as files from "node:fs/promises";
import { Writable } from "node:stream";

const real = { files: { ...files }, plainFiles: { ...plainFiles }, file: Bun.file.bind(Bun) };

/**
 * Files of this process whose paths contain `below` share a disk with room for so many bytes, in place of the real one: a write
 * stores what fits and then fails with ENOSPC, as the system's does. SQLite does not write through it.
 */
export class FullDisk implements AsyncDisposable {
  /** What is left. Infinity: enough for all. */
  freeBytes = Number.POSITIVE_INFINITY;
  /** How many writes failed so far. */
  failures = 0;
  readonly #below: string;

  private constructor(below: string) {
    this.#below = below;
  }

  static async mount(below: string): Promise<FullDisk> {
    const disk = new FullDisk(below);
    await mock.module("node:fs/promises", () => ({
      ...real.files,
      open: async (path: string, flags: string, mode?: number) => {
        const handle = await real.files.open(path, flags, mode);
        if (!path.includes(below)) return handle;
        const write = handle.writeFile.bind(handle);
        return Object.assign(handle, {
          writeFile: (data: Uint8Array | string) => disk.#store(Buffer.from(data), write),
        });
      },
    }));
    await mock.module("node:fs", () => ({
      ...real.plainFiles,
      createWriteStream: (path: string, options: { flags: string }) => disk.#stream(path, options),
    }));
    spyOn(Bun, "file").mockImplementation(((path: string, options?: BlobPropertyBag) => {
      const file = real.file(path, options);
      return path.includes(below) ? Object.assign(file, { writer: () => disk.#sink(path) }) : file;
    }) as typeof Bun.file);
    return disk;
  }

  /** Runs `work` with so much room. */
  async with<T>(freeBytes: number, work: () => Promise<T>): Promise<T> {
    this.freeBytes = freeBytes;
    try {
      return await work();
    } finally {
      this.freeBytes = Number.POSITIVE_INFINITY;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    spyOn(Bun, "file").mockRestore();
    await mock.module("node:fs/promises", () => real.files);
    await mock.module("node:fs", () => real.plainFiles);
  }

  async #store(data: Uint8Array, write: (part: Uint8Array) => Promise<unknown>): Promise<void> {
    const fits = data.subarray(0, Math.min(data.byteLength, this.freeBytes));
    this.freeBytes -= fits.byteLength;
    await write(fits);
    if (fits.byteLength === data.byteLength) return;
    this.failures += 1;
    throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC", errno: -28 });
  }

  #stream(path: string, options: { flags: string }): Writable {
    const stream = real.plainFiles.createWriteStream(path, options);
    if (!path.includes(this.#below)) return stream;
    const write = (part: Uint8Array): Promise<void> =>
      new Promise((resolve, reject) => stream.write(part, (error) => (error ? reject(error) : resolve())));
    return new Writable({
      write: (chunk: Uint8Array, _encoding, done) => void this.#store(chunk, write).then(() => done(), done),
      final: (done) => void stream.end(done),
      destroy: (error, done) => void stream.destroy().once("close", () => done(error)),
    });
  }

  /** Bun's own writer tells of a failure by the promise of the write, and not again at the end. */
  #sink(path: string) {
    const sink = real.file(path).writer();
    return {
      write: (chunk: Uint8Array) => this.#store(chunk, async (part) => sink.write(part)),
      flush: () => sink.flush(),
      end: () => sink.end(),
    };
  }
}
