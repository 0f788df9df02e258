import { goError } from "./go-error.ts";
import { server } from "./server.ts";

const fs = process.getBuiltinModule("node:fs");
const os = process.getBuiltinModule("node:os");

/** `$os`: what works in the thread itself. */
export const hostOs = {
  args: process.argv,
  getenv: (name: string): string => server.environment.env[String(name)] ?? "",
  getwd: (): string => process.cwd(),
  tempDir: (): string => os.tmpdir(),
  readFile: (path: string): number[] => attempt(() => [...fs.readFileSync(path)]),
  writeFile: (path: string, content: unknown, mode?: number): void =>
    attempt(() =>
      fs.writeFileSync(
        path,
        Array.isArray(content) ? Uint8Array.from(content as number[]) : String(content),
        mode === undefined ? {} : { mode },
      ),
    ),
  mkdir: (path: string, mode?: number): void => attempt(() => fs.mkdirSync(path, { mode: mode ?? 0o755 })),
  mkdirAll: (path: string, mode?: number): void => {
    attempt(() => fs.mkdirSync(path, { mode: mode ?? 0o755, recursive: true }));
  },
  remove: (path: string): void => attempt(() => fs.rmSync(path)),
  removeAll: (path: string): void => attempt(() => fs.rmSync(path, { recursive: true, force: true })),
  rename: (from: string, to: string): void => attempt(() => fs.renameSync(from, to)),
  truncate: (path: string, size: number): void => attempt(() => fs.truncateSync(path, size)),
};

/** What Node throws is a Go error for scripts. */
function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw goError(error instanceof Error ? error.message : String(error));
  }
}
