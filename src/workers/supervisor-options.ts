import type { Hub } from "../lib/bus/hub.ts";
import type { Logger } from "../lib/log.ts";
import type { ServerCertificate } from "../lib/tls/certificate-files.ts";
import type { PrivateFolder } from "./private-folder.ts";
import type { Fingerprint } from "./program-watch.ts";
import type { Address } from "./shared-port.ts";
import type { Listening, WorkerTask } from "./worker-protocol.ts";

/** What workers run. */
export interface WorkerProgram {
  /** Starts a worker, together with its variable of the environment. */
  readonly command: readonly string[];
  /** How lists of processes name it. Default: the command's first word. */
  readonly shownAs?: string;
  /** Of its files; null where they can't change while it runs. */
  readonly fingerprint: Fingerprint | null;
}

export interface SupervisorOptions {
  readonly count: number;
  readonly program: WorkerProgram;
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
  /** Whether it ends after a restore, so that the program that started it starts all anew. */
  readonly endsForRestores: boolean;
  /** Called where it ends after a restore, when all workers have ended: puts the restored data in place, as a first worker does else. */
  readonly exchange: (restore: NonNullable<WorkerTask["restore"]>) => Promise<void>;
  /** How often workers have to show that they still work. Default: 5 s. */
  readonly pingIntervalMs?: number;
}

/** The first worker ended before it listened. It has said why. */
export class FirstWorkerError extends Error {}
