import type { OrphanReason, StoredFile } from "../../api/stored-files.ts";

/** What is known of the stored files that were looked at so far. */
export interface Findings {
  readonly total: Size;
  /** By the first part of their keys, the largest first. */
  readonly folders: readonly Folder[];
  readonly largest: readonly StoredFile[];
  readonly orphans: readonly StoredFile[];
}

export interface Size {
  readonly files: number;
  readonly bytes: number;
}

export interface Folder extends Size {
  readonly folder: string;
  /** Null where it belongs to no collection. */
  readonly collection: string | null;
}

export const NOTHING: Findings = { total: { files: 0, bytes: 0 }, folders: [], largest: [], orphans: [] };
/** Of each folder, so that a choice of one has its own. */
const LARGEST_KEPT = 100;
/** More are found once these were deleted. */
export const ORPHANS_KEPT = 20_000;

/** The findings with another page of files. */
export function withFiles(before: Findings, files: readonly StoredFile[]): Findings {
  const folders = new Map(before.folders.map((one) => [one.folder, one]));
  for (const { key, size, collection } of files) {
    const folder = folderOf(key);
    const { files: count, bytes } = folders.get(folder) ?? { files: 0, bytes: 0 };
    folders.set(folder, { folder, collection, files: count + 1, bytes: bytes + size });
  }
  const orphans = files.filter(({ orphan }) => orphan !== null);
  return {
    total: { files: before.total.files + files.length, bytes: before.total.bytes + sizeOf(files).bytes },
    folders: [...folders.values()].toSorted((a, b) => b.bytes - a.bytes),
    largest: largestOf([...before.largest, ...files]),
    orphans: [...before.orphans, ...orphans].slice(0, ORPHANS_KEPT),
  };
}

/** The findings once files are gone. */
export function withoutFiles(before: Findings, keys: ReadonlySet<string>): Findings {
  const gone = before.orphans.filter(({ key }) => keys.has(key));
  const lost = Map.groupBy(gone, ({ key }) => folderOf(key));
  const folders = before.folders.map((one) => {
    const { files, bytes } = sizeOf(lost.get(one.folder) ?? []);
    return { ...one, files: one.files - files, bytes: one.bytes - bytes };
  });
  const { files, bytes } = sizeOf(gone);
  return {
    total: { files: before.total.files - files, bytes: before.total.bytes - bytes },
    folders: folders.filter((one) => one.files > 0),
    largest: before.largest.filter(({ key }) => !keys.has(key)),
    orphans: before.orphans.filter(({ key }) => !keys.has(key)),
  };
}

export function sizeOf(files: readonly StoredFile[]): Size {
  return { files: files.length, bytes: files.reduce((sum, { size }) => sum + size, 0) };
}

export function byReason(orphans: readonly StoredFile[], reason: OrphanReason): readonly StoredFile[] {
  return orphans.filter(({ orphan }) => orphan === reason);
}

export function folderOf(key: string): string {
  return key.split("/")[0] ?? "";
}

function largestOf(files: readonly StoredFile[]): readonly StoredFile[] {
  const sorted = files.toSorted((a, b) => b.size - a.size);
  const kept = new Map<string, number>();
  return sorted.filter(({ key }) => {
    const count = (kept.get(folderOf(key)) ?? 0) + 1;
    kept.set(folderOf(key), count);
    return count <= LARGEST_KEPT;
  });
}
