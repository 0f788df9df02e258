import { expect, test } from "bun:test";
import { hookApp } from "./hook-app.ts";

test("a file system of its own holds, lists and serves files, and tells of missing ones as Go", async () => {
  await using app = await hookApp({
    "main.pb.js": `
      routerAdd("GET", "/fs", (e) => {
        const fs = $filesystem.local(__hooks + "/../store");
        fs.uploadFile($filesystem.fileFromBytes("zz", "My File.txt"), "a/q.txt");
        const kept = fs.getReuploadableFile("a/q.txt", true);
        const caught = (work) => { try { return work(); } catch (error) { return String(error); } };
        const out = {
          kept: [kept.name, kept.size],
          copy: caught(() => fs.copy("no", "b")),
          thumb: caught(() => fs.createThumb("a/q.txt", "b", "bad")),
          prefix: String(fs.deletePrefix("")[0]),
          unknown: caught(() => $app.subscriptionsBroker().clientById("x")),
          empty: caught(() => $filesystem.fileFromBytes("", "x.txt")),
        };
        fs.close();
        out.closed = caught(() => fs.exists("a"));
        return e.json(200, out);
      });
      routerAdd("GET", "/serve", (e) => {
        const fs = $filesystem.local(__hooks + "/../store");
        fs.serve(e.response, e.request, "a/q.txt", "named.txt");
      });
    `,
  });
  const { json } = await app.request("GET", "/fs");
  expect(json).toEqual({
    kept: ["q.txt", 2],
    copy: expect.stringMatching(
      /^GoError: \[key: no -> b\] stat .*\/no: no such file or directory\nresource not found$/,
    ),
    thumb: "GoError: thumb size must be in WxH, WxHt, WxHb or WxHf format",
    prefix: "GoError: prefix mustn't be empty",
    unknown: 'GoError: no client associated with connection ID "x"',
    empty: "GoError: cannot create an empty file",
    closed: "GoError: bucket or blob is closed",
  });
  const served = await app.request("GET", "/serve", { headers: { range: "bytes=1-1" } });
  expect(served.status).toBe(206);
  expect(served.text).toBe("z");
  expect(served.headers.get("content-disposition")).toBe("attachment; filename=named.txt");
});

test("$apis.recordAuthResponse signs a record in from a route, and what is written later follows", async () => {
  await using app = await hookApp({
    "main.pb.js": `
      onRecordAuthRequest((e) => { e.meta = { method: e.authMethod }; return e.next(); }, "users");
      routerAdd("POST", "/enter", (e) => {
        e.response.header().set("X-Own", "1");
        $apis.recordAuthResponse(e, $app.findAuthRecordByEmail("users", "ann@example.com"), "own", null);
        e.string(500, "more");
      });
    `,
  });
  await app.create("users", { email: "ann@example.com", password: "1234567890" });
  const { status, headers, text } = await app.request("POST", "/enter");
  expect(status).toBe(200);
  expect(headers.get("x-own")).toBe("1");
  expect(headers.get("vary")).toBe("Origin");
  expect(text).toEndWith("}\nmore");
  expect(JSON.parse(text.slice(0, -"more".length))).toMatchObject({
    meta: { method: "own" },
    token: expect.any(String),
  });
});

test("the request event of a hook answers, and knows the request", async () => {
  await using app = await hookApp({
    "main.pb.js": `
      onRecordCreateRequest((e) => {
        const inner = e.requestEvent;
        return inner.json(201, { method: inner.request.method, info: inner.requestInfo().method, auth: inner.auth === null });
      }, "users");
    `,
  });
  const answer = await app.request("POST", "/api/collections/users/records", { body: { email: "a@example.com" } });
  expect(answer.status).toBe(201);
  expect(answer.json).toEqual({ auth: true, info: "POST", method: "POST" });
});

test("errors are not packed, and what is already packed is not packed again", async () => {
  await using app = await hookApp({
    "main.pb.js": `
      routerAdd("GET", "/gz/{kind}", (e) => {
        if (e.request.pathValue("kind") === "error") throw new ForbiddenError("no");
        if (e.request.pathValue("kind") === "none") return e.noContent(204);
        return e.json(200, { a: 1 });
      }, $apis.gzip());
    `,
  });
  const ask = (kind: string) => app.request("GET", `/gz/${kind}`, { headers: { "accept-encoding": "gzip" } });
  expect((await ask("json")).headers.get("content-encoding")).toBe("gzip");
  for (const kind of ["error", "none"]) {
    const { headers } = await ask(kind);
    expect(headers.get("content-encoding")).toBeNull();
    expect(headers.get("vary")).toBe("Origin, Accept-Encoding");
  }
});

