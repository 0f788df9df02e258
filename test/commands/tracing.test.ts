import { expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openTracing } from "../../src/commands/tracing.ts";
import { Bucket } from "../support/bucket.ts";
import { failure } from "../support/failure.ts";
import { MailServer } from "../support/mail-server.ts";
import { OtlpReceiver, type ReceivedSpan } from "../support/otlp-receiver.ts";
import { ServerProcess, TemporaryDirectory, runProgram } from "../support/server-process.ts";

const EMAIL = "root@example.com";
const PASSWORD = "a-long-password";
const CALLER = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };
const TRACEPARENT = `00-${CALLER.traceId}-${CALLER.spanId}-01`;

/** A server with a superuser that sends its traces to the receiver. */
async function start(folder: string, variables: Record<string, string>, args: string[] = ["--workers", "1"]) {
  const dir = join(folder, "data");
  expect(await runProgram(["superuser", "upsert", EMAIL, PASSWORD, "--dir", dir])).toMatchObject({ exitCode: 0 });
  const server = await ServerProcess.start({
    dir,
    args: [...args, "--pluginsDir", join(folder, "plugins")],
    env: { ...process.env, OTEL_BSP_SCHEDULE_DELAY: "20", ...variables },
  });
  const { token } = (await (
    await fetch(`${server.url}/api/collections/_superusers/auth-with-password`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ identity: EMAIL, password: PASSWORD }),
    })
  ).json()) as { token: string };
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const answer = await fetch(server.url + path, {
      method,
      headers: {
        authorization: token,
        ...(body === undefined || body instanceof FormData ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
    });
    return { status: answer.status, text: await answer.text() };
  };
  return { server, ask };
}

const isServer = (route: string) => (span: ReceivedSpan) => span.kind === 2 && span.name === route;

test("a request is a trace of rules, queries, hooks, mails and requests to the bucket", async () => {
  using folder = new TemporaryDirectory();
  using receiver = new OtlpReceiver();
  await using mails = await MailServer.start();
  await using bucket = await Bucket.start();
  mkdirSync(join(folder.path, "plugins"));
  mkdirSync(join(folder.path, "pb_hooks"));
  await Bun.write(
    join(folder.path, "plugins/notes.ts"),
    `export default (app) => { app.onRecordCreate("notes", async (e) => { await e.next(); }); };`,
  );
  await Bun.write(
    join(folder.path, "pb_hooks/main.pb.js"),
    `onRecordUpdate((e) => { $app.findRecordById("notes", e.record.id); e.next(); }, "notes");`,
  );
  const { server, ask } = await start(folder.path, {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_HEADERS: "x-key=for%20the%20receiver",
    OTEL_SERVICE_NAME: "notebook",
    OTEL_RESOURCE_ATTRIBUTES: "deployment.environment=test",
  });
  await using _server = server;
  const { endpoint, bucket: name, region, accessKey, secret, forcePathStyle } = bucket.options;
  const s3 = { enabled: true, endpoint, bucket: name, region, accessKey, secret, forcePathStyle };
  const smtp = { enabled: true, host: "127.0.0.1", port: mails.port };
  expect((await ask("PATCH", "/api/settings", { s3, smtp })).status).toBe(200);
  const fields = [
    { name: "title", type: "text" },
    { name: "paper", type: "file" },
  ];
  const rules = { createRule: "title != 'no'", listRule: "title != 'no'", updateRule: "title != 'no'" };
  expect((await ask("POST", "/api/collections", { name: "notes", type: "base", fields, ...rules })).status).toBe(200);

  const form = new FormData();
  form.set("title", "a title that nobody records");
  form.set("paper", new Blob(["paper"]), "paper-of-a-name.txt");
  const records = "/api/collections/notes/records";
  const guest = { authorization: "", traceparent: TRACEPARENT };
  const created = await ask("POST", records, form, guest);
  expect(created.status).toBe(200);
  const { id } = JSON.parse(created.text) as { id: string };
  const create = await receiver.received(
    (span) => isServer("POST /api/collections/:collection/records")(span) && span.traceId === CALLER.traceId,
  );
  expect(create).toMatchObject({
    parentSpanId: CALLER.spanId,
    status: 0,
    values: {
      "http.route": "/api/collections/:collection/records",
      "http.response.status_code": 200,
      "url.path": records,
    },
    resource: { "service.name": "notebook", "deployment.environment": "test", "baobox.worker": 1 },
  });
  const ofCreate = receiver.spans.filter(({ traceId }) => traceId === CALLER.traceId);
  const names = ofCreate.map((span) => span.name);
  for (const wanted of ["rule notes", "hook onRecordCreate", "transaction", "INSERT notes", "S3 PutObject"])
    expect(names).toContain(wanted);
  expect(ofCreate.find((span) => span.name === "hook onRecordCreate")?.values).toEqual({ "baobox.plugin": "notes" });
  const insert = ofCreate.find((span) => span.name === "INSERT notes");
  expect(String(insert?.values["db.query.text"])).toStartWith('INSERT INTO "notes" (');
  // Each part but the request itself is within another one that was sent.
  const ids = new Set(ofCreate.map(({ spanId }) => spanId));
  expect(ofCreate.filter((span) => span !== create && !ids.has(span.parentSpanId ?? ""))).toEqual([]);

  // What a hook file calls is a part of it, though it runs in a thread.
  expect((await ask("PATCH", `${records}/${id}`, { title: "other" })).status).toBe(200);
  await receiver.received(isServer("PATCH /api/collections/:collection/records/:id"));
  const hook = receiver.spans.find((span) => span.name === "hook onRecordUpdate");
  expect(hook?.values).toEqual({ "baobox.hook": "onRecordUpdate of main.pb.js" });
  if (hook === undefined) throw new Error("the hook was not traced");
  expect(receiver.childrenOf(hook).map((span) => span.name)).toContain("SELECT notes");

  expect((await ask("GET", `${records}?filter=title='a secret word'&token=secret-of-the-query`)).status).toBe(200);
  await receiver.received(isServer("GET /api/collections/:collection/records"));
  const reset = { email: EMAIL };
  expect((await ask("POST", "/api/collections/_superusers/request-password-reset", reset)).status).toBe(204);
  await mails.next();
  const mail = await receiver.received((span) => span.name === "mail");
  const request = await receiver.received(isServer("POST /api/collections/:collection/request-password-reset"));
  expect([mail.traceId, mail.values]).toEqual([request.traceId, { "baobox.mail.transport": "smtp" }]);

  expect(receiver.errors).toEqual([]);
  expect(receiver.headers[0]?.get("x-key")).toBe("for the receiver");
  const all = receiver.bodies.join("\n");
  const secrets = ["nobody records", "paper-of-a-name", "secret word", "secret-of-the-query", PASSWORD, EMAIL, secret];
  expect(secrets.filter((text) => all.includes(text))).toEqual([]);
  expect(await server.stop()).toBe(0);
});

