// HTTPS by several workers: under load, while workers are killed and the certificate is exchanged.
import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { FreshServer } from "../support/fresh-server.ts";
import { selfSigned, shownName } from "../support/self-signed.ts";
import { ServerProcess, TemporaryDirectory } from "../support/server-process.ts";
import { childPids } from "../support/worker-pids.ts";

const WORKERS = 3;
const WRITERS = 4;
/** That many connections in turn show the new certificate, whichever worker they come to. */
const SEEN_IN_TURN = 24;
const ROUNDS = 1;
const TIMEOUT_MS = 120_000;

test(
  "workers answer by HTTPS while they are killed and the certificate is exchanged, and lose nothing",
  async () => {
    using folder = new TemporaryDirectory();
    const pem = join(folder.path, "server.pem");
    writeFileSync(pem, await selfSigned("first"));
    await using fresh = await FreshServer.start();
    const admin = await fresh.admin();
    const fields = [{ name: "text", type: "text" }];
    await admin.collections.create({ name: "items", type: "base", listRule: "", createRule: "", fields });
    await fresh.process.stop();
    const args = ["--workers", String(WORKERS), "--tlsCert", pem, "--tlsKey", pem, "--https", "127.0.0.1:0"];
    await using server = await ServerProcess.start({ dir: fresh.dir, args });
    const port = Number(new URL(server.url).port);
    const { pid } = server.child;
    while (childPids(pid).length < WORKERS) await Bun.sleep(20);

    let isOver = false;
    const [written, problems]: [string[], string[]] = [[], []];
    const write = async (writer: number): Promise<void> => {
      for (let number = 0; !isOver; number++) {
        const text = `${writer}.${number}`;
        const answer = await ask(server.url, "POST", { text });
        // A killed worker takes what it had not answered with it.
        if (answer?.status === 200) written.push(text);
        else if (answer !== null && answer.status !== 503) problems.push(`${answer.status} ${await answer.text()}`);
      }
    };
    const writing = Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
    for (let round = 0; round < ROUNDS; round++) {
      const before = written.length;
      const pids = childPids(pid);
      process.kill(pids[round % pids.length] ?? 0, "SIGKILL");
      writeFileSync(pem, await selfSigned(`name ${round}`));
      let inTurn = 0;
      while (inTurn < SEEN_IN_TURN) {
        const name = await shownName(port, "localhost").catch(() => null);
        if (name === `name ${round}`) inTurn += 1;
        // None listens for a moment, or it is not exchanged everywhere yet.
        else inTurn = 0;
      }
      while (written.length < before + 20) await Bun.sleep(20);
    }
    isOver = true;
    await writing;
    expect(problems).toEqual([]);
    const stored = await fetchAll(server.url);
    expect(written.filter((text) => !stored.has(text))).toEqual([]);
  },
  TIMEOUT_MS,
);

/** Null where the connection broke. */
function ask(url: string, method: string, body: object): Promise<Response | null> {
  const headers = { "content-type": "application/json", connection: "close" };
  const init = { method, headers, body: JSON.stringify(body), tls: { rejectUnauthorized: false } };
  return fetch(`${url}/api/collections/items/records`, init).catch(() => null);
}

async function fetchAll(url: string): Promise<Set<string>> {
  const found = new Set<string>();
  for (let page = 1; ; page++) {
    const path = `${url}/api/collections/items/records?perPage=1000&skipTotal=1&page=${page}`;
    const response = await fetch(path, { tls: { rejectUnauthorized: false } });
    const { items } = (await response.json()) as { items: { text: string }[] };
    for (const { text } of items) found.add(text);
    if (items.length < 1000) return found;
  }
}
