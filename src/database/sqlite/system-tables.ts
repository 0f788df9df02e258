/**
 * The tables that PocketBase makes besides those of collections, with its very text, tabs included: SQLite keeps the text
 * of a definition, so a directory that Baobox made is the same as one of PocketBase. Only its index of log messages is left out: no
 * search for a part of a text can use it, and with it an entry costs 18 µs instead of 3, because each message changes a page of its
 * own, which is written twice.
 */
export const sqliteDataTables: readonly string[] = [
  "CREATE TABLE `_migrations` (file VARCHAR(255) PRIMARY KEY NOT NULL, applied INTEGER NOT NULL)",
  [
    "CREATE TABLE `_params` (",
    "\t\t\t`id`      TEXT PRIMARY KEY DEFAULT ('r'||lower(hex(randomblob(7)))) NOT NULL,",
    "\t\t\t`value`   JSON DEFAULT NULL,",
    "\t\t\t`created` TEXT DEFAULT (strftime('%Y-%m-%d %H:%M:%fZ')) NOT NULL,",
    "\t\t\t`updated` TEXT DEFAULT (strftime('%Y-%m-%d %H:%M:%fZ')) NOT NULL",
    "\t\t)",
  ].join("\n"),
  [
    "CREATE TABLE `_collections` (",
    "\t\t\t\t`id`         TEXT PRIMARY KEY DEFAULT ('r'||lower(hex(randomblob(7)))) NOT NULL,",
    "\t\t\t\t`system`     BOOLEAN DEFAULT FALSE NOT NULL,",
    '\t\t\t\t`type`       TEXT DEFAULT "base" NOT NULL,',
    "\t\t\t\t`name`       TEXT UNIQUE NOT NULL,",
    '\t\t\t\t`fields`     JSON DEFAULT "[]" NOT NULL,',
    '\t\t\t\t`indexes`    JSON DEFAULT "[]" NOT NULL,',
    "\t\t\t\t`listRule`   TEXT DEFAULT NULL,",
    "\t\t\t\t`viewRule`   TEXT DEFAULT NULL,",
    "\t\t\t\t`createRule` TEXT DEFAULT NULL,",
    "\t\t\t\t`updateRule` TEXT DEFAULT NULL,",
    "\t\t\t\t`deleteRule` TEXT DEFAULT NULL,",
    '\t\t\t\t`options`    JSON DEFAULT "{}" NOT NULL,',
    "\t\t\t\t`created`    TEXT DEFAULT (strftime('%Y-%m-%d %H:%M:%fZ')) NOT NULL,",
    "\t\t\t\t`updated`    TEXT DEFAULT (strftime('%Y-%m-%d %H:%M:%fZ')) NOT NULL",
    "\t\t\t)",
  ].join("\n"),
  "CREATE INDEX idx__collections_type on `_collections` (`type`)",
];

export const sqliteAuxiliaryTables: readonly string[] = [
  [
    "CREATE TABLE `_logs` (",
    "\t\t\t\t\t`id`      TEXT PRIMARY KEY DEFAULT ('r'||lower(hex(randomblob(7)))) NOT NULL,",
    "\t\t\t\t\t`level`   INTEGER DEFAULT 0 NOT NULL,",
    '\t\t\t\t\t`message` TEXT DEFAULT "" NOT NULL,',
    '\t\t\t\t\t`data`    JSON DEFAULT "{}" NOT NULL,',
    "\t\t\t\t\t`created` TEXT DEFAULT (strftime('%Y-%m-%d %H:%M:%fZ')) NOT NULL",
    "\t\t\t\t)",
  ].join("\n"),
  "CREATE INDEX idx_logs_level on `_logs` (`level`)",
  "CREATE INDEX idx_logs_created_hour on `_logs` (strftime('%Y-%m-%d %H:00:00', `created`))",
];
