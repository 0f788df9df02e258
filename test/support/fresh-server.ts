import { join } from "node:path";
import PocketBase from "pocketbase";
import { type Program, ServerProcess, TemporaryDirectory, runProgram } from "./server-process.ts";

export const SUPERUSER = { email: "admin@example.com", password: "a-long-password" };

interface Parts {
  dir: string;
  process: ServerProcess;
  parent: TemporaryDirectory;
  program: Program;
}

/** The program serving a new directory whose superuser was made on the command line. */
export class FreshServer implements AsyncDisposable {
  readonly dir: string;
  process: ServerProcess;
  readonly #parent: TemporaryDirectory;
  readonly #program: Program;

  private constructor({ dir, process, parent, program }: Parts) {
    this.dir = dir;
    this.process = process;
    this.#parent = parent;
    this.#program = program;
  }

  static async start(program: Program = {}): Promise<FreshServer> {
    const parent = new TemporaryDirectory();
    const dir = join(parent.path, "pb_data");
    const made = await runProgram(["superuser", "upsert", SUPERUSER.email, SUPERUSER.password, "--dir", dir], program);
    if (made.exitCode !== 0) throw new Error(`the superuser was not made: ${made.stdout}${made.stderr}`);
    return new FreshServer({ dir, process: await ServerProcess.start({ dir, ...program }), parent, program });
  }

  /** A new client of the official SDK, signed in to nothing, that never cancels a request of its own. */
  client(): PocketBase {
    return new PocketBase(this.process.url).autoCancellation(false);
  }

  /** A client signed in as the superuser. */
  async admin(): Promise<PocketBase> {
    const client = this.client();
    await client.collection("_superusers").authWithPassword(SUPERUSER.email, SUPERUSER.password);
    return client;
  }

  /** Kills the program and starts it again on the same directory; the clients made before talk to the old address. */
  async restart(args: string[] = []): Promise<void> {
    await this.process[Symbol.asyncDispose]();
    this.process = await ServerProcess.start({ dir: this.dir, args, ...this.#program });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process[Symbol.asyncDispose]();
    this.#parent[Symbol.dispose]();
  }
}
