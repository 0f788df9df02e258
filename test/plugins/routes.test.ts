// What plugins put between requests and answers: routes with guards and validation, middleware, folders of files.
import { join } from "node:path";
import { expect, test } from "bun:test";
import { createAuthToken } from "../../src/model/auth/tokens.ts";
import { plugin, type PluginApp, pluginApp } from "./plugin-app.ts";

const INVALID = "An error occurred while validating the submitted data.";
const invalid = (message: string) => ({ code: "validation_invalid_value", message });

async function ask(made: PluginApp, path: string, token?: string): Promise<[number, string]> {
  const { status, json, text } = await made.app.request("GET", path, token === undefined ? {} : { token });
  return [status, (json as { message?: string } | null)?.message ?? text];
}

test("guards answer as those of Baobox's own routes", async () => {
  await using made = await pluginApp({
    "guarded.ts": plugin(`
      app.routes
        .get("/any", ({ auth }) => auth.collectionName, { auth: true })
        .get("/guest", () => "guest", { auth: "guest" })
        .get("/superuser", () => "superuser", { auth: "superuser" })
        .get("/users", ({ auth, info }) => auth.collectionName + info.auth.id.length, { auth: ["users", "clients"] });
    `),
  });
  const user = createAuthToken(await made.app.create("users", { email: "a@example.com", password: "12345678" }));
  const superuser = await made.app.superuserToken();
  const needsToken: [number, string] = [401, "The request requires valid record authorization token."];
  const guestsOnly: [number, string] = [400, "The request can be accessed only by guests."];
  expect(await ask(made, "/any")).toEqual(needsToken);
  expect(await ask(made, "/any", "not.a.token")).toEqual(needsToken);
  expect(await ask(made, "/any", user)).toEqual([200, "users"]);
  expect(await ask(made, "/guest")).toEqual([200, "guest"]);
  expect(await ask(made, "/guest", user)).toEqual(guestsOnly);
  expect(await ask(made, "/superuser")).toEqual(needsToken);
  expect(await ask(made, "/superuser", user)).toEqual([
    403,
    "The authorized record is not allowed to perform this action.",
  ]);
  expect(await ask(made, "/superuser", superuser)).toEqual([200, "superuser"]);
  expect(await ask(made, "/users")).toEqual(needsToken);
  expect(await ask(made, "/users", user)).toEqual([200, "users15"]);
  expect(await ask(made, "/users", superuser)).toEqual([200, "_superusers15"]);
  // The same words as the server's own.
  expect(await ask(made, "/api/plugins")).toEqual(needsToken);
});

test("what does not fit the schemas is answered by field, as PocketBase does, bounds of numbers too", async () => {
  await using made = await pluginApp({
    "checked.ts": plugin(`
      const { t } = baobox;
      const count = t.Integer({ minimum: 1, maximum: 100, default: 3 });
      app.routes
        .get("/query", ({ query }) => query, { query: t.Object({ count, ratio: t.Optional(t.Number({ maximum: 1 })) }) })
        .get("/params/:count", ({ params }) => params, { params: t.Object({ count }) })
        .post("/body", ({ body }) => body, {
          body: t.Object({ title: t.String({ minLength: 2 }), meta: t.Object({ age: t.Integer({ minimum: 1 }) }) }),
        });
    `),
  });
  const answer = async (path: string, body?: object | string) => {
    const headers = { "content-type": "application/json" };
    const given = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body), headers };
    const { json } = await made.app.request(body === undefined ? "GET" : "POST", path, given);
    return json;
  };
  const refused = (data: object, message = INVALID) => ({ status: 400, message, data });
  expect(await answer("/query")).toEqual({ count: 3 });
  expect(await answer("/query?count=100&ratio=0.5")).toEqual({ count: 100, ratio: 0.5 });
  const tooSmall = invalid("Expected integer to be greater or equal to 1.");
  expect(await answer("/query?count=0")).toEqual(refused({ count: tooSmall }));
  expect(await answer("/query?count=101")).toEqual(
    refused({ count: invalid("Expected integer to be less or equal to 100.") }),
  );
  expect(await answer("/query?count=1.5")).toEqual(refused({ count: invalid("Expected integer.") }));
  expect(await answer("/query?count=x")).toEqual(refused({ count: invalid("Expected integer.") }));
  expect(await answer("/query?ratio=1.5")).toEqual(
    refused({ ratio: invalid("Expected number to be less or equal to 1.") }),
  );
  expect(await answer("/params/0")).toEqual(refused({ count: tooSmall }));
  const required = { code: "validation_required", message: "Cannot be blank." };
  expect(await answer("/body", {})).toEqual(refused({ title: required, meta: required }));
  expect(await answer("/body", { title: "a", meta: { age: 0 } })).toEqual(
    refused({ title: invalid("Expected string length greater or equal to 2."), meta: { age: tooSmall } }),
  );
  expect(await answer("/body", "{")).toEqual(refused({}, "An error occurred while loading the submitted data."));
  expect(await answer("/body", { title: "ab", meta: { age: 1 } })).toEqual({ title: "ab", meta: { age: 1 } });
});

