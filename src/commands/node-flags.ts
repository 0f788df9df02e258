import type { Flag, Input } from "./command-line.ts";
import { UsageError } from "./command-line.ts";

/** For a server that is one of several on one PostgreSQL database. */
export const NODE_FLAGS: Readonly<Record<string, Flag>> = {
  node: { value: "NAME", help: "the name of this server among several on one PostgreSQL database" },
  drain: {
    value: "SECONDS",
    help: "how long health checks are answered with 503 before the server stops",
    standard: "5 with --node, else 0",
  },
};

const NAME = /^[A-Za-z0-9._-]{1,63}$/;
/** Balancers mostly ask every few seconds, and take two failures for one. */
const NODE_DRAIN_SECONDS = 5;
const MAX_DRAIN_SECONDS = 3600;

/** Undefined for a server that is alone. Throws a `UsageError` for a name that can't be, or without a database to share. */
export function nodeName({ flags }: Input): string | undefined {
  const name = flags["node"];
  if (name === undefined) return undefined;
  if (!NAME.test(name))
    throw new UsageError(`--node must be 1 to 63 letters, digits, dots, dashes and underscores, not "${name}"`);
  if ((flags["database"] ?? "") === "")
    throw new UsageError("--node needs --database: nodes are servers that share one PostgreSQL database");
  return name;
}

/** How long the server is up, but said to be going, before it stops. Throws a `UsageError` for a value that is no such time. */
export function drainMs(input: Input): number {
  const { drain } = input.flags;
  if (drain === undefined) return nodeName(input) === undefined ? 0 : NODE_DRAIN_SECONDS * 1000;
  const seconds = Number(drain);
  if (drain.trim() === "" || !(seconds >= 0 && seconds <= MAX_DRAIN_SECONDS))
    throw new UsageError(`--drain must be a number of seconds from 0 to ${MAX_DRAIN_SECONDS}, not "${drain}"`);
  return seconds * 1000;
}
