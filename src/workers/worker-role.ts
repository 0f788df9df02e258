/** Tells a process that it is a worker. It is internal: users give `--workers`. */
const VARIABLE = "BAOBOX_WORKER";

/** What a worker knows when it is started; the rest comes over the socket. */
export interface WorkerRole {
  readonly number: number;
  /** What it is to serve: a program may open other data directories beside it. */
  readonly dataDir: string;
  readonly socket: string;
  readonly secret: string;
  /** The page with the versions of tables. */
  readonly versionFile: string;
}

export function roleVariable(role: WorkerRole): Record<string, string> {
  return { [VARIABLE]: JSON.stringify(role) };
}

/** Read once, because programs that this one starts are no workers. */
let role: WorkerRole | null | undefined;

/** Null where this process is no worker. */
export function ownRole(): WorkerRole | null {
  if (role !== undefined) return role;
  const text = process.env[VARIABLE];
  delete process.env[VARIABLE];
  role = text === undefined ? null : (JSON.parse(text) as WorkerRole);
  return role;
}
