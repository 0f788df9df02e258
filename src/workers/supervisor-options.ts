import type { Hub } from "../lib/bus/hub.ts";
import type { Logger } from "../lib/log.ts";
import type { ServerCertificate } from "../lib/tls/certificate-files.ts";
import type { PrivateFolder } from "./private-folder.ts";
import type { Address } from "./shared-port.ts";
import type { Listening, WorkerTask } from "./worker-protocol.ts";

export interface SupervisorOptions {
  readonly count: number;
  /** Starts a worker, together with its variable of the environment. */
  readonly command: readonly string[];
  readonly dataDir: string;
  readonly address: Address;
  readonly folder: PrivateFolder;
  /** The current certificates of what listens with HTTPS; absent without it. */
  readonly certificates?: () => readonly ServerCertificate[];
  readonly log: Logger;
  /** Called before a first worker starts, when none is there. */
  readonly prepare: () => void;
  /** Where the workers' buses meet. */
  readonly hub: Hub;
  /** Called each time the first worker listens: at the start, and after each restore. */
  onListen(listening: Listening): void;
  /**
   * Called for a restore when all workers have ended, after which the supervisor ends as well: the program that started it starts all
   * anew. Default: the next first worker puts the restored data in place.
   */
  readonly takeRestore?: (restore: NonNullable<WorkerTask["restore"]>) => Promise<void>;
  /** How often workers have to show that they still work. Default: 5 s. */
  readonly pingIntervalMs?: number;
}

/** The first worker ended before it listened. It has said why. */
export class FirstWorkerError extends Error {}
