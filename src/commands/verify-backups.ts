import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sizeText } from "../lib/size-text.ts";
import { type Verification, verifyBackup } from "../model/backups/verify-backup.ts";
import type { Context } from "../model/context.ts";
import { appOptions } from "./app-flags.ts";
import { withBackupKey } from "./backup-key.ts";
import { withContext } from "./command-app.ts";
import { type Input, ReportedError } from "./command-line.ts";
import { findArchive } from "./find-archive.ts";
import { type LongWork, runLong } from "./long-command.ts";

/** In place of a name. */
const ALL = "all";

/** Prints a line for each backup, and fails where one of them can't be restored. */
export async function verifyBackups(input: Input): Promise<void> {
  await using place = await placeOf(input);
  const [name = ""] = input.parameters;
  const names = name === ALL ? await runLong((long) => listNames(place.input, long)) : [name];
  if (names.length === 0) console.log("There are no backups.");
  let isComplete = true;
  for (const each of names) {
    const found = await withBackupKey((key) =>
      runLong((long) =>
        withContext(place.input, long.tell, async (context) =>
          verifyBackup(context, await findArchive(context, each), { key, progress: long.progress }),
        ),
      ),
    );
    console.log(describe(each, found));
    isComplete &&= found.problems.length === 0;
  }
  if (!isComplete) throw new ReportedError();
}

function describe(name: string, { files, bytes, collections, problems }: Verification): string {
  if (problems.length > 0) return [`${name} is damaged:`, ...problems.map((problem) => `  ${problem}`)].join("\n");
  return `${name} is complete: ${files} files, ${sizeText(bytes)}, ${collections} collections.`;
}

function listNames(input: Input, { tell }: LongWork): Promise<string[]> {
  const list = async ({ backups }: Context): Promise<string[]> =>
    (await Array.fromAsync(backups.list(""))).map(({ key }) => key);
  return withContext(input, tell, list);
}

/** A file can be verified on a machine that has no data directory: a temporary one does. */
async function placeOf(input: Input): Promise<AsyncDisposable & { readonly input: Input }> {
  const { dataDir } = appOptions(input);
  if (existsSync(join(dataDir, "data.db"))) return { input, [Symbol.asyncDispose]: () => Promise.resolve() };
  const folder = await mkdtemp(join(tmpdir(), "baobox-verify-"));
  return {
    input: { ...input, flags: { ...input.flags, dir: folder } },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
