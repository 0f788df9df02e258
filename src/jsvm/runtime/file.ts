import type { WireFile } from "../wire.ts";

/** A file that is not stored yet. Its content stays with the server. */
export class HostFile {
  readonly #file: number;
  name: string;
  originalName: string;
  size: number;

  constructor({ file, name, originalName, size }: WireFile) {
    this.#file = file;
    this.name = name;
    this.originalName = originalName;
    this.size = size;
  }

  /** A value with files in the form that the server takes them in. */
  static wireOf(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item: unknown) => HostFile.wireOf(item));
    return value instanceof HostFile ? { file: value.#file, name: value.name } : value;
  }
}

/** A value of a file field as scripts get it: names, and files that are not stored yet. */
export function fileOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => fileOf(item));
  const isFile = typeof value === "object" && value !== null && "file" in value;
  return isFile ? new HostFile(value as WireFile) : value;
}
