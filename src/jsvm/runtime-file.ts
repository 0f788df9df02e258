import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TEMPORARY_FOLDER } from "../model/backups/data-directory.ts";
import { runtimeProgram } from "./embedded-programs.ts";

/**
 * The program of realms with its bytecode, as files: Bun takes bytecode from files alone. A thread that imports it begins in 9 ms of CPU
 * time, one that evaluates the text in 15.
 */
export class RuntimeFile implements Disposable {
  readonly path: string;
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.path = join(folder, "runtime.js");
  }

  /** Null where it can't be written: threads evaluate the text then. */
  static create(dataDir: string): RuntimeFile | null {
    try {
      const parent = join(dataDir, TEMPORARY_FOLDER);
      mkdirSync(parent, { recursive: true });
      const file = new RuntimeFile(mkdtempSync(join(parent, "hooks_")));
      const bytecode = Buffer.from(runtimeProgram.bytecode, "base64");
      writeFileSync(`${file.path}.jsc`, Bun.gunzipSync(bytecode));
      writeFileSync(file.path, runtimeProgram.code);
      return file;
    } catch {
      return null;
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
