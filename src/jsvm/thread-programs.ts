import { runtimeProgram, threadProgram } from "./embedded-programs.ts";

let runtime: Uint8Array<SharedArrayBuffer> | undefined;

/** The program of realms, in memory that all threads share. */
export function sharedRuntime(): Uint8Array<SharedArrayBuffer> {
  if (runtime === undefined) {
    const bytes = new TextEncoder().encode(runtimeProgram.code);
    runtime = new Uint8Array(new SharedArrayBuffer(bytes.length));
    runtime.set(bytes);
  }
  return runtime;
}

let url: string | undefined;

/** The web's workers begin in 2 ms of CPU time; those of `node:worker_threads` take 10, for what hook files never use. */
export function programUrl(): string {
  url ??= URL.createObjectURL(new Blob([threadProgram], { type: "text/javascript" }));
  return url;
}
