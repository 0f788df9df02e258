import { DepthValue, RunValue } from "./run-values.ts";

/** What code contains that may leave promises to settle. */
const MAKES_PROMISES = /\b(?:async|Promise|queueMicrotask)\b/;

const mayLeave = new RunValue(() => false);
const isInModules = new DepthValue(() => false);

export function makesPromises(code: string): boolean {
  return MAKES_PROMISES.test(code);
}

/**
 * Whether what runs may have left promises to settle. In PocketBase they settle when it ends. A thread settles all that it has at the
 * end of each run, so what runs within a call of it has to run in another thread.
 */
export function mayHavePromises(): boolean {
  return mayLeave.current;
}

export function notePromises(): void {
  mayLeave.current = true;
}

/** Notes the source of a module of this depth. */
export function noteModule(source: string): void {
  if (makesPromises(source)) isInModules.current = true;
}

/** What runs may call the functions of modules from now on. */
export function noteRequire(): void {
  if (isInModules.current) notePromises();
}
