import { ClientResponseError } from "pocketbase";
import { client } from "./client.ts";

export interface Backup {
  readonly key: string;
  readonly size: number;
  readonly modified: string;
}

export async function listBackups(): Promise<Backup[]> {
  const list: Backup[] = await client.backups.getFullList();
  return list.toSorted((a, b) => (a.modified < b.modified ? 1 : -1));
}

/** The address of the file, for some minutes. */
export async function backupAddress(key: string): Promise<string> {
  return client.backups.getDownloadURL(await client.files.getToken(), key);
}

export interface Verification {
  readonly files: number;
  readonly bytes: number;
  readonly collections: number;
  /** Without any, the backup can be restored. */
  readonly problems: readonly string[];
}

/** Takes as long as reading the backup does. With "" for the key, the server's own one opens encrypted backups. */
export async function verifyBackup(backup: string, key: string): Promise<Verification> {
  const path = `/api/backups/${encodeURIComponent(backup)}/verify`;
  return client.send<Verification>(path, { method: "POST", body: { key }, requestKey: null });
}

export type RestoreStep = "checking" | "restoring" | "restarting";

interface RestoreOptions {
  /** Of an encrypted backup; "": the server's own. */
  readonly key: string;
  readonly onStep: (step: RestoreStep) => void;
  readonly signal: AbortSignal;
}

type Restored = { readonly kind: "done" | "signedOut" } | { readonly kind: "failed"; readonly reason: string };

const POLL_MS = 600;
/** Answers without a restore under way, until it counts as over: between the request and its beginning there may be one. */
const QUIET_ANSWERS = 3;

/** Restores a backup and waits until the server answers again with the restored data. Rejects where it refuses at once. */
export async function restoreBackup(backup: string, { key, onStep, signal }: RestoreOptions): Promise<Restored> {
  onStep("checking");
  const startedAt = new Date(Date.now() - 1000).toISOString().replace("T", " ");
  await client.backups.restore(backup, key === "" ? {} : { body: { key } });
  onStep("restoring");
  let quiet = 0;
  while (quiet < QUIET_ANSWERS) {
    await pause(POLL_MS, signal);
    const state = await serverState();
    if (state === "signedOut") return { kind: "signedOut" };
    if (state === "down") onStep("restarting");
    quiet = state === "free" ? quiet + 1 : 0;
  }
  const reason = await failureSince(backup, startedAt);
  return reason === null ? { kind: "done" } : { kind: "failed", reason };
}

async function serverState(): Promise<"down" | "busy" | "free" | "signedOut"> {
  try {
    const { data } = (await client.health.check()) as { data: { canBackup?: boolean } };
    // Guests are told nothing: the restored data does not know this sign-in.
    if (data.canBackup === undefined) return "signedOut";
    return data.canBackup ? "free" : "busy";
  } catch {
    return "down";
  }
}

/** A restore that fails leaves everything as it was, and says why in the logs. */
async function failureSince(key: string, startedAt: string): Promise<string | null> {
  const filter = client.filter("created >= {:startedAt} && message = {:message}", {
    startedAt,
    message: `failed to restore the backup ${key}`,
  });
  const { items } = await client.logs.getList(1, 1, { filter, sort: "-@rowid" });
  const [entry] = items;
  return entry === undefined ? null : String(entry.data["error"] ?? entry.message);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new ClientResponseError({ isAbort: true }));
    signal.addEventListener("abort", abort, { once: true });
    setTimeout(resolve, ms);
  });
}
