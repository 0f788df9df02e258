/**
 * Asks PocketBase v0.39.11 which records each rule of `cases.ts` shows to a guest and to a user, and writes `truth.json`:
 *
 *   bun test/model/rules/operand-truth/record.ts PATH_OF_POCKETBASE
 */
import { Agent, request } from "node:http";
import { join } from "node:path";
import { freePort } from "../../../support/free-port.ts";
import { TemporaryDirectory } from "../../../support/server-process.ts";
import { BODY, FIELDS, HEADERS, QUERY, RECORDS, TEAMS, USER, encode, rules } from "./cases.ts";

const [program = ""] = process.argv.slice(2);
const PASSWORD = "1234567890";
const agent = new Agent({ keepAlive: true });
const SUPERUSER = "root@example.com";

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
  readonly token?: string;
}

using directory = new TemporaryDirectory();
const dir = join(directory.path, "pb_data");
const port = freePort();
Bun.spawnSync([program, "superuser", "upsert", SUPERUSER, PASSWORD, "--dir", dir]);
const server = Bun.spawn([program, "serve", "--dir", dir, "--http", `127.0.0.1:${port}`], { stdout: "ignore" });
try {
  await started();
  await Bun.write(join(import.meta.dir, "truth.json"), `${JSON.stringify(await record())}\n`);
} finally {
  server.kill();
  await server.exited;
}

async function record(): Promise<{ guest: string; user: string }> {
  const root = await signIn("_superusers", SUPERUSER);
  const make = async (path: string, body: object) =>
    (await ask<{ id: string }>({ method: "POST", path, body, token: root })).json.id;
  const records = (collection: string) => `/api/collections/${collection}/records`;
  const teams = await make("/api/collections", {
    name: "teams",
    type: "base",
    fields: [{ name: "name", type: "text" }],
  });
  const fields = [
    ...FIELDS,
    { name: "team", type: "relation", collectionId: teams },
    { name: "teams", type: "relation", collectionId: teams, maxSelect: 9 },
  ];
  await make("/api/collections", { name: "cases", type: "base", fields });
  await make("/api/collections", { name: "people", type: "auth", fields: [{ name: "nick", type: "text" }] });
  for (const team of TEAMS) await make(records("teams"), team);
  for (const one of RECORDS) await make(records("cases"), one);
  await make(records("people"), { ...USER, password: PASSWORD, passwordConfirm: PASSWORD });
  const user = await signIn("people", USER.email);
  const truth = { guest: "", user: "" };
  for (const listRule of rules()) {
    const saved = await ask({ method: "PATCH", path: "/api/collections/cases", body: { listRule }, token: root });
    truth.guest += saved.status === 200 ? encode(await listed("")) : "!";
    truth.user += saved.status === 200 ? encode(await listed(user)) : "!";
  }
  return truth;
}

/** Null where the list is refused. */
async function listed(token: string): Promise<string[] | null> {
  const path = `/api/collections/cases/records?${new URLSearchParams(QUERY).toString()}`;
  const { status, json } = await ask<{ items: { id: string }[] }>({ method: "GET", path, body: BODY, token });
  return status === 200 ? json.items.map(({ id }) => id) : null;
}

async function signIn(collection: string, identity: string): Promise<string> {
  const path = `/api/collections/${collection}/auth-with-password`;
  return (await ask<{ token: string }>({ method: "POST", path, body: { identity, password: PASSWORD } })).json.token;
}

async function ask<T>({ method, path, body, token = "" }: Asked): Promise<{ status: number; json: T }> {
  const sent = JSON.stringify(body ?? {});
  const headers: Record<string, string | number> = {
    authorization: token,
    "content-type": "application/json",
    "content-length": Buffer.byteLength(sent),
  };
  for (const [name, value] of Object.entries(HEADERS)) headers[name.replaceAll("_", "-")] = value;
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; json: T }>();
  // `fetch` sends no body with GET, but rules see one.
  const call = request({ port, path, method, headers, agent }, (response) => {
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("end", () => {
      const json = JSON.parse(Buffer.concat(chunks).toString()) as T;
      resolve({ status: response.statusCode ?? 0, json });
    });
  });
  call.on("error", reject);
  call.end(sent);
  return promise;
}

async function started(): Promise<void> {
  while (!(await fetch(`http://127.0.0.1:${port}/api/health`).then(Boolean, () => false))) await Bun.sleep(50);
}
