import { existsSync, readFileSync, readdirSync, rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import S3rver from "s3rver";
import type { S3Options } from "../../src/lib/s3/client.ts";
import { TemporaryDirectory } from "./server-process.ts";

const NAME = "files";

/**
 * What happens to a request on its way to the bucket, instead of its usual answer: `hang` never answers, and `stall` stops in the
 * middle of it.
 */
export type Fault = "refuse" | "lose answer" | "cut" | "hang" | "stall";

/** A bucket of a real S3 server, behind a proxy that can spoil requests. */
export class Bucket implements AsyncDisposable {
  /** Asked for each request, which it may spoil. */
  fault: (request: Request) => Fault | null = () => null;
  /** Called when a request gets no answer, or nothing more of it. */
  onSilence: () => void = () => undefined;
  readonly #server: S3rver;
  readonly #proxy: Bun.Server<undefined>;
  readonly #folder: TemporaryDirectory;

  private constructor(server: S3rver, port: number, folder: TemporaryDirectory) {
    this.#server = server;
    this.#folder = folder;
    this.#proxy = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      idleTimeout: 0,
      fetch: (request) => this.#pass(request, port),
    });
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

  /** Has the bucket say that an object was stored then. */
  setModified(key: string, modified: Date): void {
    utimesSync(join(this.#folder.path, NAME, `${key}._S3rver_object`), modified, modified);
  }

  /** Of all objects below it. */
  keys(folder: string): string[] {
    const root = join(this.#folder.path, NAME, folder);
    if (!existsSync(root)) return [];
    const suffix = "._S3rver_object";
    const names = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(suffix));
    return names.map((name) => name.slice(0, -suffix.length)).sort();
  }

  /** The keys of unfinished uploads. */
  uploads(): { key: string; id: string }[] {
    const folder = join(this.#folder.path, NAME, "._S3rver_uploads");
    const ids = existsSync(folder) ? readdirSync(folder) : [];
    return ids.map((id) => ({ id, key: readFileSync(join(folder, id, "key"), "utf8") }));
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
    if (fault === "hang") {
      this.onSilence();
      return new Promise(() => undefined);
    }
    const { pathname, search, host } = new URL(request.url);
    const headers = new Headers(request.headers);
    headers.set("host", host);
    const answer =
      this.#ofUploads(request) ??
      (await fetch(`http://127.0.0.1:${port}${pathname}${search}`, {
        method: request.method,
        headers,
        body: request.method === "GET" || request.method === "HEAD" ? null : await request.bytes(),
        redirect: "manual",
        decompress: false,
      }));
    if (fault === "cut") return cutAnswer(answer);
    if (fault === "stall") return this.#stalledAnswer(answer);
    return fault === "lose answer" ? refusal() : answer;
  }

  /** Half of what was to come, and then nothing more, while the connection stays. */
  async #stalledAnswer(answer: Response): Promise<Response> {
    const bytes = await answer.bytes();
    if (bytes.byteLength === 0) return new Response(null, answer);
    const half = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(bytes.subarray(0, Math.floor(bytes.byteLength / 2))),
      // Once the half was taken.
      pull: () => this.onSilence(),
    });
    return new Response(half, { status: answer.status, headers: answer.headers });
  }

  /** What the server for tests does not know of uploads: how to list and to abort them. */
  #ofUploads({ method, url }: Request): Response | null {
    const { searchParams } = new URL(url);
    const id = searchParams.get("uploadId");
    if (method === "DELETE" && id !== null) {
      rmSync(join(this.#folder.path, NAME, "._S3rver_uploads", id), { recursive: true, force: true });
      return new Response(null, { status: 204 });
    }
    if (method !== "GET" || !searchParams.has("uploads")) return null;
    const items = this.uploads()
      .filter(({ key }) => key.startsWith(searchParams.get("prefix") ?? ""))
      .map((upload) => `<Upload><Key>${upload.key}</Key><UploadId>${upload.id}</UploadId></Upload>`);
    const body = `<ListMultipartUploadsResult>${items.join("")}</ListMultipartUploadsResult>`;
    return new Response(body, { headers: { "content-type": "application/xml" } });
  }
}

/** Half of what was to come. */
async function cutAnswer(answer: Response): Promise<Response> {
  const bytes = await answer.bytes();
  const headers = new Headers(answer.headers);
  headers.delete("content-length");
  return new Response(bytes.subarray(0, Math.floor(bytes.byteLength / 2)), { status: answer.status, headers });
}

function refusal(): Response {
  const body = "<Error><Code>InternalError</Code><Message>out of order</Message></Error>";
  return new Response(body, { status: 500, headers: { "content-type": "application/xml" } });
}