test("errors of routes: those for the client are answered, others logged with their line", async () => {
  await using made = await pluginApp({
    "failing.ts": plugin(`
      app.routes
        .get("/refused", () => { throw baobox.forbidden("not for you"); })
        .get("/broken", () => { throw new Error("a secret"); })
        .get("/missing", () => app.records.get("users", "none"))
        .post("/invalid", () => app.records.create("users", { email: "no address", password: "12345678" }));
    `),
  });
  expect(await ask(made, "/refused")).toEqual([403, "Not for you."]);
  expect(await ask(made, "/missing")).toEqual([404, "The requested resource wasn't found."]);
  const [status, message] = await ask(made, "/broken");
  expect(status).toBeOneOf([400, 500]);
  expect(message).not.toContain("secret");
  expect(made.lines.join("\n")).toMatch(
    /the route GET \/broken of the plugin "failing" failed: a secret at .*failing\.ts:6:/,
  );
  const { json } = await made.app.request("POST", "/invalid");
  expect(json).toMatchObject({ status: 400, data: { email: { code: "validation_is_email" } } });
});

test("middleware runs around every request in its order, and may answer or change the answer", async () => {
  await using made = await pluginApp({
    "first.ts": plugin(`
      app.middleware(async (call, next) => {
        const response = await next();
        response.headers.append("x-order", "first");
        return response;
      });
      app.middleware((call, next) => (call.path === "/closed" ? new Response("closed", { status: 503 }) : next()), { priority: -1 });
    `),
    "second.ts": plugin(`
      app.middleware(async (call, next) => {
        const response = await next();
        response.headers.append("x-order", "second " + (call.auth?.collectionName ?? "nobody") + " " + response.status);
        return response;
      });
      app.middleware((call, next) => {
        if (call.path === "/refused") throw baobox.forbidden("not here");
        if (call.path === "/broken") throw new Error("a secret");
        return next();
      });
      app.routes.get("/mine", () => "mine");
    `),
  });
  const token = await made.app.superuserToken();
  const order = async (path: string, options = {}) => {
    const { status, headers } = await made.app.request("GET", path, options);
    return [status, headers.get("x-order")];
  };
  expect(await order("/api/health")).toEqual([200, "second nobody 200, first"]);
  expect(await order("/mine", { token })).toEqual([200, "second _superusers 200, first"]);
  expect(await order("/nowhere")).toEqual([404, "second nobody 404, first"]);
  expect(await order("/closed")).toEqual([503, null]);
  expect(await ask(made, "/refused")).toEqual([403, "Not here."]);
  const [status, message] = await ask(made, "/broken");
  expect(status).toBeGreaterThanOrEqual(400);
  expect(message).not.toContain("secret");
  expect(made.lines.join("\n")).toContain('a middleware of the plugin "second" failed: a secret');
});

test("a folder that isn't there is told of when the plugin is loaded", async () => {
  await using made = await pluginApp({ "site.ts": plugin(`app.static("/docs", "./docs");`) });
  expect(await ask(made, "/docs/")).toEqual([404, "File not found."]);
  const told = `warn static("/docs", "./docs"): the folder ${join(made.folder, "docs")}`;
  expect(made.lines.filter((line) => line.startsWith(told))).toHaveLength(1);
});

test("a folder of static files is served, and nothing beside it", async () => {
  await using made = await pluginApp({
    "site/index.ts": plugin(`app.static("/docs", "./public");`),
    "site/public/index.html": "<h1>Docs</h1>",
    "site/public/deep/page.txt": "a page",
    "site/secret.txt": "secret",
  });
  expect(await ask(made, "/docs/")).toEqual([200, "<h1>Docs</h1>"]);
  expect(await ask(made, "/docs/deep/page.txt")).toEqual([200, "a page"]);
  // As in the public folder, what is no file is a page of the application.
  expect(await ask(made, "/docs/some/page")).toEqual([200, "<h1>Docs</h1>"]);
  for (const path of [
    "/docs/../secret.txt",
    "/docs/%2e%2e/secret.txt",
    "/docs/..%2fsecret.txt",
    "/docs/deep/..%2f..%2f..%2fsecret.txt",
  ]) {
    const { status, text } = await made.app.request("GET", path);
    expect({ path, isHidden: status === 404 || text === "<h1>Docs</h1>" }).toEqual({ path, isHidden: true });
  }
  expect(await Bun.file(join(made.folder, "site/secret.txt")).text()).toBe("secret");
});
