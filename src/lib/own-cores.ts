import { availableParallelism } from "node:os";

/** How many cores a process may count on where so many like it share the machine. At least 1. */
export function ownCores(processCount = 1): number {
  return Math.max(1, Math.ceil(availableParallelism() / processCount));
}
