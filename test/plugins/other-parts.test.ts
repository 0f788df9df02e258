// What plugins use of the server besides records: realtime, mail, files and jobs, through the plugin itself and a real client.
import { expect, test } from "bun:test";
import { SocketClient } from "../features/realtime/socket-client.ts";
import { SseClient } from "../features/realtime/sse-client.ts";
import { MailServer } from "../support/mail-server.ts";
import { plugin, type PluginApp, pluginApp } from "./plugin-app.ts";

function listen(made: PluginApp): string {
  return `http://127.0.0.1:${made.app.server.listen({ hostname: "127.0.0.1", port: 0 }).port}`;
}

async function call(made: PluginApp, path: string, body?: object): Promise<unknown> {
  const { status, json, text } = await made.app.request(body === undefined ? "GET" : "POST", path, body && { body });
  if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
  return json ?? text;
}

test("messages reach the clients that subscribed to their topic, and single ones", async () => {
  await using made = await pluginApp({
    "news.ts": plugin(`
      app.routes
        .post("/send", ({ body }) => app.realtime.send("news", body))
        .post("/sendTo", ({ body }) => app.realtime.sendTo(body.client, body.topic, { only: "you" }))
        .get("/clients", () => app.realtime.clients());
    `),
  });
  const url = listen(made);
  using reader = await SseClient.connect(url);
  using other = await SseClient.connect(url);
  expect(await reader.subscribe(["news"])).toBe(204);
  expect(await other.subscribe(["weather"])).toBe(204);
  await call(made, "/send", { text: "hello" });
  expect(await reader.next()).toMatchObject({ event: "news", data: '{"text":"hello"}' });
  const clients = (await call(made, "/clients")) as { id: string; transport: string; subscriptions: string[] }[];
  const weather = clients.find(({ subscriptions }) => subscriptions.includes("weather"));
  expect(clients).toHaveLength(2);
  expect(weather).toMatchObject({ transport: "sse", auth: null });
  expect(await call(made, "/sendTo", { client: weather?.id, topic: "weather" })).toBe(true);
  // The first that it hears of: it did not get the news.
  expect(await other.next()).toMatchObject({ event: "weather", data: '{"only":"you"}' });
  expect(await call(made, "/sendTo", { client: weather?.id, topic: "news" })).toBe(false);
  expect(await call(made, "/sendTo", { client: "nobody", topic: "news" })).toBe(false);
});

test("channel rules open channels, and what is broadcast to one reaches who joined", async () => {
  await using made = await pluginApp({
    "rooms.ts": plugin(`
      app.routes
        .post("/rules", ({ body }) => app.realtime.setChannelRules(body.rules))
        .get("/rules", () => app.realtime.channelRules())
        .post("/say", ({ body }) => app.realtime.broadcast(body.channel, "said", { text: body.text }));
    `),
  });
  using client = await SocketClient.connect(listen(made));
  expect(await client.request({ type: "join", channel: "room:1" })).toMatchObject({ type: "error", status: 403 });
  const rules = [{ channel: "room:*", join: "", broadcast: null }];
  await call(made, "/rules", { rules });
  expect(await call(made, "/rules")).toEqual(rules);
  expect(await client.request({ type: "join", channel: "room:1" })).toMatchObject({ type: "ok" });
  expect(await client.request({ type: "join", channel: "hall" })).toMatchObject({ type: "error", status: 403 });
  await call(made, "/say", { channel: "room:1", text: "hello" });
  expect(await client.nextOf("broadcast")).toMatchObject({ channel: "room:1", event: "said", data: { text: "hello" } });
  const refused = { rules: [{ channel: "room:*", join: "nothing = 1", broadcast: null }] };
  expect((await made.app.request("POST", "/rules", { body: refused })).status).toBe(400);
  expect(await call(made, "/rules")).toEqual(rules);
});

