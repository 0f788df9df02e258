import { goError } from "./go-error.ts";
import { withFile } from "./go-file-error.ts";
import { hostModule } from "./host-module.ts";

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

  readText(name: string): string {
    const file = this.pathOf(name);
    return withFile("open", name, () => fs.readFileSync(file, "utf8"));
  }
}
