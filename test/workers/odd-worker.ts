// A worker for tests that listens and then hangs, as the second one, or asks for a restart: `bun odd-worker.ts hangs|restarts`.
import { WorkerLink } from "../../src/workers/worker-link.ts";
import { ownRole } from "../../src/workers/worker-role.ts";

const role = ownRole();
if (role === null) throw new Error("this is a worker");
const { link } = await WorkerLink.connect(role, () => undefined);
await link.task;
const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response() });
link.send({
  kind: "listening",
  bound: { hostname: "127.0.0.1", port: server.port ?? 0 },
  installerToken: null,
  isRestored: false,
});
const [, , does] = process.argv;
if (does === "restarts") link.send({ kind: "restart", keep: null });
if (does === "hangs" && role.number === 2) {
  await Bun.sleep(100);
  Bun.sleepSync(60_000);
}
await link.drain;
await server.stop();
link.send({ kind: "deaf" });
link.send({ kind: "drained" });
await link.close;
process.exit(0);
