import { expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { hookTypes } from "../../src/build/hook-types.ts";
import hookTypesText from "../../src/jsvm/hook-types.txt" with { type: "text" };
import { createHooks } from "../../src/model/hooks.ts";
import { TemporaryDirectory } from "../support/server-process.ts";
import { hookApp } from "./hook-app.ts";
import known from "./surface/names.json";

const ROOT = resolve(import.meta.dir, "../..");
const TIMEOUT_MS = 120_000;

test("declarations for editors are written beside the data, and empty files refer to them", async () => {
  await using app = await hookApp({ "empty.pb.js": "" });
  const types = readFileSync(join(app.context.options.dataDir, "types.d.ts"), "utf8");
  expect(types).toContain("declare function onRecordCreate(handler: (e: ");
  const empty = readFileSync(join(app.folder, "pb_hooks/empty.pb.js"), "utf8");
  expect(empty).toMatch(/^\/\/\/ <reference path="[^"]+types\.d\.ts" \/>\n\n$/);
});

test("all globals and hooks are declared", () => {
  const declared = [...hookTypesText.matchAll(/^declare (?:const|function|class) ([\w$]+)/gm)].map(([, name]) => name);
  const hooks = Object.keys(createHooks()).filter((name) => name !== "onServe");
  const globals = [...known.globals, ...known["globals while loading"]].filter((name) => name !== "console");
  expect([...hooks, ...globals].filter((name) => !declared.includes(name))).toEqual([]);
});

test(
  "the declarations are those of the runtime: `bun run build:hook-types` makes them",
  async () => {
    expect(hookTypesText).toBe(await hookTypes());
  },
  TIMEOUT_MS,
);

/** What an editor says of a hook file, in the words of the type checker. */
async function mistakesIn(source: string): Promise<string[]> {
  using folder = new TemporaryDirectory();
  const write = (name: string, text: string): void => writeFileSync(join(folder.path, name), text);
  const compilerOptions = { allowJs: true, checkJs: true, strict: true, noEmit: true, lib: ["es2024"], types: [] };
  write("types.d.ts", hookTypesText);
  write("main.js", source);
  write("tsconfig.json", JSON.stringify({ compilerOptions, files: ["types.d.ts", "main.js"] }));
  const compiler = join(ROOT, "node_modules/typescript/bin/tsc");
  const check = Bun.spawn([process.execPath, compiler, "-p", folder.path], { stdout: "pipe", cwd: folder.path });
  const output = await new Response(check.stdout).text();
  await check.exited;
  return output.split("\n").filter((line) => line !== "");
}

test(
  "an editor takes what hook files do",
  async () => {
    const mistakes = await mistakesIn(`
      onRecordCreate((e) => {
        e.record.set("slug", e.record.getString("title").toLowerCase());
        const note = $app.findRecordById("notes", e.record.id);
        note.publicExport();
        $app.save(note);
        return e.next();
      }, "notes");
      onRecordAuthWithOAuth2Request((e) => { e.createData = { name: e.oAuth2User.name }; return e.next(); });
      onMailerSend((e) => { e.message.subject += "!"; return e.next(); });
      routerAdd("GET", "/x/{id}", (e) => {
        const query = e.request.url.query().get("a").trim();
        return e.json(200, { query, by: e.auth?.id, id: e.request.pathValue("id") });
      }, $apis.requireAuth(), $apis.bodyLimit(5));
      cronAdd("clean", "* * * * *", () => {
        for (const old of $app.findRecordsByFilter("notes", "done = true", "-created", 10, 0)) $app.delete(old);
      });
      routerAdd("GET", "/y", (e) => {
        $app.runInTransaction((txApp) => {
          const collection = new Collection({ name: "x" });
          collection.listRule = "";
          collection.fields.add(new TextField({ name: "a" }));
          txApp.save(collection);
          const record = new Record(collection, { a: 1 });
          record.id.toUpperCase();
        });
        const rows = arrayOf(new DynamicModel({ id: "", total: 0 }));
        $app.db().select("id").from("notes").where($dbx.hashExp({ id: "x" })).all(rows);
        const year = new DateTime("2024-01-01").add(5).time().year() + 1;
        const answer = $http.send({ url: "http://x", method: "POST", body: JSON.stringify({ year }) });
        if (answer.statusCode !== 200) throw new BadRequestError("no", { a: 1 });
        return e.string(200, $security.randomString(5) + toString($os.readFile("x")) + $template.loadString("x").render({}));
      });
      onMailerRecordOTPSend((e) => {
        e.message.from = { address: $app.settings().meta.senderAddress, name: "x" };
        e.message.to = [{ address: e.message.from.address.trim() }];
        e.message.to.push({ address: "b@example.com" });
        e.message.to[1]?.name.trim();
        e.next();
      });
      $app.onServe().bindFunc((e) => {
        e.next();
        cronAdd(e.app.settings().meta.appName, "0 3 * * *", () => {});
      });
      migrate((app) => { app.save(new Collection({ name: "a" })); }, (app) => app.delete(app.findCollectionByNameOrId("a")));
    `);
    expect(mistakes).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  "an editor tells of names that there are not, and of values of the wrong type",
  async () => {
    const mistakes = await mistakesIn(`
      onRecordCreate((e) => e.record.getText("title"));
      $app.findRecordByIdd("notes", "x");
      routerAdd("GET", "/x", (e) => e.json("200", {}));
      /** @type {number} */ const total = $app.findRecordById("a", "b").getString("c");
    `);
    expect(mistakes.map((line) => /error (TS\d+)/.exec(line)?.[1])).toEqual(["TS2339", "TS2551", "TS2345", "TS2322"]);
  },
  TIMEOUT_MS,
);
