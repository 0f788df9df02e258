import { mkdtemp, realpath, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { version as ownVersion } from "../../../package.json";
import { buildTarget } from "../../lib/build-target.ts";
import { type ReleaseFile, compareVersions, isSha256 } from "../../lib/release-manifest.ts";
import { type Input, UsageError } from "../command-line.ts";
import { fetchArchive, fetchManifest, manifestUrl } from "./fetch-release.ts";
import { replaceProgram } from "./replace-program.ts";

/** The executable that is to be updated. */
export interface OwnProgram {
  readonly path: string;
  readonly version: string;
  /** What it was built for. */
  readonly target: string;
}

export interface UpdateOptions {
  readonly url: URL;
  /** What the archive must have, whatever the list of the release says; null: that alone is asked. */
  readonly sha256: string | null;
  readonly onlyChecks: boolean;
  /** Whether the same or an older version is taken, too. */
  readonly isForced: boolean;
}

/** Updates the executable by the flags. */
export async function update(input: Input): Promise<void> {
  const [address = ""] = input.parameters;
  const { check, force, sha256 = "" } = input.flags;
  const options: UpdateOptions = {
    sha256: sha256 === "" ? null : checkedSha256(sha256),
    url: checkedUrl(address, sha256 !== ""),
    onlyChecks: check === "true",
    isForced: force === "true",
  };
  await updateProgram(await ownProgram(), options, (line) => console.log(line));
}

/** Puts the release at the URL in place of the program. Rejects with one line where that can't be; then nothing was changed. */
export async function updateProgram(
  own: OwnProgram,
  options: UpdateOptions,
  tell: (line: string) => void,
): Promise<void> {
  const list = manifestUrl(options.url);
  const { version, files } = await fetchManifest(list);
  const file = files.find(({ target }) => target === own.target);
  if (file === undefined) {
    const others = files.map(({ target }) => target).join(", ");
    throw new Error(`Baobox ${version} at ${list.href} has nothing for ${own.target}, but for ${others}`);
  }
  const order = compareVersions(version, own.version);
  if (options.onlyChecks) {
    tell(order > 0 ? `Baobox ${version} is there; this is ${own.version}.` : upToDate(own, version));
    return;
  }
  if (order === 0 && !options.isForced) {
    tell(upToDate(own, version));
    return;
  }
  if (order < 0 && !options.isForced)
    throw new Error(`Baobox ${version} is older than this, which is ${own.version}: --force takes it all the same`);
  if (options.sha256 !== null && options.sha256 !== file.sha256)
    throw new Error(`the release has another ${file.file} than --sha256 says, nothing was changed: ${file.sha256}`);
  await exchange({ own, version, file, list }, tell);
}

function upToDate(own: OwnProgram, version: string): string {
  return `Baobox ${own.version} is up to date: the release is ${version}.`;
}

interface Exchange {
  readonly own: OwnProgram;
  readonly version: string;
  readonly file: ReleaseFile;
  readonly list: URL;
}

async function exchange({ own, version, file, list }: Exchange, tell: (line: string) => void): Promise<void> {
  // Links are followed: what they lead to is replaced.
  const path = await realpath(own.path);
  const temporary = await folderBeside(path);
  try {
    const archive = join(temporary, file.file);
    tell(`Downloading ${file.file} (${(file.bytes / 1024 ** 2).toFixed(1)} MiB) …`);
    await fetchArchive(new URL(file.file, list), file, archive);
    const old = await replaceProgram({ path, archive, version, temporary });
    tell(`Updated ${path} from ${own.version} to ${version}. The old one is kept as ${old}.`);
    tell("Restart the server to use it. At the start the data is brought up to date: make a backup before.");
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function folderBeside(path: string): Promise<string> {
  const folder = dirname(path);
  try {
    return await mkdtemp(join(folder, `.${basename(path)}-update-`));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "";
    const advice = code === "EACCES" || code === "EPERM" ? ": run this as the user that it belongs to" : "";
    throw new Error(`can't write to ${folder} (${code})${advice}`, { cause });
  }
}

async function ownProgram(): Promise<OwnProgram> {
  if (!Bun.isStandaloneExecutable || buildTarget === null) {
    throw new Error("only the executable of a release updates itself: update the source or the package in its own way");
  }
  return { path: process.execPath, version: ownVersion, target: buildTarget };
}

/** With a checksum from elsewhere it does not matter who could change the answer under way. */
function checkedUrl(text: string, isPinned: boolean): URL {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new UsageError(`"${text}" must be the https:// address of a release's folder, or of its release.json`);
  const isOwnMachine = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (url.protocol === "http:" && !isOwnMachine && !isPinned)
    throw new UsageError("an http:// address needs --sha256: anyone on the way could change what comes");
  return url;
}

function checkedSha256(text: string): string {
  if (!isSha256(text)) throw new UsageError("--sha256 must have 64 hexadecimal digits");
  return text.toLowerCase();
}
