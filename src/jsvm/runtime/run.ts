import type { HandlerSource } from "../hook-parts.ts";
import { handlerExpression } from "../next-place.ts";
import type { WireEvent, WireOutcome, WireRun } from "../wire.ts";
import { App } from "./app.ts";
import { asScript, checkBuiltIns, mayOverwrite, type Overwriting } from "./built-ins.ts";
import { InternalServerError, isError, PanicError, thrownOf } from "./errors.ts";
import { HookEvent, LAST_NEXT, remains } from "./event.ts";
import { noteCollections } from "./found-collections.ts";
import { type LoadMessage, loadFile } from "./load.ts";
import { EnrichEvent } from "./enrich-event.ts";
import { Logger } from "./logger.ts";
import { type MigrationMessage, runMigration } from "./migration.ts";
import { RequestEvent, RequestHookEvent, RouteEvent } from "./request-event.ts";
import { type CommandMessage, runCommand } from "./run-command.ts";
import { runStoredCall, type StoredCallMessage } from "./stored-functions.ts";
import { makesPromises, notePromises } from "./run-promises.ts";
import { asRun, noteCode } from "./run-values.ts";
import { VALUE_FORMS } from "./kept-value.ts";
import { runScript } from "./run-script.ts";
import { call, server } from "./server.ts";

/** What the realm has been given. */
export const realmGlobals: { all: Readonly<Record<string, unknown>> } = { all: {} };

interface Handler {
  readonly overwrites: Overwriting;
  readonly makesPromises: boolean;
  readonly run: (event: HookEvent | undefined) => unknown;
}

/** By their keys, compiled when they first run here. */
const handlers = new Map<number, Handler>();

/** Runs what the server asks for: a handler, the load of a file, a migration or a command. Both texts are JSON. */
export function runMessage(text: string, depth: number): string {
  return asRun(depth, () => {
    const given = answer(text);
    checkBuiltIns();
    return given;
  });
}

type Message = WireRun | LoadMessage | MigrationMessage | CommandMessage | StoredCallMessage;

function answer(text: string): string {
  const message = JSON.parse(text) as Message;
  if (isFor(message, "load")) return JSON.stringify(loadFile(message));
  if (isFor(message, "command")) return JSON.stringify(runCommand(message));
  if (isFor(message, "stored")) return JSON.stringify(runStoredCall(message, VALUE_FORMS));
  if (isFor(message, "migration")) return JSON.stringify(runMigration(message));
  return JSON.stringify(runHandler(message as WireRun));
}

/** Scripts may have all objects say that they are for something. */
function isFor<Kind extends string>(message: Message, kind: Kind): message is Extract<Message, Record<Kind, unknown>> {
  return Object.hasOwn(message, kind);
}

/** As in PocketBase, `$app` is the event's app while a handler runs. */
function runHandler({ handler, app, collections, event }: WireRun): WireOutcome {
  noteCollections(app, collections);
  const all = globalThis as { $app?: App };
  const outer = all.$app;
  let hookEvent: HookEvent | null = null;
  let outcome: WireOutcome;
  try {
    hookEvent = event === null ? null : eventOf(event, app);
    all.$app = hookEvent?.app ?? Object.seal(new App(app));
    const { overwrites, run, makesPromises: mayWait } = compiled(handler);
    if (mayWait) notePromises();
    const result = runScript(overwrites, () => run.call(undefined, hookEvent ?? undefined));
    outcome = outcomeOf(result, () => asScript(overwrites, () => server.settle()));
  } catch (error) {
    outcome = { threw: thrownOf(error) };
  } finally {
    if (outer !== undefined) all.$app = outer;
  }
  const panic = PanicError.first();
  if (panic !== undefined) return { threw: thrownOf(panic) };
  return Object.assign(outcome, remains(hookEvent));
}

/** Errors count as thrown also where they are returned; other values are nothing. */
function outcomeOf(result: unknown, settle: () => void): WireOutcome {
  if (!(result instanceof Promise)) return isError(result) ? { threw: thrownOf(result) } : {};
  let outcome: WireOutcome | null = null;
  result.then(
    (value) => {
      outcome = isError(value) ? { threw: thrownOf(value) } : {};
    },
    (error: unknown) => {
      outcome = rejectedWith(error);
    },
  );
  settle();
  if (outcome !== null) return outcome;
  // As in PocketBase: what stands behind the wait, such as `next()`, was not done. What was written before stays.
  new Logger().error(NEVER_SETTLES);
  return { threw: thrownOf(new InternalServerError()) };
}

const NEVER_SETTLES =
  "an async handler waits for something that never comes: hook files have no timers, and no fetch() that can be awaited ($http.send can)";

/** In PocketBase the promise of an async handler tells of the same errors as a returned value, and all others are lost: here they are logged. */
function rejectedWith(error: unknown): WireOutcome {
  if (isError(error)) return { threw: thrownOf(error) };
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  new Logger().error(
    "an async handler failed, and nobody heard of it: make it one that is not async",
    "error",
    error,
    "stack",
    stack,
  );
  return {};
}

function compiled(key: number): Handler {
  const known = handlers.get(key);
  if (known !== undefined) return known;
  const source = call("system.source", 0, [key]) as HandlerSource;
  const { code, file, line } = source;
  noteCode(code);
  // Strict as in PocketBase, and at its line in the file, so that stacks tell where it stands.
  const make = (0, eval)(
    `"use strict";${"\n".repeat(Math.max(0, line - 1))}${handlerExpression(source)}\n//# sourceURL=${file}`,
  ) as (lastNext: symbol) => Handler["run"];
  const handler = { overwrites: mayOverwrite(code), makesPromises: makesPromises(code), run: make(LAST_NEXT) };
  handlers.set(key, handler);
  return handler;
}

/** As an object of Go it takes no other properties: what handlers hand on goes by `e.set()`. */
function eventOf(event: WireEvent, app: number): HookEvent {
  return Object.seal(newEvent(event, app));
}

function newEvent(event: WireEvent, app: number): HookEvent {
  if (event.kind === "request") return new RouteEvent(event, app);
  if (event.kind === "onRecordEnrich") return new EnrichEvent(event, app);
  if (event.hasAuth === undefined) return new HookEvent(event, app);
  return event.http === undefined ? new RequestEvent(event, app) : new RequestHookEvent(event, app);
}
