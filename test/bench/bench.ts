/** Runs the shared load benchmark against this program, with the limit of the runtime beside it; passes its arguments on. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { programCommand } from "../support/server-process.ts";

const BENCH = resolve(import.meta.dir, "../../../shared/bench/bench.ts");

const missing = [
  existsSync(BENCH) ? "" : `the benchmark, ${BENCH}`,
  Bun.which("wrk") ? "" : "wrk, the load generator (Debian and Ubuntu: apt-get install wrk; macOS: brew install wrk)",
].filter((text) => text !== "");

if (missing.length > 0) {
  console.error(`bench needs ${missing.join(" and ")}`);
  process.exitCode = 1;
} else {
  const program = programCommand()
    .map((word) => (word.includes("/") ? resolve(word) : word))
    .join(" ");
  const child = Bun.spawn(
    [
      process.execPath,
      BENCH,
      "--limit",
      "--subject",
      `baobox=${program} serve --dir {dir} --http 127.0.0.1:{port}`,
      "--superuser",
      `baobox=${program} superuser upsert {email} {password} --dir {dir}`,
      ...Bun.argv.slice(2),
    ],
    { stdin: "inherit", stdout: "inherit", stderr: "inherit" },
  );
  process.exitCode = await child.exited;
}
