import { FileInfo, DirEntry } from "./file-info.ts";
import { withFile } from "./go-file-error.ts";
import { hostModule } from "./host-module.ts";
import { Reader } from "./reader.ts";

const fs = hostModule("node:fs");

/** A file that was opened to be read, by `toString()` or `toBytes()`. */
export class OsFile extends Reader {
  readonly #file: string;
  readonly #name: string;

  /** `file` is where it is, `name` what it was opened as. */
  constructor(file: string, name: string) {
    const bytes = fs.statSync(file).isDirectory() ? new Uint8Array() : Uint8Array.from(fs.readFileSync(file));
    super(() => bytes);
    this.#file = file;
    this.#name = name;
  }

  name(): string {
    return this.#name;
  }

  stat(): FileInfo {
    return FileInfo.of(this.#file);
  }

  readDir(_count?: unknown): DirEntry[] {
    return DirEntry.list(this.#file);
  }

  readdirnames(_count?: unknown): string[] {
    return this.readDir().map((entry) => entry.name());
  }

  chmod(mode: unknown): void {
    withFile("chmod", this.#name, () => fs.chmodSync(this.#file, Number(mode)));
  }
}
