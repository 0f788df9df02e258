// Serves a data directory from a new database on the server that BAOBOX_TEST_DATABASE names, with the directory's own arguments:
//   bun test/support/serve-on-postgres.ts serve --dir DIR --http 127.0.0.1:8090
import { databaseOf } from "./test-database.ts";

const words = process.argv.slice(2);
const database = await databaseOf(words[words.indexOf("--dir") + 1] ?? "");
if (database === undefined) throw new Error("BAOBOX_TEST_DATABASE names no server");
process.argv = [...process.argv.slice(0, 2), ...words, "--database", database];
await import("../../src/main.ts");
