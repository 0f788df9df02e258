import type { Dirent, Stats } from "node:fs";
import { GoTime } from "./go-time.ts";
import { withFile } from "./go-file-error.ts";
import { hostModule } from "./host-module.ts";

const fs = hostModule("node:fs");
const path = hostModule("node:path");

/** Go's fs.FileMode. */
class FileMode {
  readonly #mode: number;
  readonly #kind: string;

  constructor(mode: number, kind: string) {
    this.#mode = mode & 0o777;
    this.#kind = kind;
  }

  isDir(): boolean {
    return this.#kind === "d";
  }

  isRegular(): boolean {
    return this.#kind === "-";
  }

  perm(): number {
    return this.#mode;
  }

  valueOf(): number {
    return this.#mode;
  }

  toJSON(): number {
    return this.#mode;
  }

  string(): string {
    const bits = [this.#mode >> 6, (this.#mode >> 3) & 7, this.#mode & 7];
    const letters = bits.map((bit) => `${bit & 4 ? "r" : "-"}${bit & 2 ? "w" : "-"}${bit & 1 ? "x" : "-"}`);
    return `${this.#kind}${letters.join("")}`;
  }

  toString(): string {
    return this.string();
  }
}

/** What `$os.stat` tells of a file. */
export class FileInfo {
  readonly #name: string;
  readonly #stats: Stats;

  constructor(name: string, stats: Stats) {
    this.#name = name;
    this.#stats = stats;
  }

  static of(file: string): FileInfo {
    return withFile("stat", file, () => new FileInfo(path.basename(file), fs.statSync(file)));
  }

  /** Of a link itself, not of what it leads to. */
  static ofLink(file: string): FileInfo {
    return withFile("lstat", file, () => new FileInfo(path.basename(file), fs.lstatSync(file)));
  }

  name(): string {
    return this.#name;
  }

  size(): number {
    return this.#stats.size;
  }

  isDir(): boolean {
    return this.#stats.isDirectory();
  }

  mode(): FileMode {
    const kind = this.#stats.isDirectory() ? "d" : this.#stats.isSymbolicLink() ? "L" : "-";
    return new FileMode(this.#stats.mode, kind);
  }

  modTime(): GoTime {
    return new GoTime(this.#stats.mtimeMs);
  }

  sys(): null {
    return null;
  }
}

/** An entry of `$os.readDir`. */
export class DirEntry {
  readonly #path: string;
  readonly #kind: Pick<Dirent, "isDirectory" | "isSymbolicLink">;

  constructor(file: string, kind: Pick<Dirent, "isDirectory" | "isSymbolicLink">) {
    this.#path = file;
    this.#kind = kind;
  }

  static of(file: string): DirEntry {
    return withFile("lstat", file, () => new DirEntry(file, fs.lstatSync(file)));
  }

  /** All entries of a folder, sorted by name. */
  static list(folder: string): DirEntry[] {
    const entries = withFile("open", folder, () => fs.readdirSync(folder, { withFileTypes: true }));
    return entries
      .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
      .map((entry) => new DirEntry(path.join(folder, entry.name), entry));
  }

  name(): string {
    return path.basename(this.#path);
  }

  isDir(): boolean {
    return this.#kind.isDirectory();
  }

  type(): FileMode {
    return new FileMode(0, this.#kind.isDirectory() ? "d" : this.#kind.isSymbolicLink() ? "L" : "-");
  }

  /** "d name/", "- name" */
  string(): string {
    return `${this.type().string().charAt(0)} ${this.name()}${this.isDir() ? "/" : ""}`;
  }

  toString(): string {
    return this.string();
  }

  info(): FileInfo {
    return FileInfo.ofLink(this.#path);
  }
}
