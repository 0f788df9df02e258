// Replays the recorded API scenarios of the groups in scenario-groups.json. Their data and their runner are not part of
// this repository: they lie in ../shared/conformance beside it.
import { beforeAll, describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { programCommand, TemporaryDirectory, workerArgs } from "../support/server-process.ts";
import listed from "./differences.json" with { type: "json" };
import onPostgres from "./postgres-differences.json" with { type: "json" };
import groups from "./scenario-groups.json" with { type: "json" };

const TIMEOUT_MS = 10 * 60 * 1000;
const RUNNER = resolve(import.meta.dir, "../../../shared/conformance/scenarios.ts");
const usesPostgres = process.env["BAOBOX_TEST_DATABASE"] !== undefined;
const LISTED = [...(listed.scenario as { ids: string[] }[]), ...(usesPostgres ? onPostgres.scenario : [])];
const LISTED_IDS = new Set(LISTED.flatMap((difference) => difference.ids));
const SERVE_ON_POSTGRES = [process.execPath, resolve(import.meta.dir, "../support/serve-on-postgres.ts")];

interface ScenarioResult {
  id: string;
  ok: boolean;
  why: string;
  body?: string;
}

if (existsSync(RUNNER)) testScenarios();
else {
  console.warn(`Scenarios skipped: there is no ${RUNNER}.`);
  test.skip("scenarios", () => {});
}

function testScenarios(): void {
  describe("scenarios", () => {
    let results: ScenarioResult[] = [];
    beforeAll(async () => {
      results = await runScenarios(groups.map((group) => `(${group.only})`).join("|"));
    }, TIMEOUT_MS);

    for (const { name, only } of groups) {
      test(name, () => {
        const ofGroup = results.filter(({ id }) => new RegExp(only).test(id));
        expect(ofGroup).not.toEqual([]);
        const unlisted = ofGroup.filter(({ id, ok }) => !ok && !LISTED_IDS.has(id));
        expect(unlisted.map(({ id, why, body }) => `${id}: ${why}\n  ${body?.slice(0, 300)}`)).toEqual([]);
        // A listed difference that has vanished leaves the list.
        expect(ofGroup.filter(({ id, ok }) => ok && LISTED_IDS.has(id))).toEqual([]);
      });
    }
  });
}

async function runScenarios(only: string): Promise<ScenarioResult[]> {
  using directory = new TemporaryDirectory();
  const out = join(directory.path, "results.json");
  const program = usesPostgres ? SERVE_ON_POSTGRES : programCommand().map((word) => resolveProgram(word));
  const command = [...program, "serve", ...workerArgs(), "--dir", "{dir}"];
  const child = Bun.spawn(
    [
      process.execPath,
      RUNNER,
      "--cmd",
      [...command, "--http", "127.0.0.1:{port}"].join(" "),
      "--only",
      only,
      "--out",
      out,
      "--quiet",
    ],
    { stdin: "ignore", stdout: "pipe", stderr: "pipe" },
  );
  const [stdout, stderr] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  if (!existsSync(out)) throw new Error(`the scenario runner failed: ${stdout}${stderr}`);
  return (await Bun.file(out).json()) as ScenarioResult[];
}

/** The runner may start the program from another directory. */
function resolveProgram(word: string): string {
  return word.includes("/") ? resolve(word) : word;
}