test("custom values of a record are answered only where a hook shows them", async () => {
  await using app = await hookApp({
    "main.pb.js": `
      onRecordEnrich((e) => {
        e.record.set("shown", "custom");
        if (e.record.get("name") === "with") e.record.withCustomData(true);
        return e.next();
      }, "users");
    `,
  });
  for (const name of ["with", "without"]) {
    const record = await app.create("users", { name, email: `${name}@example.com`, password: "1234567890" });
    const token = await app.superuserToken();
    const { json } = await app.request("GET", `/api/collections/users/records/${record.id}`, { token });
    expect((json as { shown?: string }).shown).toBe(name === "with" ? "custom" : undefined);
  }
});

test("what a hook file throws after a settings request was answered is only logged", async () => {
  await using app = await hookApp({
    "main.pb.js": `
      onSettingsListRequest((e) => { e.next(); throw new BadRequestError("late"); });
      onFileTokenRequest((e) => { e.next(); throw new BadRequestError("late"); });
      onCollectionsListRequest((e) => { e.next(); throw new BadRequestError("late"); });
      onCollectionViewRequest(() => undefined);
    `,
  });
  const token = await app.superuserToken();
  expect((await app.request("GET", "/api/settings", { token })).status).toBe(200);
  expect((await app.request("POST", "/api/files/token", { token })).status).toBe(200);
  expect((await app.request("GET", "/api/collections", { token })).status).toBe(200);
  const unanswered = await app.request("GET", "/api/collections/users", { token });
  expect([unanswered.status, unanswered.text]).toEqual([200, ""]);
});

test("superusers see the hook files, what they registered and what went wrong", async () => {
  await using app = await hookApp({
    "a.pb.js": `
      onRecordCreate((e) => e.next(), "users");
      routerAdd("GET", "/a", (e) => e.string(200, "a"), $apis.requireAuth());
      routerUse((e) => e.next());
      cronAdd("job", "0 3 * * *", () => undefined);
    `,
    "b.pb.js": "onRecordCreate((",
  });
  expect((await app.request("GET", "/api/hook-files")).status).toBe(401);
  const { json } = await app.request("GET", "/api/hook-files", { token: await app.superuserToken() });
  expect(json).toMatchObject([
    {
      name: "a.pb.js",
      error: null,
      hooks: ["onRecordCreate users"],
      routes: [{ method: "GET", path: "/a" }],
      middleware: 1,
      crons: ["job"],
    },
    { name: "b.pb.js", error: expect.stringContaining("b.pb.js:1:"), hooks: [], routes: [], middleware: 0, crons: [] },
  ]);
});

test("hooks of batches and of lists of collections have what the request is about", async () => {
  await using app = await hookApp({
    "main.pb.js": `
      onBatchRequest((e) => {
        $app.store().set("batch", [e.batch.length, e.batch[0].method]);
        e.batch[0].body.name = "changed";
        return e.next();
      });
      onCollectionsListRequest((e) => {
        $app.store().set("collections", [e.collections[0].name, e.result.perPage]);
        e.result.totalItems = 99;
        return e.next();
      });
      onMailerSend((e) => { $app.store().set("mailer", typeof e.mailer.send); });
      routerAdd("GET", "/seen", (e) => {
        $app.newMailClient().send({ from: { address: "a@example.com" }, to: [{ address: "b@example.com" }], subject: "s" });
        return e.json(200, $app.store().getAll());
      });
    `,
  });
  const token = await app.superuserToken();
  await app.request("PATCH", "/api/settings", { token, body: { batch: { enabled: true } } });
  const body = { name: "sent", email: "a@example.com", password: "1234567890", passwordConfirm: "1234567890" };
  const requests = [{ method: "POST", url: "/api/collections/users/records", body }];
  const { json: answers } = await app.request("POST", "/api/batch", { token, body: { requests } });
  expect(answers).toMatchObject([{ status: 200, body: { name: "changed" } }]);
  const { json: page } = await app.request("GET", "/api/collections?perPage=1&sort=name", { token });
  expect(page).toMatchObject({ perPage: 1, totalItems: 99 });
  expect((await app.request("GET", "/seen")).json).toEqual({
    batch: [1, "POST"],
    collections: ["_authOrigins", 1],
    mailer: "function",
  });
});

test("errors and answers take arguments of any type, and statuses that can't be are a 500", async () => {
  await using app = await hookApp({
    "main.pb.js": `
      routerAdd("GET", "/error", (e) => { e.error("unused"); throw e.error("418", 5, { a: 1 }); });
      routerAdd("GET", "/bad", (e) => { throw e.badRequestError(5); });
      routerAdd("GET", "/text", (e) => e.string("201", 5));
      routerAdd("GET", "/nothing", (e) => e.html(200, null));
      routerAdd("GET", "/status", (e) => e.json(999, {}));
      routerAdd("GET", "/header", (e) => { e.response.writeHeader(0); });
      routerAdd("GET", "/thrown", (e) => { throw e.error(); });
    `,
  });
  const get = async (path: string) => {
    const { status, text } = await app.request("GET", path);
    return { status, text: text.trim() };
  };
  const data = { a: { code: "validation_invalid_value", message: "Invalid value." } };
  expect(await get("/error")).toEqual({ status: 418, text: JSON.stringify({ data, message: "5.", status: 418 }) });
  expect(await get("/bad")).toEqual({ status: 400, text: JSON.stringify({ data: {}, message: "5.", status: 400 }) });
  expect(await get("/text")).toEqual({ status: 201, text: "5" });
  expect(await get("/nothing")).toEqual({ status: 200, text: "" });
  for (const path of ["/status", "/header", "/thrown"]) {
    expect(await get(path)).toMatchObject({ status: 500, text: expect.stringContaining("Something went wrong") });
  }
});

