import { join } from "node:path";
import { openApp } from "../../../src/app.ts";
import type { App } from "../../../src/app.ts";
import type { Bus } from "../../../src/lib/bus.ts";
import type { Logger } from "../../../src/lib/log.ts";
import { createAuthToken } from "../../../src/model/auth/tokens.ts";
import type { Context } from "../../../src/model/context.ts";
import { serveOnNode, serveOwned } from "../../../src/model/operation/count-together.ts";
import { newRecord, setValues } from "../../../src/model/records/record-values.ts";
import { saveRecord } from "../../../src/model/records/save.ts";
import type { HttpServer } from "../../../src/server/http-server.ts";
import { lateBuses } from "../../support/late-buses.ts";
import { lateNodes } from "../../support/late-nodes.ts";
import { ServerProcess, TemporaryDirectory, runProgram } from "../../support/server-process.ts";
import { databaseOf } from "../../support/test-database.ts";

interface Instance {
  /** Null in a process of its own. */
  readonly inside: { readonly app: App; readonly server: HttpServer } | null;
  readonly url: string;
}

/**
 * Instances of the server behind sockets, on one new data directory and one bus, as workers are. With BAOBOX_TEST_WORKERS=3 a single
 * one is a program with that many workers, with BAOBOX_TEST_NODES=3 that many nodes: `context` is missing then. With BAOBOX_TEST_BUS=nodes several have the bus of nodes.
 */
export class RealtimeServer implements AsyncDisposable {
  readonly instances: Instance[];
  readonly warnings: string[];
  readonly superuserToken: string;
  readonly #parent: TemporaryDirectory;
  readonly #program: ServerProcess | null;
  #startLater: () => Promise<Instance> = () => Promise.reject(new Error("no later instance was asked for"));

  private constructor(
    parts: Pick<RealtimeServer, "instances" | "warnings" | "superuserToken">,
    parent: TemporaryDirectory,
    program: ServerProcess | null = null,
  ) {
    this.#program = program;
    this.instances = parts.instances;
    this.warnings = parts.warnings;
    this.superuserToken = parts.superuserToken;
    this.#parent = parent;
  }

  /** `hasLater`: one more may be started. */
  static async start({ instances: count = 1, hasLater = false } = {}): Promise<RealtimeServer> {
    const parent = new TemporaryDirectory();
    const { BAOBOX_TEST_WORKERS: workers, BAOBOX_TEST_NODES: nodes } = process.env;
    if (count === 1 && (workers ?? nodes) !== undefined) return RealtimeServer.#startProgram(parent);
    const warnings: string[] = [];
    const log = collectingLog(warnings);
    const buses = await openBuses(count + Number(hasLater), log);
    const dataDir = join(parent.path, "pb_data");
    // Several with nothing but a bus between them share a data directory as workers do, which PostgreSQL has no need for.
    const database = count === 1 ? await databaseOf(dataDir) : undefined;
    const options = {
      dataDir,
      database,
      isServer: database !== undefined,
      isDevelopment: false,
      encryptionKey: null,
      queryTimeoutMs: 30_000,
    };
    const instances: Instance[] = [];
    const startOne = async (bus: Bus | null): Promise<Instance> => {
      const app = await openApp(options, log, bus === null ? {} : { bus });
      const server = await app.createServer({ origins: ["*"], publicDir: null, activityLogs: [] });
      const { port } = server.listen({ hostname: "127.0.0.1", port: 0 });
      return { inside: { app, server }, url: `http://127.0.0.1:${port}` };
    };
    for (const bus of count === 1 ? [null] : buses.slice(0, count)) instances.push(await startOne(bus));
    const context = instances[0]?.inside?.app.context;
    if (context === undefined) throw new Error("a server needs an instance");
    const superuserToken = await createAccount(context, "_superusers");
    const started = new RealtimeServer({ instances, warnings, superuserToken }, parent);
    const [later] = buses.slice(count);
    if (later !== undefined) started.#startLater = () => startOne(later);
    return started;
  }

