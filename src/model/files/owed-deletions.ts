import type { Engine } from "../../database/engine.ts";
import type { BackgroundTasks } from "../../lib/background-tasks.ts";
import type { Bus } from "../../lib/bus.ts";
import type { Leftover } from "../../lib/blob-store.ts";
import type { CronJobs } from "../../lib/cron.ts";
import { formatDate } from "../../lib/dates.ts";
import type { Logger } from "../../lib/log.ts";
import { questions, topics } from "../protocol/bus-topics.ts";
import type { ConfiguredStore } from "../settings/configured-store.ts";
import type { OwedDeletion } from "../protocol/owed-deletion.ts";
import { loadOwed, saveOwed } from "./owed-rows.ts";

/** Only there while something is owed, so that the list of jobs is PocketBase's otherwise. */
export const OWED_JOB_ID = "__baoboxOwedDeletions__";

const EVERY_FIVE_MINUTES = "*/5 * * * *";
const MAX_OWED = 10_000;
const MAX_AGE_MS = 30 * 24 * 60 * 60 * 1000;
/** After so many failures in a row the store is not there, and the rest waits for the next time. */
const MAX_FAILURES_IN_A_ROW = 3;
/** Clocks of buckets may differ from ours. */
const CLOCK_DIFFERENCE_MS = 5 * 60 * 1000;

type StoreName = OwedDeletion["store"];

export interface OwedDeletionsParts {
  readonly database: Engine;
  readonly bus: Bus;
  readonly background: BackgroundTasks;
  readonly crons: CronJobs;
  readonly log: Logger;
  readonly stores: Readonly<Record<StoreName, ConfiguredStore>>;
}

/**
 * Deletions that failed: a job tries them again until they succeed, also after a restart. They are kept in rows of `_params`,
 * which PocketBase does not look at. What is written again under the same key is owed no longer. All instances know what is owed,
 * and the job runs at one of them.
 */
export class OwedDeletions {
  readonly #parts: OwedDeletionsParts;
  readonly #owed = new Map<string, OwedDeletion>();
  /** The ids whose rows are not as they should be. */
  readonly #unsaved = new Set<string>();
  #saving: Promise<void> | null = null;
  #current: { readonly id: string; readonly done: Promise<unknown> } | null = null;

  private constructor(parts: OwedDeletionsParts, owed: readonly OwedDeletion[]) {
    this.#parts = parts;
    for (const deletion of owed) this.#owed.set(deletion.id, deletion);
    this.#followJob();
    parts.bus.subscribe(topics.owedDeletion, ({ id, deletion }, origin) => {
      if (origin === "own") return;
      if (deletion === null) this.#owed.delete(id);
      else this.#owed.set(id, deletion);
      this.#followJob();
    });
    parts.bus.onBreak("messages", () => void this.#readAnew());
    parts.bus.respond(questions.deletionUnderWay, async (id) => {
      if (this.#current?.id === id) await this.#current.done;
      return true;
    });
  }

  static async open(parts: OwedDeletionsParts): Promise<OwedDeletions> {
    return new OwedDeletions(parts, await loadOwed(parts.database, MAX_OWED));
  }

  get count(): number {
    return this.#owed.size;
  }

  /** Returns at once. The reason is logged; so is that nothing more can be remembered. */
  add(store: StoreName, { kind, key, uploadId = null }: Leftover, reason: unknown): void {
    const { log, stores } = this.#parts;
    const id = idOf(store, kind, key);
    const details = { store, key, error: String(reason) };
    if (this.#owed.size >= MAX_OWED && !this.#owed.has(id)) {
      log.error(
        "failed to delete a file; it is kept, because too many deletions are already waiting for a retry",
        details,
      );
      return;
    }
    log.warn("failed to delete a file; the deletion will be retried", details);
    this.#set({
      id,
      store,
      kind,
      key,
      uploadId,
      place: stores[store].place(),
      since: formatDate(new Date()),
      reused: false,
    });
    this.#followJob();
  }

