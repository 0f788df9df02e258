import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { createS3BlobStore } from "../../src/lib/s3/s3-blob-store.ts";
import { Balancer } from "./balancer.ts";
import { Bucket } from "./bucket.ts";
import { ServerProcess } from "./server-process.ts";

export interface NodesOptions {
  /** Of the first node; the others have theirs beside it. Files in it are put into the bucket. */
  readonly dir: string;
  readonly database: string;
  /** Default: 3. */
  readonly count?: number;
  readonly args?: readonly string[];
  readonly env?: Record<string, string | undefined>;
  readonly command?: string[];
  /** More of the settings file that all of them store. */
  readonly settings?: object;
}

/** Several nodes as processes of their own on one database and one bucket, and a balancer before them: `await using nodes = …`. */
export class Nodes implements AsyncDisposable {
  readonly bucket: Bucket;
  readonly balancer: Balancer;
  /** By the place of the node; one that was killed stays until `start` puts another in its place. */
  readonly servers: ServerProcess[] = [];
  readonly #options: NodesOptions;
  readonly #settingsFile: string;

  private constructor(options: NodesOptions, bucket: Bucket, settingsFile: string) {
    this.#options = options;
    this.bucket = bucket;
    this.#settingsFile = settingsFile;
    this.balancer = new Balancer([]);
  }

  static async start(options: NodesOptions): Promise<Nodes> {
    const bucket = await Bucket.start();
    await fill(bucket, join(options.dir, "storage"));
    const settingsFile = `${options.dir}-settings.json`;
    const s3 = { enabled: true, ...bucket.options };
    await Bun.write(settingsFile, JSON.stringify({ s3, backups: { s3 }, ...options.settings }));
    const nodes = new Nodes(options, bucket, settingsFile);
    // Together, as they do after a power cut.
    const started = await Promise.allSettled(
      Array.from({ length: options.count ?? 3 }, (_, place) => nodes.boot(place)),
    );
    const failed = started.find((one) => one.status === "rejected");
    if (failed === undefined) return nodes;
    await nodes[Symbol.asyncDispose]();
    throw failed.reason;
  }

  /** Of the balancer: each request goes to another node. */
  get url(): string {
    return this.balancer.url;
  }

  get database(): string {
    return this.#options.database;
  }

  urlOf(place: number): string {
    return this.server(place).url;
  }

  server(place: number): ServerProcess {
    const server = this.servers[place];
    if (server === undefined) throw new Error(`there is no node ${place}`);
    return server;
  }

  /** Starts the node of that place, which must not run. The balancer knows it from then on. */
  async boot(place: number): Promise<ServerProcess> {
    const { dir, database, args = [], env = process.env, command } = this.#options;
    const node = ["--database", database, "--node", `node-${place + 1}`, "--settings", this.#settingsFile];
    const before = this.servers[place];
    const server = await ServerProcess.start({
      dir: place === 0 ? dir : `${dir}-${place + 1}`,
      args: [...node, ...(args.includes("--drain") ? [] : ["--drain", "0"]), ...args],
      env,
      ...(command === undefined ? {} : { command }),
    });
    await before?.[Symbol.asyncDispose]();
    this.servers[place] = server;
    this.balancer.targets = this.servers.map(({ url }) => url);
    return server;
  }

  /** Asks all to stop, one after the other. */
  async stop(): Promise<void> {
    for (const server of Object.values(this.servers)) await server.stop();
    await this[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(Object.values(this.servers).map((server) => server[Symbol.asyncDispose]()));
    await this.balancer[Symbol.asyncDispose]();
    await this.bucket[Symbol.asyncDispose]();
    rmSync(this.#settingsFile, { force: true });
  }
}

async function fill(bucket: Bucket, folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  using store = createS3BlobStore(bucket.options, { onLeftover: () => undefined, tracing: null });
  for (const key of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const path = join(folder, key);
    if (!statSync(path).isFile() || key.endsWith(".attrs")) continue;
    const attributes = existsSync(`${path}.attrs`) ? ((await Bun.file(`${path}.attrs`).json()) as Attributes) : {};
    const contentType = attributes["user.content_type"] ?? "application/octet-stream";
    await store.write(key, Bun.file(path), { contentType, originalName: key.split("/").at(-1) ?? "" });
  }
}

type Attributes = Readonly<Record<string, string>>;
