// The first hour of a stranger, as the README tells it: both commands, the app, a plugin, and the same with the executable. Prints
// how long each took. Run by executable.test.ts, which builds the executable.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { matchesOutput, parseBlocks } from "./docs/page-blocks.ts";
import { clonedNames, copySources, installPackages } from "./support/source-copy.ts";
import { type Program, runProgram, ServerProcess, TemporaryDirectory } from "./support/server-process.ts";

const ROOT = resolve(import.meta.dir, "..");
const TIMEOUT_MS = 120_000;
const SMALL_TEST = "test/lib/cron-expression.test.ts";

interface Executable {
  readonly program: Program;
  readonly buildMs: number;
}

export function describeStranger(executable: () => Executable): void {
  describe("a stranger with an empty home", () => {
    const directory = new TemporaryDirectory();
    const clone = join(directory.path, "clone");
    const home = join(directory.path, "home");
    const env = { PATH: process.env["PATH"], HOME: home };
    const times = new Times();

    beforeAll(() => {
      mkdirSync(home);
      copySources(clonedNames(), clone);
    }, TIMEOUT_MS);

    afterAll(() => {
      console.log(`A stranger's first hour:\n${times.lines.join("\n")}`);
      directory[Symbol.dispose]();
    });

    test(
      "runs both commands of a clone, and makes the app and a plugin",
      async () => {
        times.add("packages", await installPackages(clone, home));
        const script: Program = { command: [process.execPath, "run"], cwd: clone, env };
        const start = { dir: join(clone, "pb_data"), ...script };
        await using server = await times.measure("bun run serve", () => ServerProcess.start(start));
        const program = { ...script, command: [process.execPath, "src/main.ts"] };
        await followReadme(server, { folder: clone, program, times });
        // A killed `bun run` would leave the server behind.
        expect(await server.stop()).toBe(0);
        const tests = await times.measure("bun run test", () => runProgram(["test", SMALL_TEST], script));
        expect(tests).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/[1-9]\d* pass\n 0 fail/) });
      },
      TIMEOUT_MS,
    );

    test(
      "does the same with the executable in a new folder",
      async () => {
        const folder = join(directory.path, "alone");
        mkdirSync(folder);
        const { program: built, buildMs } = executable();
        const program = { ...built, cwd: folder, env: { HOME: home } };
        times.add("bun run build", buildMs);
        const start = { dir: join(folder, "pb_data"), ...program };
        await using server = await times.measure("baobox serve", () => ServerProcess.start(start));
        await followReadme(server, { folder, program, times });
        expect(await server.stop()).toBe(0);
      },
      TIMEOUT_MS,
    );
  });
}

class Times {
  readonly lines: string[] = [];

  add(what: string, ms: number): void {
    this.lines.push(`${(ms / 1000).toFixed(2).padStart(8)} s  ${what}`);
  }

  async measure<T>(what: string, step: () => Promise<T>): Promise<T> {
    const start = performance.now();
    const result = await step();
    this.add(what, performance.now() - start);
    return result;
  }
}

interface Reader {
  /** Where the server runs. */
  readonly folder: string;
  /** Runs the other commands. */
  readonly program: Program;
  readonly times: Times;
}

/** A superuser, the app in a folder of its own, and a plugin that is saved while the server runs. */
async function followReadme(server: ServerProcess, { folder, program, times }: Reader): Promise<void> {
  const blocks = parseBlocks(await Bun.file(join(ROOT, "README.md")).text());
  const blockOf = (file: string): { code: string; output: string } => {
    const at = blocks.findIndex((block) => block.file === file);
    const output = blocks.slice(at).find(({ kind }) => kind === "output");
    return { code: blocks[at]?.code ?? "", output: output?.code ?? "" };
  };
  const superuser = ["superuser", "upsert", "admin@example.com", "a-long-password"];
  const made = await times.measure("  superuser upsert", () => runProgram(superuser, program));
  expect(made).toMatchObject({ exitCode: 0, stderr: "" });

  const app = blockOf("app.mjs");
  const own = join(folder, "app");
  mkdirSync(join(own, "node_modules"), { recursive: true });
  symlinkSync(join(ROOT, "node_modules/pocketbase"), join(own, "node_modules/pocketbase"));
  await Bun.write(join(own, "app.mjs"), app.code.replaceAll("http://127.0.0.1:8090", server.url));
  const runtime: Program = { command: [process.execPath], cwd: own, env: program.env ?? {} };
  const { stdout, stderr } = await times.measure("  the app", () => runProgram(["app.mjs"], runtime));
  expect(stderr).toBe("");
  expect(matchesOutput(stdout, app.output)).toBe(true);

  const plugin = blockOf("plugins/notes.ts");
  await times.measure("  a plugin, from its save to its answer", async () => {
    await Bun.write(join(folder, "plugins/notes.ts"), plugin.code);
    await server.says("loaded the plugin notes");
    expect(await (await fetch(`${server.url}/api/hello/Ada`)).text()).toBe(plugin.output.trim());
  });
}
