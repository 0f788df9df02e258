import type { TestResponse } from "../support/test-app.ts";
import type { HookWorld } from "./hook-world.ts";

export interface Case {
  readonly hooks: readonly string[];
  /** Does what the hooks are for. */
  readonly act: (world: HookWorld) => Promise<unknown>;
  /** What the act gives where the first handler throws; absent where the operation is over by then. */
  readonly stopped?: (result: unknown) => boolean;
  /** What the first handler does to the event `e`, and how the act shows it. */
  readonly change: string;
  readonly changed: (result: unknown) => boolean;
}

export const status = (result: unknown): number => (result as TestResponse).status;
export const json = (result: unknown): Record<string, unknown> =>
  (result as TestResponse).json as Record<string, unknown>;
export const isRefused = (result: unknown): boolean =>
  status(result) === 400 && json(result)["message"] === "Stopped by a plugin.";
/** As PocketBase answers what a hook inside the save of a collection threw: with its own message around it. */
export const isRefusedInside = (result: unknown): boolean =>
  isRefused(result) ||
  (isFailed(result) && /Raw error: \nstopped by a plugin\.$/i.test(String(json(result)["message"])));
export const isFailed = (result: unknown): boolean => status(result) === 400;
const refuses = (message: string) => (result: unknown) => status(result) === 418 && json(result)["message"] === message;
/** For events with nothing else to change: another end of the operation. */
export const TEAPOT = `throw new baobox.ApiError(418, "a teapot");`;
export const isTeapot = refuses("A teapot.");
export const has =
  (key: string, value: unknown) =>
  (result: unknown): boolean =>
    Bun.deepEquals(json(result)[key], value);
