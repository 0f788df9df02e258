import type { WireFile } from "../wire.ts";
import { goBytes } from "./bytes.ts";
import { goError } from "./go-error.ts";
import { Reader } from "./reader.ts";
import { RunValue } from "./run-values.ts";
import { call, giveBytes, takeBytes } from "./server.ts";
import { TypedObject } from "./typed-object.ts";
import { bytesOf } from "./values.ts";

/** By their keys: within a run the same object stands for the same file. */
const files = new RunValue(() => new Map<number, HostFile>());

/** A file that is not stored yet. Its content stays with the server. */
export class HostFile extends TypedObject {
  readonly #file: number;
  #name: string;
  declare name: string;
  declare originalName: string;
  declare size: number;

  constructor({ file, name, originalName, size }: WireFile) {
    super({ originalName, size });
    this.#file = file;
    this.#name = name;
    Object.defineProperty(this, "name", {
      enumerable: true,
      get: () => this.#name,
      set: (value: unknown) => {
        this.#name = String(value);
        call("file.rename", 0, [this.#file, this.#name]);
      },
    });
    files.current.set(file, this);
    Object.seal(this);
  }

  static of(sent: WireFile): HostFile {
    return files.current.get(sent.file) ?? new HostFile(sent);
  }

  static keyOf(file: HostFile): number {
    return file.#file;
  }

  /** A value with files in the form that the server takes them in. */
  static wireOf(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item: unknown) => HostFile.wireOf(item));
    if (value instanceof HostFile) return { file: value.#file, name: value.name };
    // A client may have sent one that looks like a file.
    return typeof value === "object" && value !== null && "file" in value ? {} : value;
  }

  get reader(): { open(): Reader; readonly bytes: number[] } {
    const open = (): Reader => readerOf(this.#file);
    return {
      open,
      get bytes() {
        return goBytes(open().readBytes());
      },
    };
  }

  asMap(): Record<string, unknown> {
    const { name, originalName, size } = this;
    return { name, originalName, size };
  }
}

/** What describes a file of a form (Go's multipart.FileHeader). */
export class FileHeader {
  readonly filename: string;
  readonly size: number;
  readonly #file: number;

  constructor({ file, originalName, size }: WireFile) {
    this.#file = file;
    this.filename = originalName;
    this.size = size;
  }

  open(): Reader {
    return readerOf(this.#file);
  }

  /** The file under a new name of its own. */
  static toFile(header: FileHeader): HostFile {
    return HostFile.of(call("file.again", 0, [header.#file, header.filename]) as WireFile);
  }
}

function readerOf(file: number): Reader {
  return new Reader(() => takeBytes(call("file.read", 0, [file]) as number));
}

/** A value of a file field as scripts get it: names, and files that are not stored yet. */
export function fileOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => fileOf(item));
  return isWireFile(value) ? HostFile.of(value) : value;
}

/** The name of a stored or unsaved file. */
export function fileNameOf(value: unknown): unknown {
  return isWireFile(value) ? (files.current.get(value.file)?.name ?? value.name) : value;
}

function isWireFile(value: unknown): value is WireFile {
  return typeof value === "object" && value !== null && "file" in value;
}

/** The part of `$filesystem` that makes files. */
export const fileMakers = {
  fileFromPath: (path: unknown): HostFile => HostFile.of(call("file.fromPath", 0, [path]) as WireFile),

  fileFromBytes(content: unknown, name: unknown): HostFile {
    const bytes = content === null || content === undefined ? new Uint8Array() : bytesOf(content);
    if (bytes.length === 0) throw goError("cannot create an empty file");
    return HostFile.of(call("file.fromBytes", 0, [giveBytes(bytes), name]) as WireFile);
  },

  fileFromURL: (url: unknown, timeoutSeconds: unknown = 0): HostFile =>
    HostFile.of(call("file.fromURL", 0, [url, timeoutSeconds]) as WireFile),

  fileFromMultipart(header: unknown): HostFile {
    if (header instanceof FileHeader) return FileHeader.toFile(header);
    throw new TypeError("could not convert the argument to a file of a form");
  },
};
