import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { StoredBlob } from "../../../src/lib/blob-store.ts";
import type { Progress, ProgressStep } from "../../../src/lib/progress.ts";
import { createBackup } from "../../../src/model/backups/create-backup.ts";
import { readBackup } from "../../../src/model/backups/find-backup.ts";
import { stageArchive } from "../../../src/model/backups/restore-backup.ts";
import { failure } from "../../support/failure.ts";
import { testApp } from "../../support/test-app.ts";
import type { TestApp } from "../../support/test-app.ts";
import { isOnPostgres } from "../../support/test-database.ts";

/** PostgreSQL's is copied table by table. */
const COPYING = isOnPostgres ? ["Copying users", "Copying _logs"] : ["Copying the database", "Copying the logs"];
const ended = new Error("the user ended it");

/** Remembers the steps and what they counted, and ends the work once the named step has begun. */
function watcher(endsAt: string | null): {
  readonly progress: Progress;
  readonly steps: (ProgressStep & { done: number })[];
} {
  const controller = new AbortController();
  const steps: (ProgressStep & { done: number })[] = [];
  const reach = (count: number): void => {
    const step = steps.at(-1);
    if (step !== undefined) step.done = count;
  };
  return {
    steps,
    progress: {
      signal: controller.signal,
      step(step) {
        steps.push({ ...step, done: 0 });
        if (step.name === endsAt) controller.abort(ended);
      },
      reach,
      advance: (count) => reach((steps.at(-1)?.done ?? 0) + count),
    },
  };
}

async function backup({ context }: TestApp, name: string): Promise<StoredBlob> {
  const blob = await readBackup(context, name);
  if (blob === null) throw new Error(`there is no backup ${name}`);
  return blob;
}

async function leftovers({ context }: TestApp): Promise<string[]> {
  const { dataDir } = context.options;
  const temporary = await readdir(join(dataDir, ".pb_temp_to_delete")).catch((): string[] => []);
  const swap = existsSync(join(dataDir, ".baobox_restore")) ? [".baobox_restore"] : [];
  return [...temporary, ...swap, ...(await readdir(join(dataDir, "backups")).catch((): string[] => []))];
}

test("the steps of a backup and of a restore count all their bytes", async () => {
  await using app = await testApp({ fixture: "world" });
  const making = watcher(null);
  const name = await createBackup(app.context, "a.zip", making.progress);
  const names = making.steps.map((step) => step.name);
  if (isOnPostgres) expect(names).toEqual(expect.arrayContaining([...COPYING, "Packing"]));
  else expect(names).toEqual([...COPYING, "Packing"]);
  const packing = making.steps.at(-1);
  expect(packing?.total).toBeGreaterThan(0);
  expect(packing?.done).toBe(packing?.total ?? 0);

  const staging = watcher(null);
  await stageArchive(app.context, await backup(app, name), { progress: staging.progress });
  // What is in memory already is copied to the disk first.
  expect(staging.steps.map((step) => step.name)).toEqual(["Fetching", "Extracting", "Checking the database"]);
  const [, extracting] = staging.steps;
  expect(extracting?.total).toBe(packing?.total ?? 0);
  expect(extracting?.done).toBe(packing?.total ?? 0);
});

for (const step of [...COPYING, "Packing"]) {
  test(`a backup that is ended at "${step}" leaves nothing, and the next one is made`, async () => {
    await using app = await testApp({ fixture: "world" });
    expect(await failure(createBackup(app.context, "a.zip", watcher(step).progress))).toBe(ended);
    expect(await leftovers(app)).toEqual([]);
    expect(await createBackup(app.context, "a.zip")).toBe("a.zip");
  });
}

for (const step of ["Extracting", "Checking the database"]) {
  test(`a restore that is ended at "${step}" leaves nothing`, async () => {
    await using app = await testApp({ fixture: "world" });
    await createBackup(app.context, "a.zip");
    const { progress } = watcher(step);
    expect(await failure(stageArchive(app.context, await backup(app, "a.zip"), { progress }))).toBe(ended);
    expect((await leftovers(app)).filter((name) => !name.startsWith("a.zip"))).toEqual([]);
  });
}