  /** For a key that is about to be written. What is there afterwards must stay. */
  async release(store: StoreName, key: string): Promise<void> {
    if (this.#owed.size === 0) return;
    const { bus } = this.#parts;
    const file = this.#owed.get(idOf(store, "file", key));
    const upload = this.#owed.get(idOf(store, "upload", key));
    const folders = foldersOf(key).map((folder) => this.#owed.get(idOf(store, "folder", folder)));
    for (const found of [file, upload, ...folders]) {
      if (found === undefined) continue;
      if (found.kind === "folder") this.#set({ ...found, reused: true });
      else this.#remove(found.id);
      // Not while it is being deleted.
      await bus.request(questions.deletionUnderWay, found.id);
    }
    this.#followJob();
  }

  /** Tries all again that belong to where the files are now. */
  async retry(): Promise<void> {
    const { log, stores } = this.#parts;
    let failures = 0;
    for (const id of this.#owed.keys()) {
      const deletion = this.#owed.get(id);
      if (deletion === undefined) continue;
      if (Date.now() - Date.parse(deletion.since) > MAX_AGE_MS) {
        log.error("a file could not be deleted for 30 days and is kept", { store: deletion.store, key: deletion.key });
        this.#remove(id);
      } else if (deletion.place === stores[deletion.store].place()) {
        failures = (await this.#perform(deletion)) ? 0 : failures + 1;
        if (failures === MAX_FAILURES_IN_A_ROW) break;
      }
    }
    this.#followJob();
    await this.#saving;
  }

  async #perform(deletion: OwedDeletion): Promise<boolean> {
    const { log, stores } = this.#parts;
    const done = carryOut(stores[deletion.store], deletion);
    this.#current = { id: deletion.id, done: done.catch(() => undefined) };
    try {
      await done;
      this.#remove(deletion.id);
      return true;
    } catch (error) {
      log.warn("failed to delete a file again", { store: deletion.store, key: deletion.key, error: String(error) });
      return false;
    } finally {
      this.#current = null;
    }
  }

  #set(deletion: OwedDeletion): void {
    const { id } = deletion;
    this.#owed.set(id, deletion);
    this.#parts.bus.publish(topics.owedDeletion, { id, deletion });
    this.#saveLater(id);
  }

  #remove(id: string): void {
    if (!this.#owed.delete(id)) return;
    this.#parts.bus.publish(topics.owedDeletion, { id, deletion: null });
    this.#saveLater(id);
  }

  /** What others told of may have been missed. */
  async #readAnew(): Promise<void> {
    const { database, log } = this.#parts;
    try {
      const stored = new Map((await loadOwed(database, MAX_OWED)).map((deletion) => [deletion.id, deletion]));
      for (const id of [...this.#owed.keys(), ...stored.keys()]) {
        const deletion = stored.get(id);
        // What is to be saved yet is newer.
        if (this.#unsaved.has(id)) continue;
        if (deletion === undefined) this.#owed.delete(id);
        else this.#owed.set(id, deletion);
      }
      this.#followJob();
    } catch (error) {
      log.error("failed to read what deletions are owed", { error: String(error) });
    }
  }

  /** In the background, because who owes something may hold a transaction open. */
  #saveLater(id: string): void {
    this.#unsaved.add(id);
    if (this.#saving !== null) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#saving = promise;
    const isAccepted = this.#parts.background.run("remember deletions", async () => {
      await Bun.sleep(0);
      try {
        await this.#save();
      } finally {
        this.#saving = null;
        resolve();
      }
    });
    if (isAccepted) return;
    this.#saving = null;
    resolve();
  }

  async #save(): Promise<void> {
    while (this.#unsaved.size > 0) {
      const ids = [...this.#unsaved];
      const rows = ids.map((id) => ({ id, deletion: this.#owed.get(id) ?? null }));
      await saveOwed(this.#parts.database, rows);
      for (const { id, deletion } of rows) {
        if ((this.#owed.get(id) ?? null) === deletion) this.#unsaved.delete(id);
      }
    }
  }

  #followJob(): void {
    const { crons } = this.#parts;
    const isThere = crons.list().some(({ id }) => id === OWED_JOB_ID);
    if (this.#owed.size === 0) crons.remove(OWED_JOB_ID);
    else if (!isThere) crons.add({ id: OWED_JOB_ID, expression: EVERY_FIVE_MINUTES, run: () => this.retry() });
  }
}

async function carryOut(store: ConfiguredStore, { kind, key, uploadId, reused, since }: OwedDeletion): Promise<void> {
  if (kind === "file") return store.delete(key);
  if (kind === "upload") return store.abortUploads(key, uploadId);
  if (!reused) return store.deleteFolder(key);
  const before = Date.parse(since) - CLOCK_DIFFERENCE_MS;
  for await (const blob of store.list(`${key}/`)) {
    if (blob.modified.getTime() < before) await store.delete(blob.key);
  }
}

function idOf(store: StoreName, kind: Leftover["kind"], key: string): string {
  return `${store} ${kind} ${key}`;
}

/** `a/b/c` is in `a` and in `a/b`. */
function foldersOf(key: string): string[] {
  const parts = key.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
}
