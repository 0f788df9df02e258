import { Database } from "bun:sqlite";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** Not part of this repository. */
const FOLDER = resolve(import.meta.dir, "../../../shared/conformance/scenarios");

/** A recorded request, and what PocketBase did. At most one of the bodies is set. */
export interface RecordedScenario {
  id: string;
  method: string;
  /** Path and query as they were sent. */
  url: string;
  headers: Record<string, string>;
  body: string | null;
  body_b64: string | null;
  body_gz_b64: string | null;
  status: number;
  /** How often each hook ran, `*` all others; null where the recorded test did not tell. */
  events: Record<string, number> | null;
  /** Above 0 the answer is a stream that was left after so long. */
  timeout_ms: number;
  /** What the data directory differs in from the base. */
  state: string | null;
  /** Must have its data directory for itself. */
  isolated: boolean;
}

interface State {
  data_sql: string[];
  aux_sql: string[];
  /** Paths in the data directory and their content in base64. */
  files_added: Record<string, string>;
  files_removed: string[];
}

/** All scenarios; null where there are none beside the repository. */
export function readScenarios(): RecordedScenario[] | null {
  const file = join(FOLDER, "scenarios.jsonl");
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as RecordedScenario);
}

/** Makes the data directory that scenarios of this state start from. */
export function writeScenarioData(dataDir: string, state: string | null): void {
  cpSync(join(FOLDER, "base"), dataDir, { recursive: true });
  if (state !== null) applyState(dataDir, state);
}

function applyState(dataDir: string, name: string): void {
  const state = JSON.parse(readFileSync(join(FOLDER, "states", `${name}.json`), "utf8")) as State;
  runAll(join(dataDir, "data.db"), state.data_sql);
  runAll(join(dataDir, "auxiliary.db"), state.aux_sql);
  for (const file of state.files_removed) rmSync(join(dataDir, file), { force: true });
  for (const [file, content] of Object.entries(state.files_added)) {
    mkdirSync(dirname(join(dataDir, file)), { recursive: true });
    writeFileSync(join(dataDir, file), Buffer.from(content, "base64"));
  }
}

export function scenarioBody({ body, body_b64, body_gz_b64 }: RecordedScenario): BodyInit | undefined {
  if (body_b64 !== null) return Buffer.from(body_b64, "base64");
  if (body_gz_b64 !== null) return Bun.gunzipSync(Buffer.from(body_gz_b64, "base64"));
  // An empty body is none to a server: its length is 0.
  return body === null || body === "" ? undefined : body;
}

function runAll(file: string, statements: readonly string[]): void {
  if (statements.length === 0) return;
  using database = new Database(file);
  database.run("PRAGMA foreign_keys=OFF");
  database.transaction(() => {
    for (const statement of statements) database.run(statement);
  })();
}
