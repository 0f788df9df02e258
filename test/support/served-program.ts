import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { MailMessage } from "../../src/lib/mail/message.ts";
import { ServerProcess } from "./server-process.ts";

/** Longer than the interval in which the program notices what others write into its database. */
const NOTICED_MS = 150;

/**
 * The program as it serves the data directory of a test's app, which is then a program beside it. Its mails come to the test's
 * process, by a plugin.
 */
export class ServedProgram implements AsyncDisposable {
  readonly #server: ServerProcess;
  readonly #mails: Bun.Server<undefined>;
  readonly #received: MailMessage[];
  #seenCommits = 0;

  private constructor(server: ServerProcess, mails: Bun.Server<undefined>, received: MailMessage[]) {
    this.#server = server;
    this.#mails = mails;
    this.#received = received;
  }

  static async start(dataDir: string, folder: string): Promise<ServedProgram> {
    const received: MailMessage[] = [];
    const mails = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      async fetch(request) {
        received.push((await request.json()) as MailMessage);
        return new Response();
      },
    });
    const plugins = join(folder, "mail-plugins");
    mkdirSync(plugins);
    writeFileSync(
      join(plugins, "mails.ts"),
      `import { definePlugin } from "baobox";
       export default definePlugin((app) => {
         app.onMailerSend(async (event) => {
           await fetch("http://127.0.0.1:${mails.port}", { method: "POST", body: JSON.stringify(event.message) });
         });
       });`,
    );
    const server = await ServerProcess.start({ dir: dataDir, args: ["--pluginsDir", plugins, "--hooksDir="] });
    return new ServedProgram(server, mails, received);
  }

  /** Each on a connection of its own, so that they come to different workers. `commits` are those of the app beside it. */
  async fetch(path: string, init: RequestInit, commits: number): Promise<Response> {
    if (commits !== this.#seenCommits) await Bun.sleep(NOTICED_MS);
    this.#seenCommits = commits;
    const headers = {
      "accept-encoding": "identity",
      ...(init.headers as Record<string, string>),
      connection: "close",
    };
    return fetch(`${this.#server.url}${path}`, { redirect: "manual", decompress: false, ...init, headers });
  }

  /** The mails until now; those under way are not known. */
  takeMails(): MailMessage[] {
    return this.#received.splice(0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop();
    await this.#mails.stop(true);
  }
}
