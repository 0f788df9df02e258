import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Context } from "../../src/model/context.ts";
import { type TestApp, type TestAppOptions, testApp } from "../support/test-app.ts";

interface HookAppOptions extends Omit<TestAppOptions, "hookFiles"> {
  readonly watches?: boolean;
  readonly timeoutMs?: number;
  readonly memoryBytes?: number;
  readonly poolSize?: number;
  /** Where links in the folder lead to, by their names. */
  readonly links?: Readonly<Record<string, string>>;
  readonly print?: (line: string, isMistake: boolean) => void;
  readonly tell?: (line: string) => void;
  readonly applyMigrations?: (context: Context) => Promise<unknown>;
}

const FOLDER = "pb_hooks";

/** An app with hook files of these texts by name: `await using app = await hookApp({ "main.pb.js": "…" })`. */
export function hookApp(files: Readonly<Record<string, string>>, options: HookAppOptions = {}): Promise<TestApp> {
  const { watches = false, timeoutMs = 15_000, memoryBytes, poolSize = 2, print, tell = () => {}, ...others } = options;
  const { applyMigrations, links = {}, ...rest } = others;
  return testApp({
    ...rest,
    hookFiles(parent) {
      for (const [name, text] of Object.entries(files)) writeHookFile(parent, name, text);
      for (const [name, target] of Object.entries(links)) symlinkSync(target, join(parent, FOLDER, name));
      return { folder: join(parent, FOLDER), watches, timeoutMs, memoryBytes, poolSize, print, tell, applyMigrations };
    },
  });
}

/** `parent` is the app's folder. */
export function writeHookFile(parent: string, name: string, text: string): void {
  const file = join(parent, FOLDER, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
