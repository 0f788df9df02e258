// A backup that is made while writes go on shows what one commit left: no more, no less.
import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { extractZip } from "../../../src/lib/zip/read-zip.ts";
import { createBackup } from "../../../src/model/backups/create-backup.ts";
import { inTransaction } from "../../../src/model/context.ts";
import { deleteRecord } from "../../../src/model/records/delete.ts";
import { newRecord, setValues } from "../../../src/model/records/record-values.ts";
import type { RecordModel } from "../../../src/model/records/record.ts";
import { saveRecord } from "../../../src/model/records/save.ts";
import { testApp } from "../../support/test-app.ts";
import type { TestApp } from "../../support/test-app.ts";

interface Note {
  id: string;
  number: number;
  file: string;
}

/** Pairs of records in one transaction each, numbered in order, with files; the older ones are deleted in pairs. */
class PairWriter {
  readonly #app: TestApp;
  readonly #pairs: RecordModel[][] = [];
  made = 0;

  constructor(app: TestApp) {
    this.#app = app;
  }

  async writePair(): Promise<void> {
    const { context } = this.#app;
    this.made += 1;
    const pair = ["left", "right"].map((name) => {
      const record = newRecord(this.#app.collection(name));
      const content = new Blob([`${name} ${this.made}`]);
      const file = { name: `note${this.made}.txt`, originalName: "note.txt", size: content.size, content };
      setValues(record, { number: this.made, file });
      return record;
    });
    await inTransaction(context, async (transaction) => {
      for (const record of pair) await saveRecord(transaction, record);
    });
    this.#pairs.push(pair);
    const oldest = this.#pairs.length > 10 ? this.#pairs.shift() : undefined;
    if (oldest === undefined) return;
    await inTransaction(context, async (transaction) => {
      for (const record of oldest) await deleteRecord(transaction, record);
    });
  }
}

test("rows and files agree, and transactions are there as a whole", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  for (const name of ["left", "right"]) {
    const fields = [
      { name: "number", type: "number" },
      { name: "file", type: "file", maxSelect: 1 },
    ];
    await app.request("POST", "/api/collections", { token, body: { name, type: "base", fields } });
  }
  const writer = new PairWriter(app);
  for (let count = 0; count < 30; count += 1) await writer.writePair();

  let isDone = false;
  const writing = (async () => {
    while (!isDone) await writer.writePair();
  })();
  const before = writer.made;
  const name = await createBackup(app.context, "load.zip");
  isDone = true;
  await writing;
  // Writes went on meanwhile.
  expect(writer.made).toBeGreaterThan(before + 3);

  const folder = join(app.folder, "extracted");
  await mkdir(folder);
  await extractZip(join(app.context.options.dataDir, "backups", name), folder);
  using database = new Database(join(folder, "data.db"), { readonly: true });
  expect(database.query("PRAGMA integrity_check").all()).toEqual([{ integrity_check: "ok" }]);
  const numbers: number[][] = [];
  for (const collection of ["left", "right"]) {
    const notes = database.query(`SELECT id, number, file FROM ${collection} ORDER BY number`).all() as Note[];
    numbers.push(notes.map(({ number }) => number));
    const { id: collectionId } = app.collection(collection);
    const files = await readdir(join(folder, "storage", collectionId), { recursive: true });
    for (const { id, file } of notes) expect(files).toContain(join(id, file));
  }
  const [left = [], right = []] = numbers;
  expect(left.length).toBeGreaterThanOrEqual(10);
  expect(right).toEqual(left);
  // No hole in the history.
  expect(left).toEqual(left.map((_, index) => (left[0] ?? 0) + index));
});
