import { mkdirSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const EMAIL = "bench@example.com";
const PASSWORD = "benchmark-1234";
const START_TIMEOUT_MS = 30_000;
const OPEN_RULES = { listRule: "", viewRule: "", createRule: "", updateRule: "", deleteRule: "" };
const RECORDS_A_BATCH = 500;
const COMPILERS = new Set(["JITWorker", "JSCWarmUp"]);
/** Their passwords are hashed. */
const USERS_A_BATCH = 20;
const DESCRIPTION = "Lorem ipsum dolor sit amet, consectetur adipiscing elit. ".repeat(4);

export interface Sizes {
  readonly posts: number;
  readonly users: number;
}

/** What requests are made of. */
export interface Seeded {
  readonly postIds: readonly string[];
  readonly userIds: readonly string[];
  readonly superuserToken: string;
  /** One a user. */
  readonly userTokens: readonly string[];
}

export function postBody(index: number, authorId: string): Record<string, unknown> {
  return { title: `post ${index}`, description: DESCRIPTION, type: ["a", "b"], public: true, author: authorId };
}

/** A server of a source tree, or of an executable, on a directory of its own. */
export class Subject implements AsyncDisposable {
  readonly name: string;
  readonly port: number;
  readonly startMs: number;
  readonly #child: Bun.Subprocess;
  readonly #folder: string;

  private constructor(name: string, { port, child, folder, startMs }: Started) {
    this.name = name;
    this.port = port;
    this.startMs = startMs;
    this.#child = child;
    this.#folder = folder;
  }

  /** `path` is a folder with `src/main.ts`, or an executable with the same command line, such as PocketBase's. */
  static async start(name: string, path: string, variables: Readonly<Record<string, string>> = {}): Promise<Subject> {
    const env = { ...process.env, ...variables };
    const command = statSync(path).isDirectory() ? [process.execPath, join(resolve(path), "src/main.ts")] : [path];
    const folder = join(tmpdir(), `baobox-pairs-${crypto.randomUUID()}`);
    mkdirSync(folder);
    const dir = ["--dir", join(folder, "pb_data")];
    const output = Bun.file(join(folder, "output.log"));
    await Bun.spawn([...command, "superuser", "upsert", EMAIL, PASSWORD, ...dir], {
      cwd: folder,
      env,
      stdout: output,
    }).exited;
    const port = freePort();
    const startedMs = performance.now();
    const child = Bun.spawn([...command, "serve", ...dir, "--http", `127.0.0.1:${port}`], {
      cwd: folder,
      env,
      stdout: output,
      stderr: output,
    });
    for (;;) {
      const isUp = await fetch(`http://127.0.0.1:${port}/api/health`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isUp) return new Subject(name, { port, child, folder, startMs: performance.now() - startedMs });
      if (child.exitCode !== null || performance.now() - startedMs > START_TIMEOUT_MS)
        throw new Error(`${name} did not start: ${await output.text()}`);
      await Bun.sleep(5);
    }
  }

  async call<T>(method: string, path: string, { body, token }: { body?: unknown; token?: string } = {}): Promise<T> {
    const answer = await fetch(`http://127.0.0.1:${this.port}${path}`, {
      method,
      headers: { "content-type": "application/json", ...(token === undefined ? {} : { authorization: token }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${this.name}: ${method} ${path} answered ${answer.status}: ${text.slice(0, 400)}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }

  /** CPU nanoseconds by thread, without those that compile: what they do for one round serves all later ones. */
  cpuByThread(): Map<string, number> {
    const folder = `/proc/${this.#child.pid}/task`;
    const used = new Map<string, number>();
    for (const thread of readdirSync(folder)) {
      try {
        if (COMPILERS.has(readFileSync(`${folder}/${thread}/comm`, "utf8").trim())) continue;
        used.set(thread, Number(readFileSync(`${folder}/${thread}/schedstat`, "utf8").split(" ")[0]));
      } catch {
        // It has ended meanwhile.
      }
    }
    return used;
  }

  memoryMebibytes(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, "utf8");
    return Number(/VmRSS:\s*(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill();
    await this.#child.exited;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Threads that have ended since count for nothing: those of the compiler end when they are idle. */
export function microsecondsBetween(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): number {
  let nanoseconds = 0;
  for (const [thread, used] of after) nanoseconds += used - (before.get(thread) ?? 0);
  return nanoseconds / 1000;
}

interface Started {
  readonly port: number;
  readonly child: Bun.Subprocess;
  readonly folder: string;
  readonly startMs: number;
}

/** The collections and records of the usual benchmark: posts of users who have permissions and an organization. */
export async function seed(subject: Subject, { posts, users }: Sizes): Promise<Seeded> {
  const identity = { identity: EMAIL, password: PASSWORD };
  const superusers = "/api/collections/_superusers/auth-with-password";
  const { token } = await subject.call<{ token: string }>("POST", superusers, { body: identity });
  const batch = { enabled: true, maxRequests: 1000, timeout: 60 };
  const settings = { batch, logs: { maxDays: 0 }, rateLimits: { enabled: false } };
  await subject.call("PATCH", "/api/settings", { token, body: settings });
  await createCollections(subject, token);
  const createAll = (name: string, bodies: unknown[]) => createRecords(subject, { token, name, bodies });
  const organizationIds = await createAll(
    "organizations",
    numbered(100, (index) => ({ name: `organization ${index}` })),
  );
  const permissionIds = await createAll(
    "permissions",
    numbered(50, (index) => ({ name: `permission ${index}`, active: index % 2 === 0 })),
  );
  const userBody = (index: number) => ({
    email: `user${index}@example.com`,
    password: PASSWORD,
    passwordConfirm: PASSWORD,
    name: `User ${index}`,
    organization: organizationIds[index % organizationIds.length],
    permissions: numbered(3, (step) => permissionIds[(index * 7 + step * 3) % permissionIds.length]),
  });
  const userIds = await createAll("users", numbered(users, userBody));
  const authorOf = (index: number) => userIds[(index * 7) % users] ?? "";
  const postIds = await createAll(
    "posts",
    numbered(posts, (index) => postBody(index, authorOf(index))),
  );
  const userTokens: string[] = [];
  for (const id of userIds.slice(0, 200)) {
    const answer = await subject.call<{ token: string }>("POST", `/api/collections/users/impersonate/${id}`, { token });
    userTokens.push(answer.token);
  }
  return { postIds, userIds, superuserToken: token, userTokens };
}

async function createCollections(subject: Subject, token: string): Promise<void> {
  const dates = [
    { name: "created", type: "autodate", onCreate: true },
    { name: "updated", type: "autodate", onCreate: true, onUpdate: true },
  ];
  const create = (body: Record<string, unknown>) =>
    subject.call<{ id: string }>("POST", "/api/collections", { token, body: { type: "base", ...OPEN_RULES, ...body } });
  const name = { name: "name", type: "text" };
  const organizations = await create({ name: "organizations", fields: [name, ...dates] });
  const permissions = await create({ name: "permissions", fields: [name, { name: "active", type: "bool" }, ...dates] });
  const users = await subject.call<{ id: string; fields: unknown[] }>("GET", "/api/collections/users", { token });
  const relations = [
    { name: "organization", type: "relation", collectionId: organizations.id, maxSelect: 1 },
    { name: "permissions", type: "relation", collectionId: permissions.id, maxSelect: 10 },
  ];
  const body = { listRule: "", viewRule: "", createRule: "", fields: [...users.fields, ...relations] };
  await subject.call("PATCH", "/api/collections/users", { token, body });
  await create({
    name: "posts",
    fields: [
      { name: "title", type: "text" },
      { name: "description", type: "editor" },
      { name: "public", type: "bool" },
      { name: "type", type: "select", values: ["a", "b", "c", "d"], maxSelect: 4 },
      { name: "author", type: "relation", collectionId: users.id, maxSelect: 1 },
      ...dates,
    ],
  });
}

async function createRecords(
  subject: Subject,
  { token, name, bodies }: { token: string; name: string; bodies: unknown[] },
): Promise<string[]> {
  const ids: string[] = [];
  const size = name === "users" ? USERS_A_BATCH : RECORDS_A_BATCH;
  for (let start = 0; start < bodies.length; start += size) {
    const url = `/api/collections/${name}/records`;
    const requests = bodies.slice(start, start + size).map((body) => ({ method: "POST", url, body }));
    const results = await subject.call<{ body: { id: string } }[]>("POST", "/api/batch", { token, body: { requests } });
    ids.push(...results.map(({ body }) => body.id));
  }
  return ids;
}

function numbered<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function freePort(): number {
  const probe = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const { port } = probe;
  probe.stop(true);
  return port;
}