test("mails go out over the mail server of the settings", async () => {
  await using mails = await MailServer.start();
  await using made = await pluginApp({
    "mailing.ts": plugin(`
      app.routes.post("/mail", ({ body }) => app.mail.send(body));
      app.routes.post("/settings", ({ body }) => app.settings.update(body));
    `),
  });
  const smtp = { enabled: true, host: "127.0.0.1", port: mails.port };
  await call(made, "/settings", { smtp, meta: { senderName: "Us", senderAddress: "us@example.com" } });
  await call(made, "/mail", {
    to: { name: "Ada", address: "ada@example.com" },
    cc: ["copy@example.com"],
    subject: "Hello",
    html: "<p>Hello <b>Ada</b></p>",
  });
  const mail = await mails.next();
  expect(mail).toMatchObject({ subject: "Hello", html: expect.stringContaining("<b>Ada</b>") });
  expect(mail.from?.text).toBe('"Us" <us@example.com>');
  expect([mail.to, mail.cc].flat().map((one) => one?.text)).toEqual(['"Ada" <ada@example.com>', "copy@example.com"]);
  // A mail server that is not there is told to who sends.
  await call(made, "/settings", { smtp: { port: 1 } });
  const failed = await made.app.request("POST", "/mail", { body: { to: "a@example.com", subject: "x", text: "y" } });
  expect(failed.status).toBeGreaterThanOrEqual(400);
});

test("files are stored with records, read, served and gone with them", async () => {
  await using made = await pluginApp({
    "files.ts": plugin(`
      await app.collections.create({
        name: "documents", type: "base", viewRule: "", fields: [{ name: "file", type: "file", maxSelect: 1, maxSize: 100 }],
      });
      const refOf = ({ id, file }) => ({ collection: "documents", id, name: file });
      app.routes
        .get("/make", () => app.records.create("documents", { file: new File(["content"], "a note.txt") }))
        .post("/read", async ({ body }) => (await app.files.read(refOf(body)))?.text() ?? "gone")
        .post("/url", ({ body }) => app.files.url(refOf(body), { download: true }))
        .post("/delete", ({ body }) => app.records.delete("documents", body.id))
        .get("/large", () => app.records.create("documents", { file: new File(["x".repeat(101)], "large.txt") }));
    `),
  });
  const record = (await call(made, "/make")) as { id: string; file: string };
  expect(record.file).toMatch(/^a_note_\w+\.txt$/);
  expect(await call(made, "/read", record)).toBe("content");
  const { pathname, search } = new URL(String(await call(made, "/url", record)));
  const served = await made.app.request("GET", pathname + search);
  expect([served.text, served.headers.get("content-disposition")]).toEqual([
    "content",
    `attachment; filename=${record.file}`,
  ]);
  expect(await made.app.request("GET", "/large")).toMatchObject({
    status: 400,
    json: { data: { file: { code: "validation_file_size_limit" } } },
  });
  await call(made, "/delete", record);
  expect(await call(made, "/read", record)).toBe("gone");
});

test("jobs are listed and run by superusers, and their errors are told", async () => {
  await using made = await pluginApp({
    "jobs.ts": plugin(`
      let runs = 0;
      app.cron("counting job", "@yearly", async () => { await Bun.sleep(1); runs++; });
      app.cron("failing job", "@daily", () => { throw new Error("not today"); });
      app.routes.get("/runs", () => String(runs));
    `),
  });
  const token = await made.app.superuserToken();
  const { json } = await made.app.request("GET", "/api/crons", { token });
  expect(json).toContainEqual(expect.objectContaining({ id: "counting job", expression: "@yearly" }));
  const run = (name: string) => made.app.request("POST", `/api/crons/${encodeURIComponent(name)}?wait=true`, { token });
  expect((await run("counting job")).status).toBe(200);
  expect(await call(made, "/runs")).toBe(1);
  expect((await made.app.request("POST", "/api/crons/failing%20job?wait=true")).status).toBe(401);
  expect((await run("failing job")).text).toContain("not today");
  expect(made.lines.join("\n")).toMatch(/the job failing job of the plugin "jobs" failed: not today at .*jobs\.ts:6:/);
});

test("a copy of a request has all of its parts, in hooks and in routes", async () => {
  await using made = await pluginApp({
    "copies.ts": plugin(`
      const copies = [];
      app.onRecordsListRequest((e) => { copies.push({ ...e.request }); return e.next(); });
      app.routes.get("/copies", ({ info }) => [...copies, { ...info }]);
    `),
  });
  const headers = { "x-name": "Ada" };
  await made.app.request("GET", "/api/collections/users/records?page=1&sort=id", { headers });
  const { json } = await made.app.request("GET", "/copies?a=b", { headers });
  const shared = { method: "GET", context: "default", body: {}, auth: null };
  expect(json).toEqual([
    { ...shared, query: { page: "1", sort: "id" }, headers: { x_name: "Ada" } },
    { ...shared, query: { a: "b" }, headers: { x_name: "Ada" } },
  ]);
});
