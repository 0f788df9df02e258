// What a worker and its supervisor tell each other on the control channel, in the order in which it happens. JSON, one message a frame.

import type { Address } from "./shared-port.ts";

/** From a worker. */
export type WorkerMessage =
  /** First of all: the secret shows that the sender was started by the supervisor. */
  | { readonly kind: "hello"; readonly number: number; readonly secret: string }
  /** It accepts requests. */
  | ({ readonly kind: "listening" } & Listening)
  /** A backup is staged: all workers must end, and the next first one puts it in place. */
  | { readonly kind: "restart"; readonly keep: readonly string[] | null }
  /** The program that it runs wants all workers to stop. */
  | { readonly kind: "stop" }
  /** The answer to `ping`. */
  | { readonly kind: "pong" }
  /** It accepts nothing new any more; requests may still run. */
  | { readonly kind: "deaf" }
  /** All its requests have ended; it only does what others may still need. */
  | { readonly kind: "drained" };

export interface Listening {
  readonly bound: Address;
  readonly installerToken: string | null;
  readonly isRestored: boolean;
}

/** From the supervisor. */
export type SupervisorMessage =
  /** The answer to `hello`. */
  | ({ readonly kind: "start" } & WorkerTask)
  /** Accept nothing new, and let requests end within the limit. `isRestart`: all workers start anew. */
  | { readonly kind: "drain"; readonly limitMs: number; readonly isRestart: boolean }
  /** Show that your event loop still works. */
  | { readonly kind: "ping" }
  /** Close so many connections, each after its next answer: other workers have more time. */
  | { readonly kind: "shed"; readonly count: number }
  /** Close everything and exit. */
  | { readonly kind: "close" };

export interface WorkerTask {
  /** How many workers there are: they share the cores. */
  readonly count: number;
  /** Whether it is alone: it brings the directory in order, which others then find ready. */
  readonly isFirst: boolean;
  /** Whether another program on the port is an error. Without it the port may be shared with anyone of the same user. */
  readonly isPortNew: boolean;
  /** Where to listen. */
  readonly address: Address;
  /** What stays of the directory when the staged backup is put in place; null where none is. */
  readonly restore: { readonly keep: readonly string[] | null } | null;
}
