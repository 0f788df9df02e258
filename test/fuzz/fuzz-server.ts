import { Database } from "bun:sqlite";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readWorld, type World, writeDataDirectory } from "../conformance/recorded-answers.ts";
import { runProgram, ServerProcess, TemporaryDirectory } from "../support/server-process.ts";
import { BACKUP } from "./values.ts";

const PLUGINS = join(import.meta.dir, "plugins");
const BCRYPT_COST = 4;
/** Nobody listens there, so that what the server fetches from elsewhere fails at once and never leaves this machine. */
const NO_PROXY_HERE = "http://127.0.0.1:9";
const OIDC = {
  name: "oidc",
  clientId: "a",
  clientSecret: "b",
  authURL: "http://127.0.0.1:9/",
  tokenURL: "http://127.0.0.1:9/",
};

/** The world of the recorded answers, with more switched on, from which servers start with data as new. */
export class FuzzWorld implements Disposable {
  readonly world: World;
  readonly #parent = new TemporaryDirectory();
  readonly #template = join(this.#parent.path, "template");
  #count = 0;

  private constructor(world: World) {
    this.world = world;
  }

  static async create(): Promise<FuzzWorld> {
    const made = new FuzzWorld(await readWorld());
    writeDataDirectory(made.world, made.#template);
    await switchOn(made.#template);
    const result = await runProgram(["backup", "create", BACKUP, "--dir", made.#template]);
    if (result.exitCode !== 0) throw new Error(`no backup was made: ${result.stdout}${result.stderr}`);
    return made;
  }

  async startServer(): Promise<FuzzServer> {
    this.#count += 1;
    const dir = join(this.#parent.path, `data${this.#count}`);
    cpSync(this.#template, dir, { recursive: true });
    const process_ = await ServerProcess.start({
      dir,
      args: ["--log", "json", "--pluginsDir", PLUGINS, "--pluginsWatch", "false"],
      cwd: this.#parent.path,
      env: { ...process.env, HTTP_PROXY: NO_PROXY_HERE, HTTPS_PROXY: NO_PROXY_HERE, NO_PROXY: "" },
    });
    return new FuzzServer(process_, dir);
  }

  [Symbol.dispose](): void {
    this.#parent[Symbol.dispose]();
  }
}

export interface Memory {
  readonly heapBytes: number;
  readonly objects: number;
  readonly residentBytes: number;
}

export class FuzzServer implements AsyncDisposable {
  readonly process: ServerProcess;
  readonly #dir: string;

  constructor(process_: ServerProcess, dir: string) {
    this.process = process_;
    this.#dir = dir;
  }

  get url(): string {
    return this.process.url;
  }

  get hasEnded(): boolean {
    return this.process.child.exitCode !== null || this.process.child.signalCode !== null;
  }

  async json(path: string, token = ""): Promise<unknown> {
    const response = await fetch(this.url + path, { headers: { authorization: token } });
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return response.json();
  }

  /** After a collection of garbage. */
  async memory(): Promise<Memory> {
    return (await this.json("/fuzz/memory")) as Memory;
  }

  /** Whether it answers, at the latest after the limit: a restore restarts it. */
  async comesBack(limitMs: number): Promise<boolean> {
    const deadline = performance.now() + limitMs;
    while (!this.hasEnded && performance.now() < deadline) {
      try {
        await fetch(`${this.url}/api/health`, { signal: AbortSignal.timeout(limitMs) });
        return true;
      } catch {
        await Bun.sleep(50);
      }
    }
    return false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process[Symbol.asyncDispose]();
    rmSync(this.#dir, { recursive: true, force: true });
  }
}

/** Batches, one-time passwords and OAuth2 are on; passwords are hashed at the least cost, with the tokens as recorded. */
async function switchOn(dir: string): Promise<void> {
  using database = new Database(join(dir, "data.db"));
  database.run(`UPDATE _params SET value = json_set(value, '$.batch.enabled', json('true')) WHERE id = 'settings'`);
  const hash = await Bun.password.hash("1234567890", { algorithm: "bcrypt", cost: BCRYPT_COST });
  const rows = database.query(`SELECT name, fields, options FROM _collections WHERE type = 'auth'`).all() as {
    name: string;
    fields: string;
    options: string;
  }[];
  for (const { name, fields, options } of rows) {
    const changed = (JSON.parse(fields) as { type: string; cost?: number }[]).map((field) =>
      field.type === "password" ? { ...field, cost: BCRYPT_COST } : field,
    );
    const given = JSON.parse(options) as { oauth2: object; otp: object };
    const more = {
      ...given,
      otp: { ...given.otp, enabled: true },
      oauth2: { ...given.oauth2, enabled: true, providers: [OIDC] },
    };
    const update = "UPDATE _collections SET fields = ?, options = ? WHERE name = ?";
    database.run(update, [JSON.stringify(changed), name === "_superusers" ? options : JSON.stringify(more), name]);
    database.run(`UPDATE ${name} SET password = ?`, [hash]);
  }
}
