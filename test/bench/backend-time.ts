import { readFileSync, readdirSync } from "node:fs";

/** CPU time of all children of PostgreSQL's first process. */
export function backendNanoseconds(postmaster: number): number {
  let nanoseconds = 0;
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const parent = /^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${entry}/stat`, "utf8"))?.[1];
      if (Number(parent) !== postmaster) continue;
      nanoseconds += Number(readFileSync(`/proc/${entry}/schedstat`, "utf8").split(" ")[0]);
    } catch {
      // It has ended meanwhile.
    }
  }
  return nanoseconds;
}
