import { chmod, cp, mkdir, symlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { SUPERUSER } from "../support/fresh-server.ts";
import { ServerProcess, TemporaryDirectory, programCommand } from "../support/server-process.ts";
import { type PageBlock, matchesOutput } from "./page-blocks.ts";

const ROOT = resolve(import.meta.dir, "../..");
/** The SDK's realtime wants a browser's event source; readers with Node install one, as the page says. */
const EVENT_SOURCE = join(import.meta.dir, "with-event-source.ts");
/** The address in the pages; the tests use one that is free. */
const ADDRESS = "127.0.0.1:8090";

/**
 * A reader of one page: an own folder with the program `baobox` on its path, the npm packages of this repository, and a server with
 * a superuser, started when a block first needs it.
 */
export class PageRunner implements AsyncDisposable {
  readonly #home = new TemporaryDirectory();
  readonly #folder = join(this.#home.path, "app");
  #server: ServerProcess | null = null;
  #token = "";
  #output = "";

  /** @param dataDir A data directory with a superuser, which is copied. */
  static async open(dataDir: string): Promise<PageRunner> {
    const runner = new PageRunner();
    const bin = join(runner.#home.path, "bin");
    await cp(dataDir, join(runner.#folder, "pb_data"), { recursive: true });
    const own = join(runner.#folder, "node_modules/baobox");
    await mkdir(own, { recursive: true });
    await symlink(join(ROOT, "src"), join(own, "src"));
    const exports = { ".": "./src/plugin.ts", "./client": "./src/client/client.ts" };
    await Bun.write(join(own, "package.json"), JSON.stringify({ name: "baobox", exports }));
    const command = programCommand().map((part) => `'${part}'`);
    await Bun.write(join(bin, "baobox"), `#!/bin/sh\nexec ${command.join(" ")} "$@"\n`);
    await chmod(join(bin, "baobox"), 0o755);
    await symlink(join(ROOT, "node_modules"), join(runner.#home.path, "node_modules"));
    return runner;
  }

  /** Does what the reader does with the block. Throws where that goes another way than the page says. */
  async follow(block: PageBlock): Promise<void> {
    if (block.kind === "output") {
      if (matchesOutput(this.#output, block.code)) return;
      throw new Error(`line ${block.line}: printed\n${this.#output}`);
    }
    const server = (this.#server ??= await this.#start());
    const code = block.code.replaceAll(ADDRESS, new URL(server.url).host);
    if (block.file !== null) await this.#save(block.file, code);
    if (block.kind === "run" || block.kind === "fails") await this.#run(block, code);
  }

  async #save(file: string, code: string): Promise<void> {
    const path = join(this.#folder, file);
    await mkdir(dirname(path), { recursive: true });
    await Bun.write(path, code);
    if (!/^(plugins|pb_hooks|pb_migrations|pb_public)\//.test(file)) return;
    await this.#server?.[Symbol.asyncDispose]();
    this.#server = await this.#start();
  }

  async #run({ language, kind, file, line }: PageBlock, code: string): Promise<void> {
    const isShell = language === "sh" || language === "bash";
    const command = isShell
      ? ["bash", "-euo", "pipefail", "-c", code]
      : [process.execPath, "--preload", EVENT_SOURCE, file ?? "-"];
    const child = Bun.spawn(command, {
      cwd: this.#folder,
      env: await this.#environment(),
      stdin: isShell || file !== null ? "ignore" : new Blob([code]),
      stdout: "pipe",
      stderr: "pipe",
    });
    const [output, errors] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
    const hasFailed = (await child.exited) !== 0;
    this.#output = kind === "fails" ? output + errors : output;
    if (hasFailed === (kind === "fails")) return;
    const log = await this.#server?.output();
    throw new Error(`line ${line}: exited with ${child.exitCode}\n${output}\n${errors}\nThe server said:\n${log}`);
  }

  async #start(): Promise<ServerProcess> {
    const dir = join(this.#folder, "pb_data");
    const program = { cwd: this.#folder, env: { ...process.env, HOME: this.#home.path } };
    const server = await ServerProcess.start({ dir, ...program });
    const signIn = `${server.url}/api/collections/_superusers/auth-with-password`;
    const body = JSON.stringify({ identity: SUPERUSER.email, password: SUPERUSER.password });
    const response = await fetch(signIn, { method: "POST", body, headers: { "content-type": "application/json" } });
    ({ token: this.#token } = (await response.json()) as { token: string });
    return server;
  }

  async #environment(): Promise<Record<string, string | undefined>> {
    const path = `${join(this.#home.path, "bin")}:${dirname(process.execPath)}:${process.env["PATH"]}`;
    return { ...process.env, PATH: path, HOME: this.#home.path, SUPERUSER_TOKEN: this.#token };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.[Symbol.asyncDispose]();
    this.#home[Symbol.dispose]();
  }
}
