import { join } from "node:path";
import { openApp } from "../../src/app.ts";
import type { App } from "../../src/app.ts";
import type { PluginOptions, ServerOptions, OpenOptions } from "../../src/app-options.ts";
import type { Logger } from "../../src/lib/log.ts";
import { createAuthToken } from "../../src/model/auth/tokens.ts";
import type { AppOptions, Context } from "../../src/model/context.ts";
import type { Collection } from "../../src/model/collections/collection.ts";
import { newRecord, setValues } from "../../src/model/records/record-values.ts";
import type { RecordModel } from "../../src/model/records/record.ts";
import { saveRecord } from "../../src/model/records/save.ts";
import type { HttpServer } from "../../src/server/http-server.ts";
import { readWorld, writeDataDirectory } from "../conformance/recorded-answers.ts";
import { ServedProgram } from "./served-program.ts";
import { TemporaryDirectory } from "./server-process.ts";
import { databaseOf, dropDatabaseOf } from "./test-database.ts";

export interface TestAppOptions extends Partial<ServerOptions> {
  /** What the data directory holds: `world` is that of the recorded answers. Default: it is new. */
  readonly fixture?: "world";
  /** Fills or changes the data directory before it is opened. */
  readonly prepare?: (dataDir: string) => void;
  readonly options?: Partial<AppOptions>;
  readonly log?: Logger;
  readonly plugins?: PluginOptions;
  /** Hook files, which may be written into the app's folder. */
  readonly hookFiles?: (folder: string) => NonNullable<OpenOptions["hookFiles"]>;
}

export interface TestRequest {
  /** Objects are sent as JSON. */
  readonly body?: BodyInit | object;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  readonly text: string;
  /** The parsed body; null where it is not JSON. */
  readonly json: unknown;
}

/**
 * An app on a copy of a fixture, asked through its handler without a port: `await using app = await testApp()`. With
 * BAOBOX_TEST_WORKERS=3 requests go to a program with that many workers, and the app is one beside it, unless it has what no program
 * can be given: a log, plugins or options of the test's own.
 */
export async function testApp(options: TestAppOptions = {}): Promise<TestApp> {
  const parent = new TemporaryDirectory();
  const dataDir = join(parent.path, "pb_data");
  if (options.fixture === "world") writeDataDirectory(await readWorld(), dataDir);
  options.prepare?.(dataDir);
  const database = await databaseOf(dataDir, options.prepare === undefined ? options.fixture : undefined);
  const engine = { database, isServer: database !== undefined };
  const appOptions = {
    dataDir,
    ...engine,
    isDevelopment: false,
    encryptionKey: null,
    queryTimeoutMs: 30_000,
    ...options.options,
  };
  const app = await openApp(appOptions, options.log ?? silentLog, {
    ...(options.plugins === undefined ? {} : { plugins: options.plugins }),
    ...(options.hookFiles === undefined ? {} : { hookFiles: options.hookFiles(parent.path) }),
  });
  const server = await app.createServer({
    origins: options.origins ?? ["*"],
    publicDir: options.publicDir ?? null,
    hasIndexFallback: options.hasIndexFallback ?? true,
    activityLogs: options.activityLogs ?? [],
    givesRequestIds: options.givesRequestIds ?? false,
    isApiDocumentPublic: options.isApiDocumentPublic ?? false,
  });
  const { fixture: _fixture, prepare: _prepare, ...own } = options;
  const isServed = process.env["BAOBOX_TEST_WORKERS"] !== undefined && database === undefined && isEmpty(own);
  const program = isServed ? await ServedProgram.start(dataDir, parent.path) : null;
  return new TestApp({ app, server, program }, parent);
}

interface TestAppParts {
  readonly app: App;
  readonly server: HttpServer;
  readonly program: ServedProgram | null;
}

export class TestApp implements AsyncDisposable {
  readonly server: HttpServer;
  readonly #app: App;
  readonly #parent: TemporaryDirectory;

  /** Null where the app answers itself. */
  readonly program: ServedProgram | null;

  constructor({ app, server, program }: TestAppParts, parent: TemporaryDirectory) {
    this.#app = app;
    this.server = server;
    this.program = program;
    this.#parent = parent;
  }

  get context(): Context {
    return this.#app.context;
  }

  /** A folder that goes with the app. */
  get folder(): string {
    return this.#parent.path;
  }

  async request(method: string, path: string, { body, token, headers = {} }: TestRequest = {}): Promise<TestResponse> {
    const isJson = typeof body === "object" && Object.getPrototypeOf(body) === Object.prototype;
    const response = await this.#answer(path, {
      method,
      headers: {
        ...(isJson ? { "content-type": "application/json" } : {}),
        ...(token === undefined ? {} : { authorization: token }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : (body as BodyInit) }),
    });
    const bytes = await response.bytes();
    const text = new TextDecoder().decode(bytes);
    return { status: response.status, headers: response.headers, bytes, text, json: parse(text) };
  }

  async #answer(path: string, init: RequestInit): Promise<Response> {
    if (this.program === null) return this.server.request(new Request(`http://127.0.0.1${path}`, init));
    const { database, collections, settings } = this.context;
    const response = await this.program.fetch(path, init, database.figures().commits);
    await collections.reload();
    await settings.reload();
    return response;
  }

  collection(name: string): Collection {
    const collection = this.context.collections.current().find(name);
    if (collection === undefined) throw new Error(`there is no collection ${name}`);
    return collection;
  }

  /** Creates a record without asking any rule. */
  async create(collection: string, values: Record<string, unknown>): Promise<RecordModel> {
    const record = newRecord(this.collection(collection));
    setValues(record, values);
    await saveRecord(this.context, record);
    return record;
  }

  /** The token of a new superuser. */
  async superuserToken(): Promise<string> {
    return createAuthToken(await this.createSuperuser(`${crypto.randomUUID()}@example.com`));
  }

  /** Its password is hashed at the least cost: at the usual one that takes longer than most tests. */
  async createSuperuser(email: string, password = "1234567890"): Promise<RecordModel> {
    const record = newRecord(this.collection("_superusers"));
    setValues(record, { email });
    record.values["password"] = Bun.password.hashSync(password, { algorithm: "bcrypt", cost: 4 });
    await saveRecord(this.context, record);
    return record;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program?.[Symbol.asyncDispose]();
    await this.#app[Symbol.asyncDispose]();
    await dropDatabaseOf(join(this.#parent.path, "pb_data"));
    this.#parent[Symbol.dispose]();
  }
}

export const silentLog: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {}

function isEmpty(object: object): boolean {
  return Object.keys(object).length === 0;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
