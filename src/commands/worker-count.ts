import { availableParallelism } from "node:os";
import type { Logger } from "../lib/log.ts";
import { CAN_SHARE_PORTS } from "../lib/can-share-ports.ts";
import { UsageError } from "./command-line.ts";
import type { Input } from "./command-line.ts";
import { drainMs, nodeName } from "./node-flags.ts";

const MAX_WORKERS = 64;

/** How many processes are to serve. Throws a `UsageError` for a value that is no such number. */
export function workerCount(input: Input, log: Logger): number {
  const { workers = "1", database } = input.flags;
  nodeName(input);
  const drain = drainMs(input);
  const count = workers === "auto" ? Math.min(MAX_WORKERS, availableParallelism()) : parseCount(workers);
  if (count > 1 && database !== undefined) {
    throw new UsageError(
      "--workers can't be used with --database: one process serves a PostgreSQL database, and others are nodes",
    );
  }
  if (count > 1 && drain > 0) throw new UsageError("--drain can't be used with --workers");
  if (count === 1 || CAN_SHARE_PORTS) return count;
  log.warn("only Linux lets several processes share a port: the server runs in one process", { workers });
  return 1;
}

function parseCount(text: string): number {
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > MAX_WORKERS) {
    throw new UsageError(`--workers must be a number from 1 to ${MAX_WORKERS}, or auto, not "${text}"`);
  }
  return count;
}
