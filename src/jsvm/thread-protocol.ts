import type { MessagePort } from "node:worker_threads";

/** What a thread is started with. */
export interface ThreadData {
  readonly port: MessagePort;
  /** Where the server's messages stand, and on which the thread sleeps. */
  readonly messages: Int32Array<SharedArrayBuffer>;
  /** The program of realms, in UTF-8. All threads share it: to copy it takes the server's thread as long as to begin a worker. */
  readonly runtime: Uint8Array<SharedArrayBuffer>;
  /** A file with the same program, and its bytecode beside it. */
  readonly runtimeFile: string | null;
  /** What realms know of the server, as JSON text. */
  readonly environment: string;
  /** How far the thread stands back behind the server's own, up to 19. */
  readonly niceness: number;
}

/**
 * To a thread. `run` begins a run, within the call that the thread waits in, if it waits in one; `renewed-run` does so in a new
 * realm; `answer` ends the call of that number, with the bytes that its text names by their keys. Texts are JSON. The depth is that
 * of the run.
 */
export type ToThread = readonly [
  kind: "run" | "renewed-run" | "answer",
  id: number,
  text: string,
  depth: number,
  bytes?: AnswerBytes,
];

/** Contents beside a text: as base64 within its JSON they would be copied several times on the server's thread. */
export type AnswerBytes = ReadonlyMap<number, Uint8Array<ArrayBuffer>>;

/**
 * From a thread. `ready` tells that it has begun, `call` asks for an operation, `done` ends the run of that number. The last number is
 * that of the run: one within it may not have been able to tell that it failed. The text names the bytes by their keys.
 */
export type FromThread = readonly [
  kind: "ready" | "call" | "done",
  id: number,
  text: string,
  run: number,
  bytes?: AnswerBytes,
];
