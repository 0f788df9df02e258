import { readdirSync, readFileSync } from "node:fs";

/** The processes that the process of that id started, the oldest first. For Linux, as `--workers` is. */
export function childPids(pid: number): number[] {
  const children: { readonly pid: number; readonly startedTicks: number }[] = [];
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const fields = statFields(Number(name));
    if (fields !== null && Number(fields[1]) === pid) {
      children.push({ pid: Number(name), startedTicks: Number(fields[19]) });
    }
  }
  return children.toSorted((a, b) => a.startedTicks - b.startedTicks || a.pid - b.pid).map((child) => child.pid);
}

/** Of user and system time, in ticks of 10 ms. */
export function cpuTicks(pid: number): number {
  const fields = statFields(pid);
  return fields === null ? 0 : Number(fields[11]) + Number(fields[12]);
}

/** How long the machine's cores were idle since it started, added up, in ticks of 10 ms. */
export function idleTicks(): number {
  const [, , , , idle, waiting] = readFileSync("/proc/stat", "utf8").split(/\s+/, 6);
  return Number(idle) + Number(waiting);
}

/** How often another process took the core of the process's main thread away. */
export function preemptions(pid: number): number {
  return Number(/^nonvoluntary_ctxt_switches:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}

/** What it has in memory, in MiB. */
export function residentMiB(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
}

/** Those after the name, which may hold blanks; null where the process is gone. */
function statFields(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return null;
  }
}
