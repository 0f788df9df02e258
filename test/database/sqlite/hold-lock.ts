/** A process that locks the database named by its argument, says so, and lets go when its input ends. */
import { Database } from "bun:sqlite";

const database = new Database(process.argv[2]);
database.run("BEGIN IMMEDIATE");
database.run("INSERT INTO t VALUES ('theirs')");
console.log("locked");
await Bun.stdin.text();
database.run("COMMIT");
database.close();
