import { bytesArgument, goBytes } from "./bytes.ts";
import { Command } from "./command.ts";
import { DirFs } from "./dir-fs.ts";
import { DirEntry, FileInfo } from "./file-info.ts";
import { integerArgument, textArgument } from "./go-arguments.ts";
import { withFile, withFiles } from "./go-file-error.ts";
import { OsRoot } from "./os-root.ts";
import { call, server } from "./server.ts";
import { hostModule } from "./host-module.ts";

const fs = hostModule("node:fs");
const os = hostModule("node:os");

/** `$os`: files in the thread itself, programs on the server. */
export const hostOs = {
  get args(): string[] {
    return [...server.environment.args];
  },
  cmd: (name: unknown, ...args: readonly unknown[]): Command => new Command(name, args),
  exec: (name: unknown, ...args: readonly unknown[]): Command => new Command(name, args),
  exit: (status: unknown): void => void call("os.exit", 0, [integerArgument(status)]),
  getenv: (name: unknown): string => server.environment.env[textArgument(name)] ?? "",
  getwd: (): string => process.cwd(),
  tempDir: (): string => os.tmpdir(),
  dirFS: (folder: unknown): DirFs => new DirFs(textArgument(folder)),
  openRoot: (folder: unknown): OsRoot => OsRoot.open(textArgument(folder)),
  openInRoot: (folder: unknown, name: unknown): ReturnType<OsRoot["open"]> =>
    OsRoot.open(textArgument(folder)).open(name),
  stat: (file: unknown): FileInfo => FileInfo.of(textArgument(file)),
  readDir: (folder: unknown): DirEntry[] => DirEntry.list(textArgument(folder)),
  readFile: (file: unknown): number[] => onFile("open", file, (path) => goBytes(fs.readFileSync(path))),
  writeFile: (file: unknown, content: unknown, mode: unknown): void =>
    onFile("open", file, (path) => fs.writeFileSync(path, bytesArgument(content, 1), { mode: modeOf(mode) })),
  truncate: (file: unknown, size: unknown): void =>
    onFile("truncate", file, (path) => fs.truncateSync(path, integerArgument(size))),
  mkdir: (folder: unknown, mode: unknown): void =>
    onFile("mkdir", folder, (path) => fs.mkdirSync(path, { mode: modeOf(mode) })),
  mkdirAll: (folder: unknown, mode: unknown): void =>
    onFile("mkdir", folder, (path) => {
      fs.mkdirSync(path, { mode: modeOf(mode), recursive: true });
    }),
  rename: (from: unknown, to: unknown): void =>
    withFiles("rename", [textArgument(from), textArgument(to)], () =>
      fs.renameSync(textArgument(from), textArgument(to)),
    ),
  remove: (file: unknown): void => onFile("remove", file, removeOne),
  removeAll: (file: unknown): void =>
    onFile("unlinkat", file, (path) => fs.rmSync(path, { recursive: true, force: true })),
};

function onFile<T>(verb: string, file: unknown, work: (path: string) => T): T {
  const path = textArgument(file);
  return withFile(verb, path, () => work(path));
}

/** A file, or a folder that is empty. */
function removeOne(path: string): void {
  if (fs.lstatSync(path).isDirectory()) fs.rmdirSync(path);
  else fs.unlinkSync(path);
}

/** As in Go, nothing is 0: a file that only root can read. */
function modeOf(mode: unknown): number {
  return integerArgument(mode ?? 0);
}
