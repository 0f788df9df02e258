import { readdirSync } from "node:fs";
import S3rver from "s3rver";
import type { S3Options } from "../../src/lib/s3/client.ts";
import { TemporaryDirectory } from "./server-process.ts";

const NAME = "files";

/** What happens to a request on its way to the bucket, instead of its usual answer. */
export type Fault = "refuse" | "lose answer";

/** A bucket of a real S3 server, behind a proxy that can spoil requests. */
export class Bucket implements AsyncDisposable {
  /** Asked for each request, which it may spoil. */
  fault: (request: Request) => Fault | null = () => null;
  readonly #server: S3rver;
  readonly #proxy: Bun.Server<undefined>;
  readonly #folder: TemporaryDirectory;

  private constructor(server: S3rver, port: number, folder: TemporaryDirectory) {
    this.#server = server;
    this.#folder = folder;
    this.#proxy = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: (request) => this.#pass(request, port) });
  }

  static async start(): Promise<Bucket> {
    const folder = new TemporaryDirectory();
    const server = new S3rver({
      address: "127.0.0.1",
      port: 0,
      silent: true,
      directory: folder.path,
      configureBuckets: [{ name: NAME, configs: [] }],
    });
    const { port } = await server.run();
    return new Bucket(server, port, folder);
  }

  get options(): S3Options {
    return {
      bucket: NAME,
      region: "us-east-1",
      endpoint: `http://127.0.0.1:${this.#proxy.port}`,
      accessKey: "S3RVER",
      secret: "S3RVER",
      forcePathStyle: true,
    };
  }

  /** Names of all files that the server holds, also those of unfinished uploads. */
  files(): string[] {
    const entries = readdirSync(this.#folder.path, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .filter((name) => !name.endsWith("_metadata.json") && !name.endsWith(".md5"))
      .sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#proxy.stop(true);
    await this.#server.close();
    this.#folder[Symbol.dispose]();
  }

  async #pass(request: Request, port: number): Promise<Response> {
    const fault = this.fault(request);
    if (fault === "refuse") return refusal();
    const { pathname, search, host } = new URL(request.url);
    const headers = new Headers(request.headers);
    headers.set("host", host);
    const answer = await fetch(`http://127.0.0.1:${port}${pathname}${search}`, {
      method: request.method,
      headers,
      body: request.method === "GET" || request.method === "HEAD" ? null : await request.bytes(),
      redirect: "manual",
      decompress: false,
    });
    return fault === "lose answer" ? refusal() : answer;
  }
}

function refusal(): Response {
  const body = "<Error><Code>InternalError</Code><Message>out of order</Message></Error>";
  return new Response(body, { status: 500, headers: { "content-type": "application/xml" } });
}
