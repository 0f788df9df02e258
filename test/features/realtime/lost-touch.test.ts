// What a node does that has lost touch with the others for a while.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { type App, openApp } from "../../../src/app.ts";
import { CloseCode } from "../../../src/lib/realtime-protocol.ts";
import { questions } from "../../../src/model/protocol/bus-topics.ts";
import type { HttpServer } from "../../../src/server/http-server.ts";
import { type ServedNode, ServedNodes } from "../../support/served-nodes.ts";
import { TemporaryDirectory } from "../../support/server-process.ts";
import { silentLog } from "../../support/test-app.ts";
import { SocketClient } from "./socket-client.ts";
import { SseClient } from "./sse-client.ts";

interface Instance extends ServedNode {
  readonly app: App;
  readonly server: HttpServer;
  readonly url: string;
}

const nodes = new ServedNodes();
const directory = new TemporaryDirectory();
const instances: Instance[] = [];

beforeAll(async () => {
  for (let count = 0; count < 2; count++) instances.push(await open());
});

afterAll(async () => {
  for (const { server } of instances) await server.stop(200);
  for (const { app } of instances) await app[Symbol.asyncDispose]();
  directory[Symbol.dispose]();
});

async function open(): Promise<Instance> {
  const served = await nodes.join();
  const options = {
    dataDir: join(directory.path, "pb_data"),
    isDevelopment: false,
    encryptionKey: null,
    queryTimeoutMs: 30_000,
  };
  const app = await openApp(options, silentLog, { bus: served.bus });
  const server = await app.createServer({ origins: ["*"], publicDir: null, activityLogs: [] });
  const { port } = server.listen({ hostname: "127.0.0.1", port: 0 });
  return { ...served, app, server, url: `http://127.0.0.1:${port}` };
}

function pair(): { one: Instance; two: Instance } {
  const [one, two] = instances;
  if (one === undefined || two === undefined) throw new Error("two are needed");
  return { one, two };
}

test("what others told of is read anew where messages were lost", async () => {
  const { one, two } = pair();
  const { owedDeletions, background } = one.app.context;
  two.node.isStopped = true;
  owedDeletions.add("files", { kind: "file", key: "a/b" }, "test");
  await background.settle();
  two.node.isStopped = false;
  two.node.lose();
  while (two.app.context.owedDeletions.count === 0) await Bun.sleep(5);
  two.node.isStopped = true;
  await owedDeletions.release("files", "a/b");
  await background.settle();
  two.node.isStopped = false;
  two.node.lose();
  while (two.app.context.owedDeletions.count > 0) await Bun.sleep(5);
});

test("clients are to connect anew where entries were missed, or others have given the node up", async () => {
  const { one, two } = pair();
  for (const lose of [() => nodes.group.gaps.call(), () => two.node.listeners.return.call()]) {
    using socket = await SocketClient.connect(two.url);
    using stream = await SseClient.connect(two.url);
    lose();
    expect((await socket.closed).code).toBe(CloseCode.restart);
    await stream.ended();
  }
  // A deletion whose clients this node was not asked for.
  using socket = await SocketClient.connect(two.url);
  expect(await socket.request({ type: "subscribe", topic: "users/*" })).toMatchObject({ type: "ok" });
  two.node.isStopped = true;
  const { bus, collections } = one.app.context;
  const collectionId = collections.current().find("users")?.id ?? "";
  await bus.request(questions.beforeDeletion, { collectionId, recordId: "a", action: "delete", row: {} }, ["users"]);
  two.node.go();
  expect((await socket.closed).code).toBe(CloseCode.restart);
});