test("a receiver that fails is told of once, and its failures keep nothing from being answered", async () => {
  using folder = new TemporaryDirectory();
  using receiver = new OtlpReceiver();
  receiver.brokenStatus = 400;
  const { server, ask } = await start(folder.path, {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_HEADERS: "authorization=secret-of-the-receiver",
  });
  await using _server = server;
  await server.says("traces can't be sent");
  const { requests } = receiver;
  for (let count = 0; count < 50; count += 1) expect((await ask("GET", "/api/collections")).status).toBe(200);
  expect(receiver.requests).toBe(requests);
  const output = await server.output();
  expect(output.match(/traces can't be sent/g)).toHaveLength(1);
  expect(output).toContain(receiver.url);
  expect(output).not.toContain("secret-of-the-receiver");
  expect(await server.stop()).toBe(0);
});

test("workers send their traces, each with its number", async () => {
  using folder = new TemporaryDirectory();
  using receiver = new OtlpReceiver();
  const variables = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
  const { server } = await start(folder.path, variables, ["--workers", "2"]);
  await using _server = server;
  const isOf = (worker: number) => receiver.spans.some(({ resource }) => resource["baobox.worker"] === worker);
  while (!isOf(1) || !isOf(2)) await fetch(`${server.url}/api/health`, { headers: { connection: "close" } });
  expect(receiver.errors).toEqual([]);
  expect(await server.stop()).toBe(0);
});

test("a caller's decision goes first, and the sampler's share is recorded", async () => {
  using folder = new TemporaryDirectory();
  using receiver = new OtlpReceiver();
  const { server, ask } = await start(folder.path, {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_TRACES_SAMPLER: "parentbased_always_off",
  });
  await using _server = server;
  await ask("GET", "/api/collections");
  await ask("GET", "/api/crons", undefined, { traceparent: TRACEPARENT.replace(/01$/, "00") });
  await ask("GET", "/api/settings", undefined, { traceparent: TRACEPARENT });
  await receiver.received(isServer("GET /api/settings"));
  expect(await server.stop()).toBe(0);
  expect([...new Set(receiver.spans.map(({ traceId }) => traceId))]).toEqual([CALLER.traceId]);
  expect(receiver.spans.filter(({ kind }) => kind === 2)).toHaveLength(1);
});

test("without a sampler of that kind callers decide nothing, nor does a malformed header", async () => {
  using folder = new TemporaryDirectory();
  using receiver = new OtlpReceiver();
  const { server, ask } = await start(folder.path, {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_TRACES_SAMPLER: "traceidratio",
    OTEL_TRACES_SAMPLER_ARG: "0",
  });
  await using _server = server;
  for (const traceparent of [TRACEPARENT, "00-malformed-01", "00-0-0-01"])
    expect((await ask("GET", "/api/settings", undefined, { traceparent })).status).toBe(200);
  expect(await server.stop()).toBe(0);
  expect(receiver.spans).toEqual([]);
});

test("without an endpoint nothing is traced, and wrong variables are named", async () => {
  const open = (environment: Record<string, string>) =>
    openTracing(environment, { log: () => console, processNumber: 1 });
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318" };
  expect(await open({})).toBeNull();
  expect(await open({ ...endpoint, OTEL_SDK_DISABLED: "true" })).toBeNull();
  expect(await open({ ...endpoint, OTEL_TRACES_EXPORTER: "none" })).toBeNull();
  const wrong: [Record<string, string>, string][] = [
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: "127.0.0.1:4318" },
      "OTEL_EXPORTER_OTLP_ENDPOINT must be an http:// or https:// URL",
    ],
    [{ ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" }, "OTEL_EXPORTER_OTLP_PROTOCOL can't be grpc"],
    [{ ...endpoint, OTEL_TRACES_SAMPLER: "some" }, "OTEL_TRACES_SAMPLER must be one of always_on, "],
    [
      { ...endpoint, OTEL_TRACES_SAMPLER: "traceidratio", OTEL_TRACES_SAMPLER_ARG: "2" },
      'OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1, not "2"',
    ],
    [{ ...endpoint, OTEL_BSP_MAX_QUEUE_SIZE: "0" }, "OTEL_BSP_MAX_QUEUE_SIZE must be a whole number from 1 to 65536"],
  ];
  for (const [environment, message] of wrong) expect(String(await failure(open(environment)))).toContain(message);
});
