import { readFileSync } from "node:fs";

/** In a second, as Linux counts CPU time for programs. */
const TICKS = 100;

/** What all threads of a process used, also those that have ended. */
export function cpuMs(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  // Behind the name, which may have spaces: user and system time are the 12th and 13th.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS;
}
