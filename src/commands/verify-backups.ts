import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApiError } from "../lib/api-error.ts";
import { sizeText } from "../lib/size-text.ts";
import { type Verification, verifyBackup } from "../model/backups/verify-backup.ts";
import type { Context } from "../model/context.ts";
import { withBackupKey } from "./backup-key.ts";
import { withContext } from "./command-app.ts";
import { type Input, ReportedError } from "./command-line.ts";
import { hasData, refuseMissingData } from "./data-directory.ts";
import { fileWithoutData, findArchive } from "./find-archive.ts";
import { type LongWork, runLong } from "./long-command.ts";

/** In place of a name. */
const ALL = "all";

/** Prints a line for each backup, and fails where one of them can't be restored. */
export async function verifyBackups(input: Input): Promise<void> {
  const [name = ""] = input.parameters;
  if (name === ALL) await refuseMissingData(input);
  await using place = await placeOf(input, name);
  const names = name === ALL ? await runLong((long) => listNames(place.input, long)) : [name];
  if (names.length === 0) console.log("There are no backups.");
  let isComplete = true;
  for (const each of names) {
    try {
      const found = await verify(place, each);
      console.log(describe(each, found));
      isComplete &&= found.problems.length === 0;
    } catch (error) {
      // The others may be readable with the keys that are there.
      if (name !== ALL || !(error instanceof ApiError)) throw error;
      console.log(`${each}: ${error.message}`);
      isComplete = false;
    }
  }
  if (!isComplete) throw new ReportedError();
}

function verify({ input, file }: Place, name: string): Promise<Verification> {
  return withBackupKey((key) =>
    runLong((long) =>
      withContext(input, long.tell, async (context) =>
        verifyBackup(context, await findArchive(context, file ?? name), { key, progress: long.progress }),
      ),
    ),
  );
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

interface Place extends AsyncDisposable {
  readonly input: Input;
  /** Null for the backup of the given name. */
  readonly file: string | null;
}

/** A file can be verified on a machine that has no data directory: a temporary one does. */
async function placeOf(input: Input, name: string): Promise<Place> {
  const file = await fileWithoutData(input, name);
  if (await hasData(input)) return { input, file, [Symbol.asyncDispose]: () => Promise.resolve() };
  const folder = await mkdtemp(join(tmpdir(), "baobox-verify-"));
  return {
    input: { ...input, flags: { ...input.flags, dir: folder } },
    file,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
