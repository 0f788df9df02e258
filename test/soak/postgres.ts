/**
 * A PostgreSQL that is killed under load again and again, and what became of the writes and of the answers meanwhile:
 * `bun test/soak/postgres.ts [--kills 20] [--writers 8] [--upMs 2000] [--downMs 500]`. Fails on any problem.
 */
import { parseArgs } from "node:util";
import { killPostgres } from "./postgres-kills.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "20" },
    writers: { type: "string", default: "8" },
    upMs: { type: "string", default: "2000" },
    downMs: { type: "string", default: "500" },
  },
});

const { problems, ...figures } = await killPostgres({
  kills: Number(values.kills),
  writers: Number(values.writers),
  upMs: Number(values.upMs),
  downMs: Number(values.downMs),
});
console.log(figures);
for (const problem of problems.slice(0, 20)) console.log(`PROBLEM ${problem}`);
console.log(problems.length === 0 ? "nothing was lost, half done or late" : `${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
