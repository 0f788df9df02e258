/**
 * Kills the server with SIGKILL during a stream of creates and updates, again and again, and checks after every restart
 * that all acknowledged writes and files are there and that the databases are whole: `bun test/faults/kill-rounds.ts 20`.
 */
import { Database } from "bun:sqlite";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type PocketBase from "pocketbase";
import { FreshServer } from "../support/fresh-server.ts";

const WRITERS = 8;
const WRITES_BEFORE_KILL = 200;
/** Every so many creates one carries a file. */
const FILE_EVERY = 10;
const COLLECTION = "events";

/** What is known of a record: the last acknowledged value, and the one that was on its way at the kill. */
interface Expected {
  acknowledged: number;
  attempted: number;
  file: string;
}

interface Ledger {
  records: Map<string, Expected>;
  writes: number;
}

interface RoundReport {
  /** Acknowledged writes of all rounds so far. */
  writes: number;
  records: number;
}

/** Throws with what was lost, if anything was. */
export async function runKillRounds(
  rounds: number,
  report: (round: number, state: RoundReport) => void,
): Promise<void> {
  await using server = await FreshServer.start();
  const admin = await server.admin();
  const { id: collectionId } = await admin.collections.create({
    name: COLLECTION,
    type: "base",
    listRule: "",
    viewRule: "",
    createRule: "",
    updateRule: "",
    fields: [
      { name: "value", type: "number" },
      { name: "payload", type: "text" },
      { name: "file", type: "file", maxSelect: 1 },
      { name: "updated", type: "autodate", onCreate: true, onUpdate: true },
    ],
    indexes: [`CREATE INDEX idx_events_value ON ${COLLECTION} (value)`],
  });
  const ledger: Ledger = { records: new Map(), writes: 0 };
  for (let round = 1; round <= rounds; round++) {
    await writeUntilKilled(server, ledger);
    await server.restart();
    await checkLedger(server, collectionId, ledger);
    for (const name of ["data.db", "auxiliary.db"]) checkIntegrity(join(server.dir, name));
    report(round, { writes: ledger.writes, records: ledger.records.size });
  }
}

async function writeUntilKilled(server: FreshServer, ledger: Ledger): Promise<void> {
  const killAt = ledger.writes + WRITES_BEFORE_KILL;
  const state = { killed: false };
  const writer = async (): Promise<void> => {
    const client = server.client();
    const own: string[] = [];
    while (!state.killed) {
      try {
        await (own.length > 0 && Math.random() < 0.5 ? update(client, own, ledger) : create(client, own, ledger));
        ledger.writes++;
      } catch (error) {
        if (state.killed) return;
        throw error;
      }
      if (ledger.writes < killAt || state.killed) continue;
      state.killed = true;
      await server.process.kill();
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
}

async function create(client: PocketBase, own: string[], ledger: Ledger): Promise<void> {
  const value = ledger.writes;
  const file = value % FILE_EVERY === 0 ? new File([`content ${value}`], "content.txt") : undefined;
  const record = await client
    .collection(COLLECTION)
    .create({ value, payload: "x".repeat(value % 3000), ...(file ? { file } : {}) });
  own.push(record.id);
  ledger.records.set(record.id, { acknowledged: value, attempted: value, file: String(record["file"]) });
}

async function update(client: PocketBase, own: string[], ledger: Ledger): Promise<void> {
  const id = own[Math.floor(Math.random() * own.length)] ?? "";
  const expected = ledger.records.get(id);
  if (!expected) throw new Error(`no ledger entry of ${id}`);
  expected.attempted = ledger.writes;
  await client.collection(COLLECTION).update(id, { value: expected.attempted });
  expected.acknowledged = expected.attempted;
}

async function checkLedger(server: FreshServer, collectionId: string, ledger: Ledger): Promise<void> {
  const stored = await server.client().collection(COLLECTION).getFullList({ fields: "id,value,file", batch: 1000 });
  const valueById = new Map(stored.map((record) => [record.id, record["value"] as number]));
  for (const [id, expected] of ledger.records) {
    const value = valueById.get(id);
    if (value !== expected.acknowledged && value !== expected.attempted) {
      throw new Error(`record ${id}: acknowledged ${JSON.stringify(expected)}, found ${value}`);
    }
    // An update on its way at the kill is either whole or absent; from here on it is what it is.
    expected.acknowledged = value;
    expected.attempted = value;
    if (expected.file && !existsSync(join(server.dir, "storage", collectionId, id, expected.file))) {
      throw new Error(`record ${id}: its file ${expected.file} is missing`);
    }
  }
}

function checkIntegrity(file: string): void {
  using database = new Database(file, { readonly: true });
  const rows = database.query("PRAGMA integrity_check").values();
  if (JSON.stringify(rows) !== '[["ok"]]') throw new Error(`${file}: ${JSON.stringify(rows)}`);
}

if (import.meta.main) {
  const rounds = Number(Bun.argv[2] ?? 20);
  await runKillRounds(rounds, (round, { writes, records }) => {
    console.log(`round ${round} of ${rounds}: ${writes} acknowledged writes, ${records} records, nothing lost`);
  });
}
