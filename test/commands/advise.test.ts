import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
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
}, 60_000);

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
