import { expect } from "bun:test";
import { join } from "node:path";
import type { Bucket } from "../../support/bucket.ts";
import { ServerProcess, runProgram, type TemporaryDirectory } from "../../support/server-process.ts";

const PASSWORD = "1234567890";

/** A server with a superuser and a collection of notes, started with these arguments. */
export async function startServer(
  directory: TemporaryDirectory,
  args: string[] = [],
  env?: Record<string, string | undefined>,
): Promise<Client> {
  const dir = join(directory.path, "pb_data");
  await runProgram(["superuser", "upsert", "root@example.com", PASSWORD, "--dir", dir]);
  const client = await Client.start(dir, args, env);
  const fields = [
    { name: "text", type: "text" },
    { name: "file", type: "file", maxSelect: 1 },
  ];
  await client.post("/api/collections", { name: "notes", type: "base", listRule: "", createRule: "", fields });
  return client;
}

function isOk({ status }: Response): boolean {
  return status === 200;
}

/** Asks a server that has notes, as a superuser does. */
export class Client implements AsyncDisposable {
  readonly dir: string;
  readonly server: ServerProcess;
  token = "";

  private constructor(dir: string, server: ServerProcess) {
    this.dir = dir;
    this.server = server;
  }

  static async start(dir: string, args: string[] = [], env?: Record<string, string | undefined>): Promise<Client> {
    return Client.of(dir, await ServerProcess.start({ dir, args, ...(env === undefined ? {} : { env }) }));
  }

  /** Of a server that was started already. */
  static async of(dir: string, server: ServerProcess): Promise<Client> {
    const client = new Client(dir, server);
    await client.signIn();
    return client;
  }

  async signIn(): Promise<void> {
    const body = { identity: "root@example.com", password: PASSWORD };
    const response = await this.post("/api/collections/_superusers/auth-with-password", body);
    this.token = ((await response.json()) as { token: string }).token;
  }

  post(path: string, body: unknown = {}): Promise<Response> {
    return fetch(this.server.url + path, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: this.token },
      body: JSON.stringify(body),
    });
  }

  async setBackupBucket({ options }: Bucket): Promise<void> {
    const settings = await fetch(`${this.server.url}/api/settings`, {
      method: "PATCH",
      headers: { "content-type": "application/json", authorization: this.token },
      body: JSON.stringify({ backups: { s3: { ...options, enabled: true } } }),
    });
    expect(settings.status).toBe(200);
  }

  async addNote(text: string): Promise<void> {
    const body = new FormData();
    body.set("text", text);
    body.set("file", new Blob([`content of ${text}`]), `${text}.txt`);
    const response = await fetch(`${this.server.url}/api/collections/notes/records`, { method: "POST", body });
    expect(response.status).toBe(200);
  }

  /** The end of the body is sent when `end` is called. */
  addNoteSlowly(): { readonly response: Promise<Response>; readonly end: () => void } {
    const gate = Promise.withResolvers<void>();
    const body = new ReadableStream({
      async start(controller) {
        controller.enqueue(new TextEncoder().encode('{"text":"'));
        await gate.promise;
        controller.enqueue(new TextEncoder().encode('slow"}'));
        controller.close();
      },
    });
    const headers = { "content-type": "application/json" };
    const response = fetch(`${this.server.url}/api/collections/notes/records`, { method: "POST", headers, body });
    return { response, end: gate.resolve };
  }

  /** Resolves once the server takes no requests any more. */
  async untilUnanswered(): Promise<void> {
    // Each on a connection of its own, so that none is refused because it was kept.
    const headers = { connection: "close" };
    while (await fetch(`${this.server.url}/api/health`, { headers }).then(isOk, () => false)) await Bun.sleep(5);
  }

  /** The texts of all notes; null while the server can't be asked. */
  async notes(): Promise<string[] | null> {
    try {
      const response = await fetch(`${this.server.url}/api/collections/notes/records?sort=text&perPage=1000`);
      return ((await response.json()) as { items: { text: string }[] }).items.map(({ text }) => text);
    } catch {
      return null;
    }
  }

  /** Waits for the notes to be these. */
  async untilNotes(expected: readonly string[]): Promise<void> {
    const deadline = performance.now() + 20_000;
    while (!Bun.deepEquals(await this.notes(), expected)) {
      if (performance.now() > deadline) throw new Error(`the notes are not those: ${await this.server.output()}`);
      await Bun.sleep(10);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }
}
