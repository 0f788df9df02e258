import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable, Transform, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { crc32 } from "node:zlib";
import { type Entry, RandomAccessReader, type ZipFile, fromRandomAccessReader, open } from "yauzl";
import { countText } from "../limit-error.ts";
import { type Progress, noProgress } from "../progress.ts";
import { ZipError } from "./zip-error.ts";

export interface ZipContent {
  /** Of files, not of folders. */
  readonly names: ReadonlySet<string>;
  /** The size of all files that are counted, together and extracted. */
  readonly size: number;
}

/** An archive that can be read from any position on. */
export interface ZipBytes {
  readonly size: number;
  /** `end` is exclusive. */
  read(start: number, end: number): Promise<Uint8Array>;
}

const OPTIONS = { lazyEntries: true, autoClose: false, strictFileNames: true } as const;
const MAX_NAMES = 5_000_000;
const FILE_TYPE_MASK = 0o170000;
const SYMBOLIC_LINK = 0o120000;

/** Reads the list of an archive. Rejects with a `ZipError` where a name would leave the folder that it is extracted into. */
export async function listZip(source: string | ZipBytes, isCounted = allNames): Promise<ZipContent> {
  if (typeof source === "string") return listOf(await openZip(source), isCounted);
  const reader = new BytesReader(source);
  try {
    return await listOf(await openZip(reader), isCounted);
  } catch (error) {
    throw reader.failure ?? error;
  }
}

function allNames(_name: string): boolean {
  return true;
}

async function listOf(zip: ZipFile, isCounted: typeof allNames): Promise<ZipContent> {
  try {
    const names = new Set<string>();
    let size = 0;
    await forEachEntry(zip, async (entry) => {
      if (isFolder(entry)) return;
      // Which of the two is meant can't be told.
      if (names.has(entry.fileName)) throw new ZipError(`it has two files named ${entry.fileName}`);
      names.add(entry.fileName);
      if (isCounted(entry.fileName)) size += entry.uncompressedSize;
    });
    return { names, size };
  } finally {
    zip.close();
  }
}

export interface ExtractOptions {
  readonly progress?: Progress;
  /** Others are only checked. Default: all are. */
  readonly isWanted?: (name: string) => boolean;
}

/**
 * Extracts an archive into an existing folder. Rejects with a `ZipError` where it is damaged. The progress counts the bytes of the
 * extracted files.
 */
export async function extractZip(
  file: string,
  folder: string,
  { progress = noProgress, isWanted = allNames }: ExtractOptions = {},
): Promise<void> {
  const zip = await openZip(file);
  try {
    const folders = new Set<string>();
    const makeFolder = async (path: string): Promise<void> => {
      if (folders.has(path)) return;
      await mkdir(path, { recursive: true });
      folders.add(path);
    };
    await forEachEntry(zip, async (entry) => {
      progress.signal.throwIfAborted();
      const path = isWanted(entry.fileName) ? join(folder, entry.fileName) : null;
      if (path !== null) await makeFolder(isFolder(entry) ? path : dirname(path));
      if (!isFolder(entry)) await extractEntry({ zip, entry, path, progress });
    });
  } finally {
    zip.close();
  }
}

interface Extraction {
  readonly zip: ZipFile;
  readonly entry: Entry;
  /** Null: it is only checked. */
  readonly path: string | null;
  readonly progress: Progress;
}

async function extractEntry({ zip, entry, path, progress }: Extraction): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<Readable>();
  zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
  let checksum = 0;
  const check = new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      checksum = crc32(chunk, checksum);
      progress.advance(chunk.length);
      callback(null, chunk);
    },
  });
  try {
    const output = path === null ? nowhere() : createWriteStream(path, { flags: "wx" });
    await pipeline(await promise, check, output, { signal: progress.signal });
  } catch (cause) {
    progress.signal.throwIfAborted();
    if (isSystemError(cause)) throw cause;
    throw new ZipError(`${entry.fileName} is damaged`, { cause });
  }
  if (checksum !== entry.crc32) throw new ZipError(`${entry.fileName} is damaged`);
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}

async function openZip(source: string | BytesReader): Promise<ZipFile> {
  const { promise, resolve, reject } = Promise.withResolvers<ZipFile>();
  const opened = (error: Error | null, zip: ZipFile): void => (error ? reject(error) : resolve(zip));
  if (typeof source === "string") open(source, OPTIONS, opened);
  else fromRandomAccessReader(source, source.size, OPTIONS, opened);
  try {
    return await promise;
  } catch (cause) {
    if (isSystemError(cause)) throw cause;
    throw new ZipError("the file is not a complete zip archive", { cause });
  }
}

async function forEachEntry(zip: ZipFile, work: (entry: Entry) => Promise<void>): Promise<void> {
  if (zip.entryCount > MAX_NAMES) throw new ZipError(`the archive has more than ${countText(MAX_NAMES)} files`);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  zip.on("error", (cause: Error) => reject(new ZipError(`the archive is damaged: ${cause.message}`, { cause })));
  zip.on("end", () => resolve());
  zip.on("entry", (entry: Entry) => {
    const refused = refusal(entry);
    const done = refused === null ? work(entry) : Promise.reject(new ZipError(refused));
    done.then(() => zip.readEntry(), reject);
  });
  zip.readEntry();
  await promise;
}

/** Absolute paths, backslashes and `..` are refused by the library already. */
function refusal({ fileName, externalFileAttributes, generalPurposeBitFlag }: Entry): string | null {
  const isLink = ((externalFileAttributes >>> 16) & FILE_TYPE_MASK) === SYMBOLIC_LINK;
  if (isLink || fileName.includes("\0")) return `the archive must not hold ${JSON.stringify(fileName)}`;
  return (generalPurposeBitFlag & 1) === 1 ? "the archive is encrypted" : null;
}

function isFolder({ fileName }: Entry): boolean {
  return fileName.endsWith("/");
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("E");
}

/** How much of the end is read at once: the list of the files is there. */
const TAIL_BYTES = 1024 * 1024;

class BytesReader extends RandomAccessReader {
  /** What the bytes could not be read for, which says nothing about the archive. */
  failure: Error | null = null;
  readonly #bytes: ZipBytes;
  #tail: Promise<Uint8Array> | null = null;

  constructor(bytes: ZipBytes) {
    super();
    this.#bytes = bytes;
  }

  get size(): number {
    return this.#bytes.size;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#pieces(start, end));
  }

  async *#pieces(start: number, end: number): AsyncGenerator<Uint8Array> {
    try {
      yield await this.#piece(start, end);
    } catch (error) {
      this.failure ??= error instanceof Error ? error : new Error(String(error));
      throw error;
    }
  }

  async #piece(start: number, end: number): Promise<Uint8Array> {
    const { size } = this.#bytes;
    const tailStart = Math.max(0, size - TAIL_BYTES);
    if (start < tailStart) return this.#bytes.read(start, end);
    this.#tail ??= this.#bytes.read(tailStart, size);
    return (await this.#tail).subarray(start - tailStart, end - tailStart);
  }
}
