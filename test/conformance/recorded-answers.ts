import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The sets of recorded answers: reads of one unchanged world, and sessions of writes that each begin with a fresh one. */
export const SETS = ["reads", "records", "schema"] as const;
export type SetName = (typeof SETS)[number];

export interface Answer {
  status: number;
  /** Parsed JSON, null for an empty body, or text that is not JSON. */
  body: unknown;
}

/** One request that PocketBase was asked, with what it answered. */
export interface Question {
  id: string;
  topic: string;
  method: string;
  path: string;
  /** Whose token is sent: a name in the world's tokens, `guest` for none. */
  as: string;
  headers?: Record<string, string>;
  body?: unknown;
  answer: Answer;
}

/** Questions asked in this order of one server. */
export interface Session {
  id: string;
  topic: string;
  steps: Question[];
}

export interface RecordedSet {
  /** When PocketBase answered, in Unix milliseconds. */
  recordedAt: number;
  sessions: Session[];
}

/** The data directory behind the answers, with tokens of its users and the ids of its records. */
export interface World {
  tokens: Record<string, string>;
  ids: Record<string, string[]>;
  /** Path below the data directory -> content in base64. */
  files: Record<string, string>;
}

const FOLDER = join(import.meta.dir, "recorded");

export async function readRecordedSet(set: SetName): Promise<RecordedSet> {
  const [head = "", ...lines] = (await readCompressed(`${set}.jsonl.zst`)).trim().split("\n");
  const { recordedAt } = JSON.parse(head) as { recordedAt: number };
  return { recordedAt, sessions: lines.map((line) => JSON.parse(line) as Session) };
}

export async function readWorld(): Promise<World> {
  return JSON.parse(await readCompressed("world.json.zst")) as World;
}

/** Writes the world's data directory; the folder must not hold one already. */
export function writeDataDirectory(world: World, dir: string): void {
  for (const [path, content] of Object.entries(world.files)) {
    const file = join(dir, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, Buffer.from(content, "base64"), { flag: "wx" });
  }
}

async function readCompressed(name: string): Promise<string> {
  const bytes = Bun.zstdDecompressSync(await Bun.file(join(FOLDER, name)).bytes());
  return new TextDecoder().decode(bytes);
}