test("a content type that a handler has set stays, but for a blob, which has its own", async () => {
  await using app = await hookApp({
    "main.pb.js": `
      routerAdd("GET", "/string", (e) => { e.response.header().set("content-type", "text/css"); return e.string(200, "a{}"); });
      routerAdd("GET", "/json", (e) => { e.response.header().set("Content-Type", "text/css"); return e.json(200, {}); });
      routerAdd("GET", "/blob", (e) => { e.response.header().set("Content-Type", "text/css"); return e.blob(200, "text/x", "a"); });
      routerAdd("GET", "/deleted", (e) => {
        e.response.header().set("Content-Type", "text/css");
        e.response.header().del("Content-Type");
        return e.html(200, "a");
      });`,
  });
  const type = async (path: string) => (await app.request("GET", path)).headers.get("content-type");
  expect(await type("/string")).toBe("text/css");
  expect(await type("/json")).toBe("text/css");
  expect(await type("/blob")).toBe("text/x");
  expect(await type("/deleted")).toBe("text/html; charset=utf-8");
});

test("an answer that the client has already names no type", async () => {
  await using app = await hookApp({ "main.pb.js": `routerAdd("GET", "/same", (e) => e.json(304, {}));` });
  const { status, headers } = await app.request("GET", "/same");
  expect([status, headers.get("content-type")]).toEqual([304, null]);
});

test("hooks of requests know with which status the operation answered", async () => {
  const kinds = ["onRecordCreateRequest", "onRecordDeleteRequest", "onRecordAuthWithPasswordRequest"];
  const note = `{ const before = e.status(); e.next(); $app.store().set("seen", [before, e.written(), e.status()]); }`;
  await using app = await hookApp({
    "main.pb.js": `
      ${kinds.map((kind) => `${kind}((e) => ${note});`).join("\n")}
      routerUse((e) => { e.next(); $app.store().set("outer", e.status()); });
      routerAdd("GET", "/seen", (e) => e.json(200, [$app.store().get("seen"), $app.store().get("outer")]));
    `,
  });
  const token = await app.superuserToken();
  const seenAfter = async (method: string, path: string, body?: object): Promise<unknown> => {
    await app.request(method, path, { token, ...(body === undefined ? {} : { body }) });
    return (await app.request("GET", "/seen")).json;
  };
  const [email, password] = ["seen@example.com", "1234567890"];
  const user = { id: "seenseenseensee", email, password, passwordConfirm: password };
  expect(await seenAfter("POST", "/api/collections/users/records", user)).toEqual([[0, true, 200], 200]);
  const identity = { identity: email, password };
  expect(await seenAfter("POST", "/api/collections/users/auth-with-password", identity)).toEqual([[0, true, 200], 200]);
  expect(await seenAfter("DELETE", `/api/collections/users/records/${user.id}`)).toEqual([[0, true, 204], 204]);
  expect(await seenAfter("GET", "/api/collections/users/records")).toEqual([[0, true, 204], 200]);
});

test("hooks of requests within a batch find the files that were sent for them", async () => {
  await using app = await hookApp({
    "main.pb.js": `
      onRecordCreateRequest((e) => {
        let found = "";
        try { found = e.findUploadedFiles("avatar").map(({ originalName }) => originalName).join(); } catch (error) { found = error.message; }
        e.record.set("name", found);
        return e.next();
      }, "users");`,
  });
  const token = await app.superuserToken();
  await app.request("PATCH", "/api/settings", { token, body: { batch: { enabled: true, timeout: 60 } } });
  const requests = ["a", "b"].map((name) => ({
    method: "POST",
    url: "/api/collections/users/records",
    body: { email: `${name}@example.com`, password: "1234567890", passwordConfirm: "1234567890" },
  }));
  const form = new FormData();
  form.set("@jsonPayload", JSON.stringify({ requests }));
  form.set("requests.0.avatar", new File([new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10])], "me.png"));
  const { json } = await app.request("POST", "/api/batch", { token, body: form });
  expect((json as { body: { name: string } }[]).map(({ body }) => body.name)).toEqual([
    "me.png",
    "request Content-Type isn't multipart/form-data",
  ]);
});
