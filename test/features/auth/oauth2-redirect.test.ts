import { afterAll, beforeAll, expect, test } from "bun:test";
import { keepAppleName, takeAppleName } from "../../../src/model/auth/apple-names.ts";
import { RealtimeServer } from "../realtime/realtime-server.ts";
import { SseClient } from "../realtime/sse-client.ts";

const SUCCESS = "../_/#/auth/oauth2-redirect-success";
const FAILURE = "../_/#/auth/oauth2-redirect-failure";

let server: RealtimeServer;
beforeAll(async () => {
  server = await RealtimeServer.start({ instances: 2 });
});
afterAll(() => server[Symbol.asyncDispose]());

/** A client that waits for a code. */
async function waiting(): Promise<SseClient> {
  const client = await SseClient.connect(server.url);
  await client.subscribe(["@oauth2"]);
  return client;
}

/** What a browser that comes back from a provider is answered. */
async function comeBack(
  fields: Record<string, string>,
  { method = "GET", instance = 0 } = {},
): Promise<{ status: number; location: string | null }> {
  const form = new URLSearchParams(fields);
  const url = `${server.urlOf(instance)}/api/oauth2-redirect`;
  const response = await (method === "GET"
    ? fetch(`${url}?${form.toString()}`, { redirect: "manual" })
    : fetch(url, { method, body: form, redirect: "manual" }));
  return { status: response.status, location: response.headers.get("location") };
}

test("the code goes to the client that waits for it, on whichever instance it is connected", async () => {
  using client = await waiting();
  const back = await comeBack({ state: client.clientId, code: "</script>1" }, { instance: 1 });
  expect(back).toEqual({ status: 307, location: SUCCESS });
  const { event, data } = await client.next();
  expect({ event, data }).toEqual({
    event: "@oauth2",
    data: `{"state":"${client.clientId}","code":"\\u003c/script\\u003e1"}`,
  });
});

test("a state is good once, whether the provider sent a code or an error", async () => {
  for (const [fields, outcome] of [
    [{ code: "1" }, SUCCESS],
    [{ error: "access_denied" }, `${FAILURE}?reason=access_denied`],
    [{ error: "access_denied", code: "1" }, `${FAILURE}?reason=access_denied`],
    [{ error: "<b>Not a code</b>" }, `${FAILURE}?reason=other`],
    [{}, `${FAILURE}?reason=no_code`],
  ] as const) {
    using client = await waiting();
    using other = await waiting();
    expect(await comeBack({ state: client.clientId, ...fields })).toEqual({ status: 307, location: outcome });
    const { data } = await client.next();
    expect(JSON.parse(data)).toEqual({ state: client.clientId, code: "", ...fields });
    expect(await comeBack({ state: client.clientId, code: "replayed" })).toEqual({
      status: 307,
      location: `${FAILURE}?reason=nobody_waits`,
    });
    // Messages come in order: the first one of the other client shows that it got none before.
    expect((await comeBack({ state: other.clientId, code: "2" })).location).toBe(SUCCESS);
    expect(JSON.parse((await other.next()).data)).toEqual({ state: other.clientId, code: "2" });
  }
});

test("nobody hears of a code whose state is missing, unknown or of a client that waits for none", async () => {
  using client = await SseClient.connect(server.url);
  await client.subscribe(["posts"]);
  for (const state of ["", "unknown", client.clientId]) {
    const reason = state === "" ? "no_state" : "nobody_waits";
    expect(await comeBack({ state, code: "1" })).toEqual({ status: 307, location: `${FAILURE}?reason=${reason}` });
  }
});

test("the log has what the provider said, without secrets and on one line", async () => {
  using client = await waiting();
  server.warnings.length = 0;
  const error_description = `Unknown scope\n${client.clientId} ${"x".repeat(1000)}`;
  await comeBack({ state: client.clientId, error: "invalid_scope", error_description });
  const [warning = ""] = server.warnings;
  expect(warning).toContain("invalid_scope, Unknown scope ******");
  expect(warning).toContain("one of the scopes");
  expect(warning.length).toBeLessThan(700);
});

test("a form is read as a query is, and answered so that the browser goes on by GET", async () => {
  using client = await waiting();
  const back = await comeBack({ state: client.clientId, code: "0123" }, { method: "POST" });
  expect(back).toEqual({ status: 303, location: SUCCESS });
  expect(JSON.parse((await client.next()).data)).toEqual({ state: client.clientId, code: "0123" });
  const broken = await fetch(`${server.url}/api/oauth2-redirect`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{",
    redirect: "manual",
  });
  expect([broken.status, broken.headers.get("location")]).toEqual([303, `${FAILURE}?reason=no_state`]);
});

test("the name that Apple tells with the code is kept for the sign-in, once, wherever that comes to", async () => {
  const user = JSON.stringify({ name: { firstName: "Ann", lastName: "Lee" } });
  using client = await waiting();
  expect((await comeBack({ state: client.clientId, code: "c1", user }, { method: "POST" })).location).toBe(SUCCESS);
  expect(await takeAppleName(server.context, "other")).toBe("");
  expect(await takeAppleName(server.context, "c1")).toBe("Ann Lee");
  expect(await takeAppleName(server.context, "c1")).toBe("");
  for (const broken of ["{", "[]", "{}", '{"name":{"firstName":1}}'])
    await keepAppleName(server.context, broken, broken);
  expect(await takeAppleName(server.context, "{}")).toBe("");
  await keepAppleName(server.context, "c".repeat(2000), user);
  expect(await takeAppleName(server.context, "c".repeat(2000))).toBe("");
});
