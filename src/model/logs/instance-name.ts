import type { AppOptions } from "../context.ts";

/** What tells this process from others that serve the same data, for the data of log entries; null where it is alone. */
export function instanceName({
  node,
  processCount = 1,
  processNumber = 1,
}: Pick<AppOptions, "node" | "processCount" | "processNumber">): Readonly<Record<string, unknown>> | null {
  if (node !== undefined) return { node };
  return processCount > 1 ? { worker: processNumber } : null;
}
