import { DATABASE_NAMES } from "../../database/open-database.ts";

/** For what is needed for a while; PocketBase's name, which it empties at its start too. */
export const TEMPORARY_FOLDER = ".pb_temp_to_delete";

/** Where the databases stay that were brought up to date from an old version, as they were before. */
export const FORMER_DATABASES = "before_upgrade";

/** Says that the data was moved to PostgreSQL, and where. */
export const MOVED_MARK = "moved-to-postgres";

/** The databases by the names of their files. */
export const DATABASE_FILES = DATABASE_NAMES;

/** What belongs to the machine and not to the data: neither backed up nor replaced by a restore. */
export const OWN_ENTRIES: readonly string[] = [
  "backups",
  FORMER_DATABASES,
  TEMPORARY_FOLDER,
  MOVED_MARK,
  ".autocert_cache",
  ".baobox_restore",
  ".baobox_restore_replaced",
  "lost+found",
];

/**
 * What Litestream, which copies a database all the time, notes of how far it is. Not backed up. An exchange of the database takes it away,
 * or else Litestream would add what is written into the new database to its copy of the old one.
 */
export const REPLICATION_ENTRIES: readonly string[] = DATABASE_FILES.map((name) => `.${name}-litestream`);

/** A file that is being written to a local store. */
export const UNFINISHED = /\.[A-Za-z0-9]{8}\.tmp$/;
