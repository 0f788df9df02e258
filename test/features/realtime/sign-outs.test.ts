// Clients whose tokens are good no more, although nothing of their records has changed.
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { RealtimeServer } from "./realtime-server.ts";
import { SocketClient } from "./socket-client.ts";
import { SseClient } from "./sse-client.ts";
import { saveSettings } from "../../../src/model/settings/save-settings.ts";

let server: RealtimeServer;
beforeAll(async () => {
  server = await RealtimeServer.start({ instances: 2 });
  await server.createCollection("either", "title = 'open' || @request.auth.id != ''");
  await server.createCollection("closed", null);
});
afterAll(() => server[Symbol.asyncDispose]());
afterEach(async () => {
  await server.api("PATCH", "settings", { body: { superuserIPs: [] } }).catch(() => undefined);
});

const TOPICS = ["either/*"];

/** The titles that the client hears of two events, of which guests hear the second. */
async function isSignedIn(next: () => Promise<{ record: Record<string, unknown> }>): Promise<boolean> {
  await server.createRecord("either", { title: "signed" });
  await server.createRecord("either", { title: "open" });
  const { record } = await next();
  if (record["title"] === "open") return false;
  await next();
  return true;
}

interface Clients extends Disposable {
  readonly sse: SseClient;
  readonly socket: SocketClient;
}

/** An event stream and a WebSocket of the account. */
async function connect(token: string, instance = 0): Promise<Clients> {
  const url = server.urlOf(instance);
  const sse = await SseClient.connect(url);
  expect(await sse.subscribe(TOPICS, { token })).toBe(204);
  const socket = await SocketClient.connect(url, token);
  await socket.request({ type: "subscribe", topic: "either/*" });
  return {
    sse,
    socket,
    [Symbol.dispose]() {
      sse[Symbol.dispose]();
      socket[Symbol.dispose]();
    },
  };
}

async function expectSignedOut({ sse, socket }: Clients): Promise<void> {
  expect(await isSignedIn(() => sse.nextRecord())).toBe(false);
  const messages = [await socket.next(), await socket.next()];
  expect(messages).toMatchObject([
    { type: "signedOut", reason: "account changed" },
    { type: "event", data: { record: { title: "open" } } },
  ]);
}

test.each([0, 1])("a new token secret signs all clients of the collection out, on instance %i", async (instance) => {
  const user = await server.createUser();
  using clients = await connect(user.token, instance);
  const other = await server.api<{ token: string }>("POST", "collections/users/auth-refresh", { token: user.token });
  await server.api("PATCH", "collections/users", { body: { authToken: { secret: "x".repeat(40), duration: 1000 } } });
  await expectSignedOut(clients);
  expect(await clients.sse.subscribe(TOPICS, { token: other.token })).toBe(204);
  expect(await isSignedIn(() => clients.sse.nextRecord())).toBe(false);
  await server.api("PATCH", "collections/users", { body: { authToken: { secret: "y".repeat(40), duration: 1000 } } });
});

test("a changed auth rule signs all out, as it ends their tokens", async () => {
  const user = await server.createUser();
  using clients = await connect(user.token);
  await server.api("PATCH", "collections/users", { body: { authRule: "name = 'within'" } });
  await expectSignedOut(clients);
  await server.api("PATCH", "collections/users", { body: { authRule: "" } });
});

test("superusers from addresses that are no longer listed are signed out", async () => {
  using clients = await connect(server.superuserToken);
  const { settings } = server.context;
  await server.api("PATCH", "settings", { body: { superuserIPs: ["127.0.0.0/8"] } });
  expect(await isSignedIn(() => clients.sse.nextRecord())).toBe(true);
  for (const title of ["signed", "open"])
    expect(await clients.socket.nextRecord()).toMatchObject({ record: { title } });
  // Through the database, as no superuser is allowed to lock itself out.
  await storeAddresses(["10.0.0.1"]);
  await settings.reload();
  expect(await clients.socket.next()).toMatchObject({ type: "signedOut" });
  await storeAddresses([]);
  await settings.reload();
  expect(await isSignedIn(() => clients.sse.nextRecord())).toBe(false);
});

async function storeAddresses(superuserIPs: readonly string[]): Promise<void> {
  await saveSettings(server.context, { ...server.context.settings.current(), superuserIPs });
}
