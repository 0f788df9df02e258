import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { reportText } from "../../src/commands/advise.ts";
import { formatDate } from "../../src/lib/dates.ts";
import type { ReportJson } from "../../src/model/slow-queries/report-json.ts";
import { ServerProcess, TemporaryDirectory, runProgram } from "../support/server-process.ts";

const SUPERUSER = { email: "a@example.com", password: "1234567890" };
const REQUESTS = 60;

class Client {
  readonly #url: string;
  readonly #token: string;

  private constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  static async signIn(url: string): Promise<Client> {
    const answer = await fetch(`${url}/api/collections/_superusers/auth-with-password`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ identity: SUPERUSER.email, password: SUPERUSER.password }),
    });
    const { token } = (await answer.json()) as { token: string };
    return new Client(url, token);
  }

  async send(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await fetch(this.#url + path, {
      method,
      // Each over a connection of its own, so that all workers get some.
      headers: { authorization: this.#token, "content-type": "application/json", connection: "close" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect(answer.status).toBe(200);
    return answer.json();
  }
}

async function slowNotes(client: Client): Promise<void> {
  const fields = [
    { name: "author", type: "text" },
    { name: "text", type: "text" },
  ];
  await client.send("POST", "/api/collections", { name: "notes", type: "base", fields, listRule: "" });
  const query =
    "INSERT INTO notes (id, author, text) WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 30000) " +
    "SELECT 'n' || i, 'a' || (i % 3000), 'text ' || i FROM c";
  await client.send("POST", "/api/sql", { query });
  for (let number = 0; number < REQUESTS; number++) {
    const filter = encodeURIComponent(`author = "a${number}"`);
    await client.send("GET", `/api/collections/notes/records?skipTotal=1&filter=${filter}`);
  }
}

async function advise(...args: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  return runProgram(["advise", ...args]);
}

test("what all workers counted is told beside them and when they have stopped", async () => {
  using folder = new TemporaryDirectory();
  const dir = join(folder.path, "pb_data");
  const variables = { BAOBOX_SUPERUSER_EMAIL: SUPERUSER.email, BAOBOX_SUPERUSER_PASSWORD: SUPERUSER.password };
  const env = { ...process.env, ...variables };
  const server = await ServerProcess.start({ dir, args: ["--workers", "2"], env });
  await using _ = server;
  const client = await Client.signIn(server.url);
  await slowNotes(client);
  const answered = (await client.send("GET", "/api/slow-queries")) as ReportJson;
  const expected = expect.objectContaining({ kind: "list", collection: "notes", filter: "author = ?", runs: REQUESTS });
  expect(answered.queries).toContainEqual(expected);

  const beside = await advise("--json", "--dir", dir);
  expect(beside).toMatchObject({ exitCode: 0, stderr: "" });
  expect((JSON.parse(beside.stdout) as ReportJson).queries).toContainEqual(expected);

  expect(await server.stop()).toBe(0);
  const { exitCode, stdout } = await advise("--dir", dir);
  expect(exitCode).toBe(0);
  expect(stdout).toContain("list of notes, filter author = ?");
  expect(stdout).toContain(`${REQUESTS} runs, `);
}, 120_000);

test("PostgreSQL has its own figures: those of the files are not shown for it", async () => {
  using folder = new TemporaryDirectory();
  const args = ["--dir", folder.path, "--database", "postgres://nobody@127.0.0.1:1/none"];
  expect(await advise(...args)).toEqual({
    exitCode: 0,
    stdout:
      "Statements are not watched on PostgreSQL: see its own pg_stat_statements.\n" +
      "Indexes for searches of texts are proposed in the dashboard's overview, while the server runs.\n",
    stderr: "",
  });
  expect(JSON.parse((await advise("--json", ...args)).stdout)).toMatchObject({ isWatched: false, queries: [] });
});

test("an index is not called unused before it was watched for an hour", () => {
  const unused = (name: string, sinceMs: number) => ({
    collection: "notes",
    name,
    index: "",
    since: formatDate(new Date(sinceMs)),
  });
  const old = unused("idx_old", Date.now() - 2 * HOUR_MS);
  const fresh = unused("idx_new", Date.now());
  const last = (list: ReportJson["unused"]) => reportText(reportWith(list)).slice(7);
  expect(last([old, fresh])).toEqual([
    "Indexes that no query used:",
    `  notes: idx_old, watched since ${old.since}`,
    "Indexes that are watched for less than an hour:",
    `  notes: idx_new, watched since ${fresh.since}`,
  ]);
  expect(last([fresh])).toEqual([
    "Indexes that are watched for less than an hour:",
    `  notes: idx_new, watched since ${fresh.since}`,
  ]);
  expect(reportText(reportWith([]))[2]).toBe("    1 run, 20 ms in all, 20.00 ms each, 20.0 ms at most, up to 1 row");
});

const HOUR_MS = 60 * 60 * 1000;

function reportWith(unused: ReportJson["unused"]): ReportJson {
  const names = { id: "q", collection: "notes", filter: "", rule: "", sort: "", sql: "", indexes: [] };
  const figures = { runs: 1, totalMs: 20, averageMs: 20, longestMs: 20, scannedRows: 1, isChanged: true };
  const now = { problems: [], obstacles: [], indexes: [], plan: "" };
  const query = { ...names, kind: "list" as const, ...figures, firstSeen: "", lastSeen: "", now, proposals: [] };
  return { isWatched: true, watchedSince: "", queries: [query], proposals: [], unused };
}

test("a directory without figures, and one that is none", async () => {
  using folder = new TemporaryDirectory();
  const dir = join(folder.path, "pb_data");
  const missing = await advise("--dir", dir);
  expect(missing.exitCode).toBe(1);
  expect(missing.stderr).toContain(`there is no data.db in ${dir}: name a data directory with --dir`);
  expect(existsSync(dir)).toBe(false);

  await using server = await ServerProcess.start({ dir });
  expect(await server.stop()).toBe(0);
  const { exitCode, stdout } = await advise("--dir", dir);
  expect(exitCode).toBe(0);
  expect(stdout).toContain("No figures are stored yet.");
});
