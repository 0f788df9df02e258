import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Engine } from "../database/engine.ts";
import { openDatabase } from "../database/open-database.ts";
import type { Logger } from "../lib/log.ts";
import { LONGEST_TIMER_MS } from "../lib/longest-timer.ts";
import type { Progress } from "../lib/progress.ts";
import { randomText } from "../lib/random-text.ts";
import { DATABASE_FILES, TEMPORARY_FOLDER } from "../model/backups/data-directory.ts";
import { copyData, copyLogs } from "../model/database-copies/copy-database.ts";
import { CopyReport } from "../model/database-copies/copy-report.ts";

/** Where a database is: in the files of a data directory, or in a server of PostgreSQL. */
export type Place =
  { readonly kind: "directory"; readonly path: string } | { readonly kind: "server"; readonly url: string };

export interface MoveOptions {
  readonly log: Logger;
  readonly progress?: Progress;
}

interface OpenPlace extends AsyncDisposable {
  readonly data: Engine;
  readonly auxiliary: Engine;
}

/**
 * Copies a database into another place, which holds none yet and holds either all or none afterwards. The source is only read; nobody
 * may serve it meanwhile.
 */
export async function moveDatabase(from: Place, to: Place, options: MoveOptions): Promise<CopyReport> {
  const report = new CopyReport();
  await using source = await openPlace(from, options.log);
  if (to.kind === "server") await moveToServer(source, to, { ...options, report });
  else await moveToDirectory(source, to.path, { ...options, report });
  return report;
}

type Reported = MoveOptions & { readonly report: CopyReport };

async function moveToServer(source: OpenPlace, to: Place & { kind: "server" }, options: Reported): Promise<void> {
  await using target = await openPlace(to, options.log);
  for (const table of ["_collections", "_migrations"]) {
    if (await target.data.schema.hasTable(table)) {
      throw new Error(`the target is not empty: it has a table ${table}; move into an empty database`);
    }
  }
  const limit = { timeoutMs: LONGEST_TIMER_MS };
  // Logs are committed first: without data they count for nothing.
  await source.data.snapshot((data) =>
    target.data.transaction(async (transaction) => {
      await copyData(data, transaction, options);
      await target.auxiliary.transaction(async (logs) => {
        await logs.run(logs.dialect.schema.dropTable("_logs"));
        await source.auxiliary.snapshot((from) => copyLogs(from, logs, options));
      }, limit);
    }, limit),
  );
}

/** The files get their names once they are complete. */
async function moveToDirectory(source: OpenPlace, dataDir: string, options: Reported): Promise<void> {
  for (const file of DATABASE_FILES) {
    if (existsSync(join(dataDir, file)))
      throw new Error(`${join(dataDir, file)} exists: move it away, or name another directory`);
  }
  const folder = join(dataDir, TEMPORARY_FOLDER, `move_${randomText(8)}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    {
      await using target = await openPlace({ kind: "directory", path: folder }, options.log);
      await source.data.snapshot((from) => copyData(from, target.data, options));
      await source.auxiliary.snapshot((from) => copyLogs(from, target.auxiliary, options));
    }
    // That of the data last: without it there is no database.
    for (const file of [...DATABASE_FILES].reverse()) {
      if (existsSync(join(folder, file))) await rename(join(folder, file), join(dataDir, file));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
    const temporary = join(dataDir, TEMPORARY_FOLDER);
    if ((await readdir(temporary)).length === 0) await rm(temporary, { recursive: true });
  }
}

async function openPlace(place: Place, log: Logger): Promise<OpenPlace> {
  await using opened = new AsyncDisposableStack();
  const common = { log, queryTimeoutMs: LONGEST_TIMER_MS };
  const options =
    place.kind === "server"
      ? { ...common, dataDir: "", database: place.url, isServer: true }
      : { ...common, dataDir: place.path, database: undefined };
  const open = async (file: (typeof DATABASE_FILES)[number]): Promise<Engine> =>
    opened.adopt(await openDatabase(file, options), async (engine) => {
      await engine.checkpoint();
      await engine.close();
    });
  const data = await open("data.db");
  const auxiliary = await open("auxiliary.db");
  const all = opened.move();
  return { data, auxiliary, [Symbol.asyncDispose]: () => all[Symbol.asyncDispose]() };
}
