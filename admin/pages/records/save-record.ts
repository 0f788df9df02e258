import type { CollectionModel, RecordModel } from "pocketbase";
import { client } from "../../api/client.ts";
import { toProblem } from "../../api/problem.ts";
import { fetchWithProgress } from "../../api/upload.ts";
import { showToast } from "../../state/toasts.ts";
import { text } from "../../texts/text.ts";
import { bodyOf } from "./record-draft.ts";
import type { Draft } from "./record-draft.ts";

interface SaveOptions {
  readonly collection: CollectionModel;
  /** What is stored; null for a new record. */
  readonly record: RecordModel | null;
  readonly draft: Draft;
  /** How much of the files was sent, from 0 to 1. */
  readonly onProgress: (part: number) => void;
  /** Ends the sending of files. */
  readonly signal: AbortSignal;
  /** After what was saved is undone. */
  readonly onUndone: () => void;
}

/** Sends what was changed, says so, and offers to undo it where that is possible. */
export async function saveRecord(options: SaveOptions): Promise<RecordModel> {
  const { collection, record, draft, onProgress, signal, onUndone } = options;
  const records = client.collection(collection.name);
  const body = bodyOf(collection, draft);
  const hasFiles = collection.fields.some(({ name, type }) => type === "file" && name in draft);
  if (hasFiles) onProgress(0);
  const sending = hasFiles ? { fetch: fetchWithProgress(onProgress), signal } : {};
  if (record === null) {
    const created = await records.create(body, sending);
    showToast(text.record.created);
    return created;
  }
  const saved = await records.update(record.id, body, sending);
  const before = valuesBefore(collection, record, draft);
  const undo = (): void =>
    void records.update(record.id, before ?? {}).then(
      () => {
        showToast(text.bulk.undone(1));
        onUndone();
      },
      (error: unknown) => showToast(toProblem(error).message, { isBad: true }),
    );
  showToast(text.record.saved, before === null ? {} : { action: { label: text.common.undo, run: undo } });
  return saved;
}

/** Null where the values can't be put back: files are gone, passwords unknown. */
function valuesBefore(collection: CollectionModel, record: RecordModel, draft: Draft): Record<string, unknown> | null {
  const names = Object.keys(draft);
  const isLost = collection.fields.some(
    ({ name, type }) => names.includes(name) && (type === "file" || type === "password"),
  );
  return isLost || names.length === 0 ? null : Object.fromEntries(names.map((name) => [name, record[name]]));
}
