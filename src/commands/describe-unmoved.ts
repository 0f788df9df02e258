import type { Unmoved } from "../lib/directory-swap.ts";
import { keptDatabases } from "../model/backups/kept-entries.ts";
import type { AppOptions } from "../model/context.ts";

/** What a restore tells of the folders that it could not move, a line each. */
export function describeUnmoved({ exchanged, left }: Unmoved): string[] {
  return [
    ...exchanged.map((name) => `the folder ${name} is a mount or a link: it was kept, with the content of the backup`),
    ...left.map((name) => `the folder ${name} is a mount or a link and not in the backup: it was left unchanged`),
  ];
}

/** A line where a restore into a database server has left databases of the directory alone. */
export function describeKept(options: AppOptions): string[] {
  const names = keptDatabases(options);
  if (names.length === 0) return [];
  return [`${names.join(" and ")} in ${options.dataDir} stayed as before: the restored data is in PostgreSQL`];
}
