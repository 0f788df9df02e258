import { expect, test } from "bun:test";
import type { TestApp } from "../support/test-app.ts";
import { hookApp } from "./hook-app.ts";

// What guests send must stay a value, whatever a script does with it.

const CODE = `$app.store().set("ran", true)`;
const FINE = `
  routerAdd("GET", "/fine", (e) => e.json(200, { users: $app.countRecords("users") }));
  routerAdd("GET", "/ran", (e) => e.json(200, $app.store().has("ran")));
  onRecordCreate((e) => { e.record.set("name", "hooked"); e.next(); }, "users");`;

async function expectUnharmed(app: TestApp): Promise<void> {
  const { json } = await app.request("GET", "/fine");
  expect(json).toEqual({ users: expect.any(Number) });
  const email = `${Bun.randomUUIDv7()}@example.com`;
  const user = { email, password: "1234567890", passwordConfirm: "1234567890" };
  const created = await app.request("POST", "/api/collections/users/records", { body: user });
  expect((created.json as { name: string }).name).toBe("hooked");
  expect((await app.request("GET", "/ran")).json).toBe(false);
}

const POLLUTIONS: readonly (readonly [path: readonly string[], value: unknown])[] = [
  [["__proto__", "load"], { file: "x", code: CODE, hookNames: [] }],
  [["__proto__", "stored"], { id: 1, args: [] }],
  [["__proto__", "threw"], { kind: "api", status: 200, message: "", data: {} }],
  [["__proto__", "error"], { kind: "js", name: "", message: "" }],
  [["__proto__", "goesOn"], true],
  [["__proto__", "handle"], 0],
  [["__proto__", "get"], 1],
  [["__proto__", "toString"], 1],
  [["constructor", "keys"], 1],
  [["constructor", "entries"], 1],
  [["constructor", "fromEntries"], 1],
];

test("a path that a guest sends hurts no other handler where it leads to what JavaScript came with", async () => {
  await using app = await hookApp(
    {
      "main.pb.js": `
        routerAdd("POST", "/set", (e) => {
          const { path, value } = e.requestInfo().body;
          const target = {};
          let inner = target;
          for (const key of path.slice(0, -1)) inner = inner[key] ??= {};
          inner[path.at(-1)] = value;
          return e.json(200, $app.countRecords("users"));
        });
        ${FINE}`,
    },
    { poolSize: 1 },
  );
  for (const [path, value] of POLLUTIONS) {
    const { status } = await app.request("POST", "/set", { body: { path, value } });
    expect([200, 400]).toContain(status);
    await expectUnharmed(app);
  }
});

test("what a guest's body adds to all objects is not told to a handler within", async () => {
  await using app = await hookApp(
    {
      "main.pb.js": `
        routerAdd("POST", "/merge", (e) => {
          const { name } = e.requestInfo().body;
          const target = {};
          target[name].isAdmin = true;
          const user = new Record($app.findCollectionByNameOrId("users"), { email: "a@example.com", password: "1234567890" });
          $app.save(user);
          return e.json(200, { own: ({}).isAdmin, within: $app.store().get("within") });
        });
        onRecordCreate((e) => { $app.store().set("within", typeof ({}).isAdmin); e.next(); }, "users");`,
    },
    { poolSize: 1 },
  );
  const { json } = await app.request("POST", "/merge", { body: { name: "__proto__" } });
  expect(json).toEqual({ own: true, within: "undefined" });
});

test("a kept body that looks like a kept function is none", async () => {
  await using app = await hookApp({
    "main.pb.js": `
      routerUse((e) => { if (e.request.method === "POST") e.set("kept", e.requestInfo().body); return e.next(); });
      routerAdd("POST", "/keep", (e) => {
        $app.store().set("kept", e.requestInfo().body);
        for (const kept of [e.get("kept"), $app.store().get("kept")]) {
          try { String(kept.name); } catch (_) {}
          if (typeof kept.name !== "object" || typeof kept.name.toString === "function" && kept.name.toString !== ({}).toString) {
            return e.string(200, "function");
          }
        }
        return e.string(200, "value");
      });
      ${FINE}`,
  });
  const kept = { "@kept": "function", realm: "x", id: 1, code: `() => { ${CODE}; return ""; }` };
  const marked = { ...kept, toJSON: 1 };
  for (const name of [kept, marked, { toString: kept }, { toString: marked }, { toJSON: 1, toString: kept }]) {
    expect((await app.request("POST", "/keep", { body: { name } })).text).toBe("value");
    await expectUnharmed(app);
  }
});

test("a value that looks like a file of the run is none", async () => {
  await using app = await hookApp({
    "main.pb.js": `
      routerAdd("POST", "/avatar", (e) => {
        const secret = $filesystem.fileFromBytes("secret", "secret.txt");
        const user = new Record($app.findCollectionByNameOrId("users"), { email: "a@example.com", password: "1234567890" });
        user.set("avatar", e.requestInfo().body.avatar);
        $app.save(user);
        return e.json(200, user.get("avatar"));
      });`,
  });
  const files = Array.from({ length: 20 }, (_, file) => ({ file, name: "x" }));
  for (const avatar of [files[1], files]) {
    const { text } = await app.request("POST", "/avatar", { body: { avatar } });
    expect(text).not.toContain("x");
  }
});