  static async #startProgram(parent: TemporaryDirectory): Promise<RealtimeServer> {
    const [email, password] = ["admin@example.com", "1234567890"];
    const dir = join(parent.path, "pb_data");
    await runProgram(["superuser", "upsert", email, password, "--dir", dir]);
    const program = await ServerProcess.start({ dir });
    const instances = [{ inside: null, url: program.url }];
    const started = new RealtimeServer({ instances, warnings: [], superuserToken: "" }, parent, program);
    const body = { identity: email, password };
    const path = "collections/_superusers/auth-with-password";
    const { token } = await started.api<{ token: string }>("POST", path, { body, token: "" });
    return new RealtimeServer({ instances, warnings: [], superuserToken: token }, parent, program);
  }

  get url(): string {
    return this.urlOf(0);
  }

  get context(): Context {
    const { inside } = this.#instance(0);
    if (inside === null) throw new Error("the server is in processes of its own");
    return inside.app.context;
  }

  urlOf(index: number): string {
    return this.#instance(index).url;
  }

  /** Asks the API as a superuser, unless a token says otherwise; throws for an error's answer. */
  async api<T = Record<string, unknown>>(method: string, path: string, options: ApiOptions = {}): Promise<T> {
    const { body, token = this.superuserToken, instance = 0 } = options;
    const response = await fetch(`${this.urlOf(instance)}/api/${path}`, {
      method,
      headers: { "content-type": "application/json", ...(token === "" ? {} : { authorization: token }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === "" ? {} : JSON.parse(text)) as T;
  }

  /** A collection with text fields and the same rule for list and view. */
  createCollection(name: string, rule: string | null, fields: readonly object[] = [{ name: "title", type: "text" }]) {
    const body = { name, type: "base", fields, listRule: rule, viewRule: rule };
    return this.api<{ id: string }>("POST", "collections", { body });
  }

  createRecord<T = { id: string }>(collection: string, body: object, options: ApiOptions = {}): Promise<T> {
    return this.api<T>("POST", `collections/${collection}/records`, { ...options, body });
  }

  /** A new user's id and token. */
  async createUser(values: Record<string, unknown> = {}): Promise<{ id: string; token: string }> {
    const body = {
      email: `${crypto.randomUUID()}@example.com`,
      password: "1234567890",
      passwordConfirm: "1234567890",
      ...values,
    };
    const { id, email } = await this.createRecord<{ id: string; email: string }>("users", body);
    const login = { identity: email, password: body.password };
    const { token } = await this.api<{ token: string }>("POST", "collections/users/auth-with-password", {
      body: login,
    });
    return { id, token };
  }

  /** The index of one that is started beside those that have run for a while. */
  async startLater(): Promise<number> {
    return this.instances.push(await this.#startLater()) - 1;
  }

  async stop(instance: number): Promise<void> {
    await this.#instance(instance).inside?.server.stop(1000);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { inside } of this.instances) await inside?.server.stop(200);
    for (const { inside } of this.instances) await inside?.app[Symbol.asyncDispose]();
    await this.#program?.stop();
    this.#parent[Symbol.dispose]();
  }

  #instance(index: number): Instance {
    const instance = this.instances[index];
    if (instance === undefined) throw new Error(`there is no instance ${index}`);
    return instance;
  }
}

async function openBuses(count: number, log: Logger): Promise<readonly Bus[]> {
  const onError = (error: unknown, name: string): void => log.warn(`bus ${name}: ${String(error)}`);
  if (process.env["BAOBOX_TEST_BUS"] === "nodes") {
    const { buses, nodes } = await lateNodes(count, onError);
    for (const [index, node] of nodes.entries()) {
      const bus = buses[index];
      if (bus !== undefined) serveOnNode(bus, { mail: node, members: node }, log);
    }
    return buses;
  }
  const { buses, host } = await lateBuses(count, onError);
  serveOwned(host, log);
  return buses;
}

interface ApiOptions {
  readonly body?: object;
  /** "" for a guest. */
  readonly token?: string;
  readonly instance?: number;
}

async function createAccount(context: Context, name: string): Promise<string> {
  const collection = context.collections.current().find(name);
  if (collection === undefined) throw new Error(`there is no collection ${name}`);
  const record = newRecord(collection);
  setValues(record, { email: `${crypto.randomUUID()}@example.com`, password: "1234567890" });
  await saveRecord(context, record);
  return createAuthToken(record);
}

function collectingLog(warnings: string[]): Logger {
  const keep = (message: string, data?: unknown): void =>
    void warnings.push(`${message} ${JSON.stringify(data ?? {})}`);
  return { debug: () => undefined, info: () => undefined, warn: keep, error: keep };
}
