import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import "../../src/plugin.ts";
import { TemporaryDirectory } from "../support/server-process.ts";
import { testApp, type TestApp, type TestAppOptions } from "../support/test-app.ts";
import type { Logger } from "../../src/lib/log.ts";
import type { PluginInfo } from "../../src/plugins/host/plugin-host.ts";

/** The files of plugins by path, relative to their folder. */
export type PluginFiles = Readonly<Record<string, string>>;

export interface PluginAppOptions extends Pick<TestAppOptions, "fixture" | "prepare" | "isApiDocumentPublic"> {
  readonly watches?: boolean;
  readonly hookTimeoutMs?: number;
}

/** An app with plugins, and what it logged. */
export class PluginApp implements AsyncDisposable {
  readonly app: TestApp;
  readonly folder: string;
  readonly lines: readonly string[];
  readonly #parent: TemporaryDirectory;

  constructor(app: TestApp, parts: { folder: string; lines: readonly string[]; parent: TemporaryDirectory }) {
    this.app = app;
    this.folder = parts.folder;
    this.lines = parts.lines;
    this.#parent = parts.parent;
  }

  write(files: PluginFiles): void {
    writeFiles(this.folder, files);
  }

  async plugins(): Promise<PluginInfo[]> {
    const { json } = await this.app.request("GET", "/api/plugins", { token: await this.app.superuserToken() });
    return json as PluginInfo[];
  }

  async reload(name: string) {
    return this.app.request("POST", `/api/plugins/${name}/reload`, { token: await this.app.superuserToken() });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app[Symbol.asyncDispose]();
    this.#parent[Symbol.dispose]();
  }
}

export async function pluginApp(files: PluginFiles, options: PluginAppOptions = {}): Promise<PluginApp> {
  const parent = new TemporaryDirectory();
  const folder = join(parent.path, "plugins");
  writeFiles(folder, files);
  const lines: string[] = [];
  const { watches = false, hookTimeoutMs = 15_000, ...rest } = options;
  const log = collectingLog(lines);
  const app = await testApp({ ...rest, log, plugins: { folder, watches, hookTimeoutMs, builtIn: [] } });
  return new PluginApp(app, { folder, lines, parent });
}

/** A plugin of one function body, which may use `app`. */
export function plugin(body: string): string {
  return `import * as baobox from "baobox";\nexport default baobox.definePlugin(async (app) => {\n${body}\n});\n`;
}

function writeFiles(folder: string, files: PluginFiles): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function collectingLog(lines: string[]): Logger {
  const write =
    (level: string) =>
    (message: string): void =>
      void lines.push(`${level} ${message}`);
  return { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}

export function signUpOther(made: PluginApp) {
  const body = { email: "b@example.com", password: "12345678", passwordConfirm: "12345678" };
  return made.app.request("POST", "/api/collections/users/records", { body });
}
