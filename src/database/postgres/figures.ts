import type { DatabaseFigures } from "../engine.ts";
import type { ConnectionPool } from "./pool.ts";

/** What an engine counts of its own work. */
export interface Counts {
  reads: number;
  readMs: number;
  writeMs: number;
  commits: number;
  rollbacks: number;
}

interface Pools {
  readonly readers: ConnectionPool;
  readonly writers: ConnectionPool;
}

export function postgresFigures(counts: Counts, { readers, writers }: Pools): DatabaseFigures {
  const { reads, readMs, writeMs, commits, rollbacks } = counts;
  return {
    reads: { loop: 0, thread: 0, process: reads },
    readSeconds: { loop: 0, thread: 0, process: readMs / 1000 },
    readClasses: { quick: 0, tried: 0, long: 0, unstoppable: 0 },
    failedTrials: 0,
    readsWaiting: readers.waiting,
    readWaitSeconds: readers.waitedMs / 1000,
    readers: readers.size,
    writesWaiting: writers.waiting,
    writeWaitSeconds: writers.waitedMs / 1000,
    writerBusySeconds: writeMs / 1000,
    commits,
    rollbacks,
  };
}
