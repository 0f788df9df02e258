// What `npm pack` makes, installed in a project of one's own: Baobox as a part of a program there, run by Bun and compiled.
import { POCKETBASE_VERSION } from "../src/lib/pocketbase-version.ts";
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { cpSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { dependencies, version } from "../package.json";
import { FreshServer } from "./support/fresh-server.ts";
import { drawPng, RED } from "./support/test-image.ts";
import { type Program, TemporaryDirectory, runProgram } from "./support/server-process.ts";

const ROOT = resolve(import.meta.dir, "..");
const TIMEOUT_MS = 120_000;

const PLUGIN = `import { definePlugin, t } from "baobox";
export default definePlugin((app) => {
  app.routes.get("/plugin/:count", ({ params }) => String(params.count + 1), { params: t.Object({ count: t.Integer() }) });
});`;

const directory = new TemporaryDirectory();
const project = join(directory.path, "project");

beforeAll(async () => {
  const packed = join(directory.path, "packed");
  await run(["pm", "pack", "--destination", packed], ROOT);
  const archive = readdirSync(packed).find((name) => name.endsWith(".tgz")) ?? "";
  await new Bun.Archive(await Bun.file(join(packed, archive)).bytes()).extract(packed);
  // What a package manager would do, without its registry.
  cpSync(join(packed, "package"), join(project, "node_modules/baobox"), { recursive: true });
  for (const name of [...Object.keys(dependencies), "@types/bun", "bun-types"]) {
    mkdirSync(dirname(join(project, "node_modules", name)), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), join(project, "node_modules", name));
  }
  mkdirSync(join(project, "plugins"));
  writeFileSync(join(project, "plugins/count.ts"), PLUGIN);
  const example = readFileSync(join(ROOT, "test/examples/guestbook/main.ts"), "utf8");
  writeFileSync(join(project, "main.ts"), example.replace("new Baobox({", 'new Baobox({ pluginsDir: "plugins",'));
}, TIMEOUT_MS);

afterAll(() => {
  directory[Symbol.dispose]();
});

async function run(args: readonly string[], cwd: string): Promise<string> {
  const child = Bun.spawn([process.execPath, ...args], { cwd, stdout: "pipe", stderr: "pipe" });
  const [output, errors] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  if ((await child.exited) !== 0) throw new Error(`bun ${args.join(" ")}: ${output}${errors}`);
  return output;
}

/** The program of the guestbook, whichever way it is started. */
async function expectGuestbook(program: Program): Promise<void> {
  await using server = await FreshServer.start(program);
  const { url } = server.process;
  const entries = server.client().collection("entries");
  expect(await entries.create({ text: "three words here" })).toMatchObject({ words: 3 });
  const longest = await fetch(`${url}/api/guestbook/longest?count=1`);
  expect(await longest.json()).toMatchObject({ items: [{ text: "three words here" }] });
  expect(await (await fetch(`${url}/plugin/1`)).text()).toBe("2");
  for (const path of ["/_/", "/api/openapi"]) {
    const page = await (await fetch(url + path)).text();
    const script = await fetch(`${url}/_/${/src="\.\/([^"]+)"/.exec(page)?.[1]}`);
    expect(script.headers.get("content-type")).toStartWith("text/javascript");
    expect((await script.text()).includes("jsxDEV")).toBe(false);
  }
  // It runs in a thread or process of its own, whose program is a part of the package.
  const query =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) SELECT sum(i) AS s FROM n";
  const admin = await server.admin();
  expect(await admin.send("/api/sql", { method: "POST", body: { query } })).toMatchObject({ rows: [["500500"]] });
  // So does the encoder for AVIF, and its WebAssembly is a file of the package.
  await admin.collections.create({
    name: "pictures",
    type: "base",
    fields: [{ name: "file", type: "file" }],
    viewRule: "",
  });
  const red = new File([Buffer.from(await drawPng(8, 8, () => RED))], "red.png");
  const picture = await admin.collection("pictures").create({ file: red });
  const avif = await fetch(`${admin.files.getURL(picture, picture["file"] as string)}?format=avif`);
  expect(avif.headers.get("content-type")).toBe("image/avif");
  expect(await server.process.output()).not.toContain("ERROR");
  expect(await server.process.stop()).toBe(0);
}

describe("in a project that has installed it", () => {
  test(
    "it is a part of a program, which Bun runs",
    () => expectGuestbook({ command: [process.execPath, "main.ts"], cwd: project }),
    TIMEOUT_MS,
  );

  test(
    "the program can be compiled, and then needs nothing else",
    async () => {
      const alone = join(directory.path, "alone");
      mkdirSync(alone);
      cpSync(join(project, "plugins"), join(alone, "plugins"), { recursive: true });
      await run(["build", "--compile", "main.ts", "--outfile", join(alone, "guestbook")], project);
      await expectGuestbook({ command: [join(alone, "guestbook")], cwd: alone, env: {} });
    },
    TIMEOUT_MS,
  );

  test("it brings the command line", async () => {
    const command = [process.execPath, join(project, "node_modules/baobox/dist/npm/main.js")];
    expect(await runProgram(["--version"], { command })).toMatchObject({
      exitCode: 0,
      stdout: `baobox ${version} (compatible with PocketBase ${POCKETBASE_VERSION})\n`,
    });
  });

  test(
    "its types and those of the client hold in a strict program",
    async () => {
      writeFileSync(
        join(project, "typed.ts"),
        `import { Baobox, t } from "baobox";
         import { BaoboxClient } from "baobox/client";
         const baobox = new Baobox({ dir: "pb_data" });
         baobox.onRecordCreate("notes", async (e) => { const id: string = e.record.id; await e.next(); console.log(id); });
         baobox.routes.get("/:n", ({ params, auth }) => params.n.toFixed() + auth?.email, { params: t.Object({ n: t.Integer() }) });
         // @ts-expect-error -- there is no such hook
         baobox.onNothing(() => undefined);
         // @ts-expect-error -- there is no such option
         new Baobox({ port: 1 });
         const client = new BaoboxClient("http://127.0.0.1:8090");
         await client.subscribe<{ title: string }>("notes/*", { onEvent: ({ record }) => console.log(record.title.length) });
         // @ts-expect-error -- a topic is a text
         await client.subscribe(1, {});`,
      );
      const options = { strict: true, noEmit: true, target: "ESNext", module: "Preserve", types: ["bun"] };
      writeFileSync(
        join(project, "tsconfig.json"),
        JSON.stringify({ compilerOptions: { ...options, skipLibCheck: false }, files: ["typed.ts"] }),
      );
      // Declarations of others have mistakes of their own.
      const found = await run(["check", "-p", "tsconfig.json"], project).catch(String);
      expect(found.split("\n").filter((line) => /typed\.ts|baobox\/dist/.test(line))).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
