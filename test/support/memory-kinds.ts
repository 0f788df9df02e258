import { readFileSync } from "node:fs";

/** What the memory of a process is of, in MiB. */
export interface MemoryKinds {
  readonly total: number;
  /** Memory of its own: heaps, stacks, caches. */
  readonly own: number;
  /** Machine code that was made while it ran. */
  readonly compiled: number;
  /** The program and its libraries. */
  readonly program: number;
  /** Files of the database, and what processes share. */
  readonly shared: number;
}

/** Reads it of Linux. */
export function memoryOf(pid: number): MemoryKinds {
  const kinds = { own: 0, compiled: 0, program: 0, shared: 0 };
  let kind: keyof typeof kinds = "own";
  for (const line of readFileSync(`/proc/${pid}/smaps`, "utf8").split("\n")) {
    const mapping = /^[\da-f]+-[\da-f]+ (\S{4}) \S+ \S+ \d+\s*(.*)$/.exec(line);
    if (mapping !== null) kind = kindOf(mapping[1] ?? "", mapping[2] ?? "");
    const rss = /^Rss:\s+(\d+) kB/.exec(line);
    if (rss !== null) kinds[kind] += Number(rss[1]) / 1024;
  }
  const { own, compiled, program, shared } = kinds;
  return { total: own + compiled + program + shared, ...kinds };
}

function kindOf(rights: string, path: string): "own" | "compiled" | "program" | "shared" {
  if (path === "" || path.startsWith("[")) return rights.includes("x") && path === "" ? "compiled" : "own";
  return path.endsWith(".db") || /\.db-\w+$/.test(path) || path.startsWith("/dev/") ? "shared" : "program";
}

export function described({ total, own, compiled, program, shared }: MemoryKinds): string {
  const parts = [`own ${own.toFixed(0)}`, `compiled ${compiled.toFixed(0)}`, `program ${program.toFixed(0)}`];
  return `${total.toFixed(0)} MiB (${parts.join(", ")}, shared ${shared.toFixed(0)})`;
}
