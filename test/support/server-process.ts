import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Bucket } from "./bucket.ts";
import type { Nodes } from "./nodes.ts";
import { databaseOf } from "./test-database.ts";

const ROOT = resolve(import.meta.dir, "../..");
const START_TIMEOUT_MS = 30_000;
const POLL_MS = 5;
/** As text or as a line of `--log json`. */
const STARTED = /^Server started at (https?:\S+)$|"message":"server started","data":\{"url":"(https?:[^"]+)"/m;

/**
 * How a user starts the program. BAOBOX_COMMAND replaces it, to test a compiled binary for example:
 * `BAOBOX_COMMAND=dist/baobox bun test test/conformance`.
 */
export function programCommand(): string[] {
  const command = process.env["BAOBOX_COMMAND"];
  return command ? command.split(" ") : [process.execPath, join(ROOT, "src/main.ts")];
}

export interface CommandResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** The program and its surroundings; by default as a user of this repository starts it. */
export interface Program {
  command?: string[];
  cwd?: string;
  /** The whole environment. */
  env?: Record<string, string | undefined>;
}

/** Runs one command of the program, such as `superuser upsert`, to its end. */
export async function runProgram(args: string[], program: Program = {}): Promise<CommandResult> {
  const dir = args[args.indexOf("--dir") + 1];
  const database = dir === undefined || !args.includes("--dir") ? undefined : await databaseOf(dir);
  const environment = database === undefined ? {} : { BAOBOX_DATABASE: database };
  const child = Bun.spawn([...(program.command ?? programCommand()), ...args], {
    cwd: program.cwd ?? ROOT,
    env: { ...(program.env ?? process.env), ...environment },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr, exitCode] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { exitCode, stdout, stderr };
}

/** BAOBOX_TEST_WORKERS=3 runs the tests against that many workers, unless a test says how many itself, or PostgreSQL allows none. */
export function workerArgs(args: readonly string[] = []): string[] {
  const { BAOBOX_TEST_WORKERS: count, BAOBOX_TEST_DATABASE: database } = process.env;
  return count === undefined || database !== undefined || args.some((arg) => /^--(?:workers|node)/.test(arg))
    ? []
    : ["--workers", count];
}

/** BAOBOX_TEST_NODES=3 runs the tests against that many nodes, each request at another one, unless a test says itself what it needs. */
function nodeCount({ args = [], http, cwd }: StartOptions): number {
  const count = Number(process.env["BAOBOX_TEST_NODES"] ?? 0);
  const isOwn = args.some((arg) => /^--(?:workers|node|database|settings|tls|https)/.test(arg));
  return isOwn || http !== undefined || cwd !== undefined ? 0 : count;
}

/** A directory that `using` removes with all it holds. */
export class TemporaryDirectory implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), "baobox-test-"));

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

interface StartOptions extends Program {
  /** The data directory; made by the server if it is missing. */
  dir: string;
  args?: string[];
  /** Null where `args` say where to listen. Default: a port that the system chooses. */
  http?: string | null;
}

interface ServerParts {
  readonly child: Bun.Subprocess;
  readonly url: string;
  readonly logFile: string;
  readonly nodes?: Nodes;
}

/** The program serving a data directory in a process of its own; `await using` stops it. */
export class ServerProcess implements AsyncDisposable {
  readonly child: Bun.Subprocess;
  readonly url: string;
  readonly #logFile: string;
  /** Of which this is the first, with the URL of what is before them all. */
  readonly #nodes: Nodes | null;

  private constructor({ child, url, logFile, nodes }: ServerParts) {
    this.child = child;
    this.url = url;
    this.#logFile = logFile;
    this.#nodes = nodes ?? null;
  }

  /** Resolves once the server says where it listens; throws with its output if it does not. The system chooses the port. */
  static async start(options: StartOptions): Promise<ServerProcess> {
    const { dir, args = [], http = "127.0.0.1:0", command, cwd, env } = options;
    const count = nodeCount(options);
    if (count > 0) return ServerProcess.#startNodes(options, count);
    // One a process: what a killed one printed must not be taken for the start of the next.
    const logFile = `${dir}-${crypto.randomUUID()}.log`;
    const database = await databaseOf(dir);
    const environment = database === undefined ? {} : { BAOBOX_DATABASE: database };
    const serve = ["serve", "--dir", dir, ...(http === null ? [] : ["--http", http]), ...workerArgs(args), ...args];
    // One descriptor, for two would write over each other.
    const log = openSync(logFile, "a");
    const child = Bun.spawn([...(command ?? programCommand()), ...serve], {
      cwd: cwd ?? ROOT,
      env: { ...(env ?? process.env), ...environment },
      stdin: "ignore",
      stdout: log,
      stderr: log,
    });
    closeSync(log);
    const deadline = performance.now() + START_TIMEOUT_MS;
    for (;;) {
      const output = await Bun.file(logFile).text();
      const [, plain, quoted] = STARTED.exec(output) ?? [];
      const url = plain ?? quoted;
      if (url !== undefined) return new ServerProcess({ child, url, logFile });
      if (child.exitCode !== null || performance.now() > deadline) {
        child.kill("SIGKILL");
        throw new Error(`the server did not start: ${output}`);
      }
      await Bun.sleep(POLL_MS);
    }
  }

  static async #startNodes({ dir, args, env, command }: StartOptions, count: number): Promise<ServerProcess> {
    const database = await databaseOf(dir);
    if (database === undefined) throw new Error("BAOBOX_TEST_NODES needs BAOBOX_TEST_DATABASE: see with-postgres.ts");
    const parts = {
      dir,
      database,
      count,
      ...(args === undefined ? {} : { args }),
      ...(env === undefined ? {} : { env }),
    };
    const { Nodes } = await import("./nodes.ts");
    const nodes = await Nodes.start({ ...parts, ...(command === undefined ? {} : { command }) });
    const { child, logFile } = nodes.server(0);
    return new ServerProcess({ child, url: nodes.url, logFile, nodes });
  }

  /** Where nodes have their files; null for a server that has them in its directory. */
  get bucket(): Bucket | null {
    return this.#nodes?.bucket ?? null;
  }

  get logFile(): string {
    return this.#logFile;
  }

  /** Resolves once it has printed the text. */
  async says(text: string): Promise<void> {
    const deadline = performance.now() + START_TIMEOUT_MS;
    while (!(await this.output()).includes(text)) {
      if (performance.now() > deadline) throw new Error(`the server did not say "${text}": ${await this.output()}`);
      await Bun.sleep(POLL_MS);
    }
  }

  /** What the server printed so far. */
  async output(): Promise<string> {
    return Bun.file(this.#logFile).text();
  }

  /** Ends the process at once, as a power cut would, and waits until it is gone. */
  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.child.exited;
  }

  /** Asks the process to stop and gives its exit code. */
  async stop(): Promise<number> {
    this.child.kill("SIGTERM");
    const exitCode = await this.child.exited;
    await this.#nodes?.stop();
    return exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#nodes?.[Symbol.asyncDispose]();
    await this.kill();
    rmSync(this.#logFile, { force: true });
  }
}
