// What authors of plugins get from the executable; run by executable.test.ts, which builds it.
import { describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { FreshServer } from "./support/fresh-server.ts";
import { type Program, programCommand, runProgram, TemporaryDirectory } from "./support/server-process.ts";

const TIMEOUT_MS = 120_000;
/** From the save of a file to the first answer of the new code. */
const MAX_RELOAD_MS = 100;

const PACKAGES = {
  // Of the plugin itself, as CommonJS.
  "plugins/greet/node_modules/greeting/package.json": `{ "name": "greeting", "version": "1.0.0", "main": "lib/main.js" }`,
  "plugins/greet/node_modules/greeting/lib/main.js": `exports.greet = (name) => "Hello " + name;`,
  // Of the project, with a map of exports.
  "node_modules/@words/mark/package.json": `{ "name": "@words/mark", "version": "1.0.0", "type": "module",
    "exports": { "./strong": { "import": "./strong.js" } } }`,
  "node_modules/@words/mark/strong.js": `export default "!";`,
};

const greetPlugin = (version: number): string => `import { definePlugin } from "baobox";
  import { greet } from "greeting";
  import mark from "@words/mark/strong";
  export default definePlugin((app) => {
    app.routes.get("/greet/:name", ({ params }) => greet(params.name) + mark + " ${version}");
  });`;

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** The shortest of many saves, or the first that is short enough: what else the machine does makes most of them longer. */
async function reloadMs(url: string, folder: string): Promise<number> {
  let shortestMs = Infinity;
  for (let version = 2; version < 100 && shortestMs >= MAX_RELOAD_MS; version++) {
    const startedMs = performance.now();
    write(folder, { "plugins/greet/index.ts": greetPlugin(version) });
    while ((await (await fetch(`${url}/greet/you`)).text()) !== `Hello you! ${version}`) await setTimeout(1);
    shortestMs = Math.min(shortestMs, performance.now() - startedMs);
  }
  return shortestMs;
}

const TYPED = `import { badRequest, definePlugin, t } from "baobox";
  export default definePlugin((app) => {
    app.onRecordCreate("users", async (e) => {
      if (e.record.name.length > 3) throw badRequest("too long");
      await e.next();
    });
    const params = t.Object({ count: t.Integer() });
    app.routes.get("/count/:count", ({ params }) => params.count.toFixed(), { params, auth: "users" });
  });`;

/** Its name keeps it from being loaded. */
const WRONGLY_TYPED = `import { definePlugin, t } from "baobox";
  export default definePlugin((app) => {
    // @ts-expect-error -- users have no such field
    app.onRecordCreate("users", (e) => { e.record.nme = "x"; });
    // @ts-expect-error -- there is no such collection
    app.onRecordCreate("user", (e) => e.next());
    // @ts-expect-error -- there is no such hook
    app.onNothing(() => undefined);
    const params = t.Object({ count: t.Integer() });
    // @ts-expect-error -- a number has no such method
    app.routes.get("/text/:count", ({ params }) => params.count.toUpperCase(), { params });
  });`;

export function describePlugins(executable: () => Program): void {
  describe("plugins beside it", () => {
    test.each([
      ["the executable", executable],
      ["the source", () => ({ command: programCommand() })],
    ])(
      "of %s have packages of their own and of the project, and are reloaded as they are saved",
      async (_name, program) => {
        using project = new TemporaryDirectory();
        write(project.path, { ...PACKAGES, "plugins/greet/index.ts": greetPlugin(1) });
        await using server = await FreshServer.start({ ...program(), cwd: project.path });
        const { url } = server.process;
        expect(await (await fetch(`${url}/greet/you`)).text()).toBe("Hello you! 1");
        expect(await reloadMs(url, project.path)).toBeLessThan(MAX_RELOAD_MS);
      },
      TIMEOUT_MS,
    );

    test(
      "are typed in an editor that has nothing but what it wrote",
      async () => {
        using project = new TemporaryDirectory();
        const program = { ...executable(), cwd: project.path };
        write(project.path, { "plugins/typed.ts": TYPED, "plugins/_wrong.ts": WRONGLY_TYPED });
        await runProgram(["superuser", "upsert", "admin@example.com", "a-long-password"], program);
        const written = await runProgram(["types", "--editor"], program);
        expect({ ...written, stderr: "" }).toEqual({
          exitCode: 0,
          stdout: [".baobox/types", "tsconfig.json", "baobox-types.ts"]
            .map((path) => `Wrote ${join(project.path, path)}.\n`)
            .join(""),
          stderr: "",
        });
        const check = await runProgram(["check"], { command: [process.execPath], cwd: project.path });
        expect({ ...check, stdout: "" }).toEqual({ exitCode: 0, stdout: "", stderr: expect.any(String) });
        // The package of types is none that could be loaded: plugins go on to get the program's own module.
        await using server = await FreshServer.start(program);
        expect((await fetch(`${server.process.url}/count/1`)).status).toBe(401);
        // Again it is replaced, a project's own files are not.
        write(project.path, { "tsconfig.json": "{}" });
        expect((await runProgram(["types", "--editor"], program)).stdout).toContain(
          `Add to the compilerOptions of ${join(project.path, "tsconfig.json")}: "paths": `,
        );
        expect(await Bun.file(join(project.path, "tsconfig.json")).text()).toBe("{}");
        rmSync(join(project.path, "tsconfig.json"));
        write(project.path, { "node_modules/@types/bun/package.json": `{ "name": "@types/bun" }` });
        await runProgram(["types", "--editor"], program);
        expect(await Bun.file(join(project.path, "tsconfig.json")).json()).toMatchObject({
          compilerOptions: { types: ["bun"] },
        });
        expect(existsSync(join(project.path, "node_modules/baobox"))).toBe(false);
      },
      TIMEOUT_MS,
    );
  });
}
