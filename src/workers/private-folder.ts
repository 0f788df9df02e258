import { chmod, mkdtemp, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PREFIX = "baobox-workers-";
const SOCKET = "bus.sock";
const NEW_SOCKET = "new.sock";
const VERSIONS = "versions";
/** The system's limit is 107 bytes of path. */
const MAX_FOLDER_BYTES = 90;
const FALLBACK = "/tmp";
const PRIVATE_MODE = 0o600;
/** Machines delete what nobody has used for days from folders of temporary files; memory that is shared counts as unused. */
const TOUCH_INTERVAL_MS = 60 * 60 * 1000;

/** A folder for the owner alone, with the paths of the socket and of shared memory in it. Rejects with one line where there can't be one. */
export class PrivateFolder implements AsyncDisposable {
  readonly socket: string;
  /** Where to listen before `openSocket`. */
  readonly newSocket: string;
  /** Memory that the workers share. */
  readonly versionFile: string;
  readonly #path: string;
  readonly #touching: ReturnType<typeof setInterval>;

  private constructor(path: string, touchIntervalMs: number) {
    this.#path = path;
    this.#touching = setInterval(() => void this.#touch(), touchIntervalMs).unref();
    this.socket = join(path, SOCKET);
    this.newSocket = join(path, NEW_SOCKET);
    this.versionFile = join(path, VERSIONS);
  }

  static async create(parent: string = tmpdir(), touchIntervalMs = TOUCH_INTERVAL_MS): Promise<PrivateFolder> {
    const base = Buffer.byteLength(parent) > MAX_FOLDER_BYTES - PREFIX.length ? FALLBACK : parent;
    try {
      await removeStale(base);
      return new PrivateFolder(await mkdtemp(join(base, PREFIX)), touchIntervalMs);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`can't make a folder for the socket of the workers in ${base} (TMPDIR): ${reason}`, { cause });
    }
  }

  /**
   * To be called once something listens on `newSocket`, which then is `socket`. A socket has its file a moment before it takes
   * connections, and refuses them like that of a killed supervisor: another one that just starts would delete the folder.
   */
  async openSocket(): Promise<void> {
    // The folder keeps others out already.
    await chmod(this.newSocket, PRIVATE_MODE);
    await rename(this.newSocket, this.socket);
  }

  async #touch(): Promise<void> {
    const now = new Date();
    const names = await readdir(this.#path).catch(() => []);
    for (const name of names) await utimes(join(this.#path, name), now, now).catch(() => undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#touching);
    await rm(this.#path, { recursive: true, force: true });
  }
}

/** Deletes the folders of supervisors that were killed: nothing listens on their sockets. */
async function removeStale(base: string): Promise<void> {
  for (const name of await readdir(base)) {
    if (!name.startsWith(PREFIX)) continue;
    await removeIfStale(join(base, name));
  }
}

/** Deletes a supervisor's folder where nothing listens on its socket. */
export async function removeIfStale(folder: string): Promise<void> {
  if (await isStale(folder)) await rm(folder, { recursive: true, force: true });
}

async function isStale(folder: string): Promise<boolean> {
  const stats = await stat(folder).catch(() => null);
  if (stats === null || stats.uid !== process.getuid?.()) return false;
  try {
    const socket = await Bun.connect({ unix: join(folder, SOCKET), socket: { data: () => undefined } });
    socket.end();
    return false;
  } catch (error) {
    // Another supervisor may have made its folder and not opened its socket yet.
    return error instanceof Error && "code" in error && error.code === "ECONNREFUSED";
  }
}
