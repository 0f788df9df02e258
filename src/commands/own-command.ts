import { executablePath } from "../lib/own-executable.ts";
import { basename, join, relative, sep } from "node:path";

/** How the running program was started. */
export interface Start {
  readonly isExecutable: boolean;
  /** The executable, or Bun. */
  readonly execPath: string;
  /** The first module, from source. */
  readonly main: string;
  readonly cwd: string;
  /** Where the shell finds a program of that name; null where it finds none. */
  which(name: string): string | null;
}

/** The command by which the reader of a hint can call this program again, in the folder where it was started. */
export function ownCommand(start: Start = currentStart()): string {
  const { isExecutable, execPath, main, cwd } = start;
  if (isExecutable) {
    const name = basename(execPath);
    return start.which(name) === execPath ? name : shown(cwd, execPath);
  }
  // What npx fetched lies in its cache, and is no command of the shell.
  const bun = execPath.includes(join(sep, "_npx", sep)) ? `npx -y bun@${Bun.version}` : "bun";
  if (main.includes(join(sep, "node_modules", "baobox", sep))) return `${bun} x baobox`;
  // The script of package.json, which installs what is missing first.
  if (main === join(cwd, "src", "main.ts")) return `${bun} run baobox`;
  return `${bun} ${shown(cwd, main)}`;
}

function currentStart(): Start {
  return {
    isExecutable: Bun.isStandaloneExecutable,
    execPath: executablePath(),
    main: Bun.main,
    cwd: process.cwd(),
    which: (name) => Bun.which(name),
  };
}

/** As short as a shell understands it; with `./`, for a shell looks for a bare name in its path alone. */
function shown(cwd: string, path: string): string {
  const short = relative(cwd, path);
  const text = short.startsWith("..") ? path : `.${sep}${short}`;
  return quoted(text);
}

/** As a shell takes it for one word. */
export function quoted(text: string): string {
  return /^[\w./\\:@+-]+$/.test(text) ? text : `"${text}"`;
}
