import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { badRequest } from "../lib/api-error.ts";
import { multipartBoundary, parseMultipart } from "../lib/multipart.ts";
import type { PartHead, PartSink } from "../lib/multipart.ts";
import type { Turns } from "../lib/time-slicer.ts";
import { limitedChunks } from "./middleware/body-limit.ts";

export interface BodyOptions {
  /** Null: unlimited. */
  readonly maxBytes: number | null;
  /** Of all lists and objects together. */
  readonly maxJsonValues: number;
  /** For bodies that take long. */
  readonly turns: Turns;
  /** Where files wait that are too large for the memory; made when needed. */
  readonly temporaryFolder: string;
}

/** A file of a multipart body: in memory while small, else in a temporary file that lives until the form is disposed. */
export interface FormFile {
  readonly originalName: string;
  readonly content: Blob;
  readonly size: number;
}

/** The parts of a multipart body in order. */
export interface MultipartForm extends AsyncDisposable {
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly files: ReadonlyMap<string, readonly FormFile[]>;
}

/** Files up to this stay in memory. */
const MAX_FILE_BYTES_IN_MEMORY = 1024 * 1024;

/** Reads a form while it arrives: memory holds its values and small files only. Malformed: a 400 with a `SyntaxError` cause. */
export async function readMultipart(
  request: Request,
  contentType: string,
  { maxBytes, temporaryFolder, turns }: BodyOptions,
): Promise<MultipartForm> {
  const boundary = multipartBoundary(contentType);
  if (boundary === null) throw badRequest("", { cause: new SyntaxError("no multipart boundary") });
  const form = new FormCollector(temporaryFolder);
  try {
    await parseMultipart(limitedChunks(request, maxBytes), { boundary, sink: form, turns });
    return form;
  } catch (cause) {
    await form[Symbol.asyncDispose]();
    throw cause instanceof SyntaxError ? badRequest("", { cause }) : cause;
  }
}

class FormCollector implements PartSink, MultipartForm {
  readonly values = new Map<string, string[]>();
  readonly files = new Map<string, FormFile[]>();
  #head: PartHead | null = null;
  #chunks: Uint8Array[] = [];
  #size = 0;
  #file: { path: string; writer: Bun.FileSink } | null = null;
  #folder: string | null = null;
  #count = 0;
  readonly #temporaryFolder: string;

  constructor(temporaryFolder: string) {
    this.#temporaryFolder = temporaryFolder;
  }

  begin(head: PartHead): void {
    this.#head = head;
    this.#chunks = [];
    this.#size = 0;
    this.#file = null;
  }

  async data(bytes: Uint8Array): Promise<void> {
    this.#size += bytes.byteLength;
    if (this.#file === null && this.#head?.fileName !== null && this.#size > MAX_FILE_BYTES_IN_MEMORY) {
      await this.#moveToFile();
    }
    if (this.#file === null) {
      // A copy: the parser reuses nothing, but a view would keep its whole chunk alive.
      this.#chunks.push(bytes.slice());
      return;
    }
    await this.#file.writer.write(bytes);
    await this.#file.writer.flush();
  }

  async end(): Promise<void> {
    const head = this.#head;
    if (head === null) return;
    if (head.fileName === null) {
      add(this.values, head.name, new TextDecoder().decode(Buffer.concat(this.#chunks)));
      return;
    }
    let content: Blob = new Blob(this.#chunks as BlobPart[], { type: head.contentType });
    if (this.#file !== null) {
      await this.#file.writer.end();
      content = Bun.file(this.#file.path, { type: head.contentType });
    }
    add(this.files, head.name, { originalName: head.fileName, content, size: this.#size });
    this.#chunks = [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#folder !== null) await rm(this.#folder, { recursive: true, force: true });
  }

  async #moveToFile(): Promise<void> {
    if (this.#folder === null) {
      await mkdir(this.#temporaryFolder, { recursive: true });
      this.#folder = await mkdtemp(join(this.#temporaryFolder, "upload_"));
    }
    const path = join(this.#folder, String(this.#count++));
    const writer = Bun.file(path).writer();
    this.#file = { path, writer };
    for (const chunk of this.#chunks) await writer.write(chunk);
    this.#chunks = [];
  }
}

function add<T>(lists: Map<string, T[]>, name: string, item: T): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [item]);
  else list.push(item);
}
