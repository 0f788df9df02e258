import { bytesArgument, goBytes } from "./bytes.ts";
import { FileInfo } from "./file-info.ts";
import { integerArgument, textArgument } from "./go-arguments.ts";
import { goError } from "./go-error.ts";
import { withFile } from "./go-file-error.ts";
import { DirFs } from "./dir-fs.ts";
import { hostModule } from "./host-module.ts";
import { OsFile } from "./os-file.ts";

const fs = hostModule("node:fs");
const path = hostModule("node:path");

/** `$os.openRoot(folder)`: a folder whose files can be used, but none outside of it. */
export class OsRoot {
  readonly #folder: string;
  readonly #name: string;

  private constructor(folder: string, name: string) {
    this.#folder = folder;
    this.#name = name;
  }

  static open(name: string): OsRoot {
    const folder = withFile("open", name, () => fs.realpathSync(name));
    if (!fs.statSync(folder).isDirectory()) throw goError(`open ${name}: not a directory`);
    return new OsRoot(folder, name);
  }

  name(): string {
    return this.#name;
  }

  close(): void {}

  /** A file to read, by `toString()` or `toBytes()`. */
  open(name: unknown): OsFile {
    return this.#at("openat", name, (file) => new OsFile(file, path.join(this.#name, textArgument(name))));
  }

  openRoot(name: unknown): OsRoot {
    return this.#at("openat", name, (file) => OsRoot.open(file));
  }

  /** Its files as a file system. */
  fs(): DirFs {
    return new DirFs(this.#folder);
  }

  readFile(name: unknown): number[] {
    return this.#at("openat", name, (file) => goBytes(fs.readFileSync(file)));
  }

  writeFile(name: unknown, content: unknown, mode: unknown): void {
    this.#at("openat", name, (file) =>
      fs.writeFileSync(file, bytesArgument(content, 1), { mode: integerArgument(mode ?? 0) }),
    );
  }

  stat(name: unknown): FileInfo {
    return this.#at("statat", name, (file) => new FileInfo(path.basename(file), fs.statSync(file)));
  }

  mkdir(name: unknown, mode: unknown): void {
    this.#at("mkdirat", name, (file) => fs.mkdirSync(file, { mode: integerArgument(mode ?? 0) }));
  }

  mkdirAll(name: unknown, mode: unknown): void {
    this.#at("mkdirat", name, (file) => {
      fs.mkdirSync(file, { mode: integerArgument(mode ?? 0), recursive: true });
    });
  }

  remove(name: unknown): void {
    this.#at("unlinkat", name, (file) => (fs.lstatSync(file).isDirectory() ? fs.rmdirSync(file) : fs.rmSync(file)));
  }

  rename(from: unknown, to: unknown): void {
    this.#at("renameat", to, (target) => this.#at("renameat", from, (file) => fs.renameSync(file, target)));
  }

  chmod(name: unknown, mode: unknown): void {
    this.#at("chmodat", name, (file) => fs.chmodSync(file, integerArgument(mode)));
  }

  // Of links themselves, not of what they lead to.

  lstat(name: unknown): FileInfo {
    return this.#link("lstatat", name, (file) => new FileInfo(path.basename(file), fs.lstatSync(file)));
  }

  readlink(name: unknown): string {
    return this.#link("readlinkat", name, (file) => fs.readlinkSync(file));
  }

  /** As in Go, a link may lead anywhere: it is looked at when it is used. */
  symlink(target: unknown, name: unknown): void {
    this.#link("symlinkat", name, (file) => fs.symlinkSync(textArgument(target), file));
  }

  link(from: unknown, to: unknown): void {
    this.#at("linkat", from, (file) => this.#link("linkat", to, (name) => fs.linkSync(file, name)));
  }

  create(name: unknown): OsFile {
    this.writeFile(name, "", 0o666);
    return this.open(name);
  }

  removeAll(name: unknown): void {
    this.#at("unlinkat", name, (file) => fs.rmSync(file, { recursive: true, force: true }));
  }

  /** The last part of the name is a link itself. */
  #link<T>(verb: string, given: unknown, work: (file: string) => T): T {
    const name = textArgument(given);
    return this.#at(verb, path.dirname(name), (folder) =>
      withFile(verb, name, () => work(path.join(folder, path.basename(name)))),
    );
  }

  /** Links count for where they lead to. */
  #at<T>(verb: string, given: unknown, work: (file: string) => T): T {
    const name = textArgument(given);
    const file = path.resolve(this.#folder, name);
    if (path.isAbsolute(name) || !this.#holds(file) || !this.#holds(realPath(file))) {
      throw goError(`${verb} ${name}: path escapes from parent`);
    }
    return withFile(verb, name, () => work(file));
  }

  #holds(file: string): boolean {
    return file === this.#folder || file.startsWith(`${this.#folder}${path.sep}`);
  }
}

/** Of the nearest that exists, with what comes below it. */
function realPath(file: string): string {
  try {
    return fs.realpathSync(file);
  } catch {
    const parent = path.dirname(file);
    return parent === file ? file : path.join(realPath(parent), path.basename(file));
  }
}
