import { GoError, isError, returnedError } from "./errors.ts";
import { DirEntry, FileInfo } from "./file-info.ts";
import { withFile } from "./go-file-error.ts";
import { textArgument } from "./go-arguments.ts";
import { goError } from "./go-error.ts";
import { hostModule } from "./host-module.ts";

const fs = hostModule("node:fs");
const path = hostModule("node:path");

/** `$filepath`: Go's functions for paths, which differ from Node's in small things. */
export const filepath = {
  base: (file: unknown): string => base(textArgument(file)),
  clean: (file: unknown): string => clean(textArgument(file)),
  dir: (file: unknown): string => dir(textArgument(file)),
  ext: (file: unknown): string => /\.[^./]*$/.exec(textArgument(file))?.[0] ?? "",
  fromSlash: textArgument,
  toSlash: textArgument,
  isAbs: (file: unknown): boolean => textArgument(file).startsWith("/"),
  join: (...parts: readonly unknown[]): string => {
    const given = parts.map(textArgument).filter((part) => part !== "");
    return given.length === 0 ? "" : clean(given.join("/"));
  },
  split: (file: unknown): [string, string] => {
    const text = textArgument(file);
    const start = text.lastIndexOf("/") + 1;
    return [text.slice(0, start), text.slice(start)];
  },
  splitList: (list: unknown): string[] => (textArgument(list) === "" ? [] : textArgument(list).split(":")),
  rel: (from: unknown, to: unknown): string => relative(textArgument(from), textArgument(to)),
  match: (pattern: unknown, name: unknown): boolean => patternOf(textArgument(pattern)).test(textArgument(name)),
  glob: (pattern: unknown): string[] => glob(textArgument(pattern)),
  walk: (root: unknown, visit: Visit<FileInfo>): void => walk(textArgument(root), visit, infoOf),
  walkDir: (root: unknown, visit: Visit<DirEntry>): void => walk(textArgument(root), visit, entryOf),
};

function clean(file: string): string {
  const normal = path.posix.normalize(file);
  return normal.length > 1 && normal.endsWith("/") ? normal.slice(0, -1) : normal;
}

function base(file: string): string {
  if (file === "") return ".";
  const bare = file.replace(/\/+$/, "");
  return bare === "" ? "/" : bare.slice(bare.lastIndexOf("/") + 1);
}

function dir(file: string): string {
  return clean(file.slice(0, file.lastIndexOf("/") + 1));
}

function relative(from: string, to: string): string {
  const [start, end] = [clean(from), clean(to)];
  const isPossible = start.startsWith("/") === end.startsWith("/") && !(start.startsWith("..") && start !== end);
  if (!isPossible) throw goError(`Rel: can't make ${to} relative to ${from}`);
  return path.posix.relative(start, end) || ".";
}

const BAD_PATTERN = "syntax error in pattern";

/** `*`, `?`, `[a-z]`, `[^a-z]` and `\x` of a pattern, in which no star and no question mark stands for a slash. */
function patternOf(pattern: string): RegExp {
  let source = "";
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    if (character === "*") source += "[^/]*";
    else if (character === "?") source += "[^/]";
    else if (character === "[") {
      const found = /^\[\^?(?:\\.|[^\]\\])(?:\\.|[^\]\\])*\]/su.exec(pattern.slice(at));
      if (found === null || found[0].endsWith("-]")) throw goError(BAD_PATTERN);
      source += found[0].replaceAll(/(?<=.)\[|&&|--/g, "\\$&");
      at += found[0].length - 1;
    } else if (character === "\\") {
      at += 1;
      if (at === pattern.length) throw goError(BAD_PATTERN);
      source += RegExp.escape(pattern.charAt(at));
    } else source += RegExp.escape(character);
  }
  try {
    return new RegExp(`^(?:${source})$`, "su");
  } catch {
    throw goError(BAD_PATTERN);
  }
}

/** The files whose paths match; folders that can't be read hold none. */
function glob(pattern: string): string[] {
  if (!/[*?[\\]/.test(pattern)) return fs.existsSync(pattern) ? [pattern] : [];
  const start = pattern.lastIndexOf("/") + 1;
  const last = patternOf(pattern.slice(start));
  const parent = pattern.slice(0, start);
  const folders = parent === "" ? [""] : parent === "/" ? ["/"] : glob(parent.slice(0, -1));
  return folders.flatMap((folder) =>
    namesIn(folder === "" ? "." : folder)
      .filter((name) => last.test(name))
      .map((name) => (folder === "" ? name : path.posix.join(folder, name))),
  );
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** Is called with what is found, and null with an error where that can't be read. */
type Visit<T> = (file: string, found: T | null, error: unknown) => unknown;

interface Found<T> {
  readonly found: T;
  readonly isFolder: boolean;
}

/** A file or folder and all below it, sorted by name. Ends with the first error that `visit` throws or returns. */
function walk<T>(file: string, visit: Visit<T>, find: (file: string) => Found<T>): void {
  let what: Found<T>;
  try {
    what = find(file);
  } catch (error) {
    throwReturned(visit(file, null, valueOf(error)));
    return;
  }
  throwReturned(visit(file, what.found, null));
  if (!what.isFolder) return;
  let names: string[];
  try {
    names = withFile("open", file, () => fs.readdirSync(file).sort());
  } catch (error) {
    throwReturned(visit(file, what.found, valueOf(error)));
    return;
  }
  for (const name of names) walk(path.posix.join(file, name), visit, find);
}

/** The error itself, as Go hands it on. */
function valueOf(error: unknown): unknown {
  return error instanceof GoError ? error.value : error;
}

function throwReturned(value: unknown): void {
  if (isError(value)) throw returnedError(value);
}

function infoOf(file: string): Found<FileInfo> {
  const found = FileInfo.ofLink(file);
  return { found, isFolder: found.isDir() };
}

function entryOf(file: string): Found<DirEntry> {
  const found = DirEntry.of(file);
  return { found, isFolder: found.isDir() };
}
