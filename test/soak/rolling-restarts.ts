/**
 * Three nodes behind Caddy, which are stopped and started anew one after the other under load: no request may fail.
 * `bun test/soak/rolling-restarts.ts [--rounds 2] [--clients 8]`; needs `caddy`.
 */
import { createServer } from "node:net";
import { join } from "node:path";
import { parseArgs } from "node:util";
import PocketBase from "pocketbase";
import { Bucket } from "../support/bucket.ts";
import { PostgresServer } from "../support/postgres-server.ts";
import { ServerProcess, TemporaryDirectory } from "../support/server-process.ts";

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "2" }, clients: { type: "string", default: "8" } },
});

using folder = new TemporaryDirectory();
await using postgres = await PostgresServer.start();
await using bucket = await Bucket.start();
const database = await postgres.createDatabase();
const settings = join(folder.path, "settings.json");
await Bun.write(settings, JSON.stringify({ s3: { enabled: true, ...bucket.options } }));
const ports = await Promise.all([0, 1, 2, 3].map(freePort));
const [front, ...backs] = ports;
const nodes = await Promise.all(backs.map(start));

const caddyfile = join(folder.path, "Caddyfile");
await Bun.write(
  caddyfile,
  `{
  admin off
  auto_https off
}
http://127.0.0.1:${front} {
  reverse_proxy ${backs.map((port) => `127.0.0.1:${port}`).join(" ")} {
    lb_policy random
    health_uri /api/health
    health_interval 500ms
    health_timeout 2s
  }
}
`,
);
const caddy = Bun.spawn(["caddy", "run", "--config", caddyfile, "--adapter", "caddyfile"], {
  env: { ...process.env, XDG_CONFIG_HOME: folder.path, XDG_DATA_HOME: folder.path },
  stdout: "ignore",
  stderr: "ignore",
});
const url = `http://127.0.0.1:${front}`;
while (
  !(await fetch(`${url}/api/health`).then(
    ({ ok }) => ok,
    () => false,
  ))
) {
  await Bun.sleep(50);
}
const admin = new PocketBase(url).autoCancellation(false);
await admin.collection("_superusers").authWithPassword("root@example.com", "1234567890");
const rules = { listRule: "", viewRule: "", createRule: "", updateRule: "", deleteRule: "" };
await admin.collections.create({ name: "notes", type: "base", fields: [{ name: "n", type: "number" }], ...rules });

const failures: string[] = [];
let [requests, isOver] = [0, false];
const clients = Array.from({ length: Number(values.clients) }, () => load());
for (let round = 0; round < Number(values.rounds); round++) {
  for (const [place, port] of backs.entries()) {
    await nodes[place]?.stop();
    await nodes[place]?.[Symbol.asyncDispose]();
    nodes[place] = await start(port, place);
    // The balancer has to see that it is there before the next one goes.
    await Bun.sleep(2_000);
    console.log(
      `round ${round + 1}: node ${place + 1} was started anew; ${requests} requests, ${failures.length} failed`,
    );
  }
}
isOver = true;
await Promise.all(clients);
caddy.kill();
for (const node of nodes) await node[Symbol.asyncDispose]();
for (const failure of failures.slice(0, 20)) console.log(`FAILED ${failure}`);
console.log(`${requests} requests, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;

function start(port: number, place: number): Promise<ServerProcess> {
  return ServerProcess.start({
    dir: join(folder.path, `pb_data-${place}`),
    http: `127.0.0.1:${port}`,
    args: ["--database", database, "--node", `node-${place + 1}`, "--settings", settings, "--drain", "3"],
    env: {
      ...process.env,
      BAOBOX_SUPERUSER_EMAIL: "root@example.com",
      BAOBOX_SUPERUSER_PASSWORD: "1234567890",
    },
  });
}

async function load(): Promise<void> {
  while (!isOver) {
    const created = (await ask("POST", "", { n: 1 })) as { id?: string } | null;
    await ask("GET", "?filter=n%3E0&perPage=5");
    const path = `/${created?.id ?? ""}`;
    await ask("PATCH", path, { n: 2 });
    await ask("GET", path);
    await ask("DELETE", path);
  }
}

async function ask(method: string, path: string, body?: object): Promise<unknown> {
  requests += 1;
  try {
    const response = await fetch(`${url}/api/collections/notes/records${path}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) failures.push(`${method} ${path}: ${response.status} ${text.slice(0, 200)}`);
    return text === "" ? null : (JSON.parse(text) as unknown);
  } catch (error) {
    failures.push(`${method} ${path}: ${String(error)}`);
    return null;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
