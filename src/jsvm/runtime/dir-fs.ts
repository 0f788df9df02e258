import { goBytes } from "./bytes.ts";
import { DirEntry, FileInfo } from "./file-info.ts";
import { goError } from "./go-error.ts";
import { withFile } from "./go-file-error.ts";
import { hostModule } from "./host-module.ts";
import { OsFile } from "./os-file.ts";

const fs = hostModule("node:fs");
const path = hostModule("node:path");

/** `$os.dirFS(folder)`: the files of a folder, by paths with slashes that stay within it. */
export class DirFs {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /** The path of a file in it. Throws for what Go takes for no path of a file system. */
  pathOf(name: string): string {
    const isValid = name === "." || !name.split("/").some((part) => part === "" || part === "." || part === "..");
    if (!isValid) throw goError(`open ${name}: invalid argument`);
    return path.join(this.root, name);
  }

  readFile(name: string): number[] {
    const file = this.pathOf(name);
    return withFile("open", name, () => goBytes(fs.readFileSync(file)));
  }

  open(name: string): OsFile {
    const file = this.pathOf(name);
    return withFile("open", name, () => new OsFile(file, name));
  }

  stat(name: string): FileInfo {
    return FileInfo.of(this.pathOf(name));
  }

  lstat(name: string): FileInfo {
    return FileInfo.ofLink(this.pathOf(name));
  }

  readDir(name: string): DirEntry[] {
    return DirEntry.list(this.pathOf(name));
  }

  readLink(name: string): string {
    const file = this.pathOf(name);
    return withFile("readlink", name, () => fs.readlinkSync(file));
  }

  toString(): string {
    return this.root;
  }

  readText(name: string): string {
    const file = this.pathOf(name);
    return withFile("open", name, () => fs.readFileSync(file, "utf8"));
  }
}
