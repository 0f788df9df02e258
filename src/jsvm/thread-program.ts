/**
 * The program of a thread that runs hook files. PocketBase's JavaScript is synchronous and Baobox's operations are not, so the
 * thread blocks: it posts a call to the server and sleeps until the answer is there, and it never returns to its event loop.
 * While it sleeps in a call, the server may have it run something else (a hook of what the call writes): that runs at once, within
 * the call, in the same realm, which keeps the two apart (`runtime/run-values.ts`). `embedded-programs.ts` makes one text of it.
 */
import { drainMicrotasks } from "bun:jsc";
import { setPriority } from "node:os";
import type workerThreads from "node:worker_threads";
import { MessagesOfServer } from "./messages-to-thread.ts";
import type { FromThread, ThreadData, ToThread } from "./thread-protocol.ts";

declare class ShadowRealm {
  evaluate(source: string): unknown;
  importValue(path: string, name: string): Promise<unknown>;
}

/** The function of a realm that runs what a message asks for. It takes and gives texts: realms share no objects. */
type RealmFunction = (text: string, depth: number) => string;

const answers = new Map<number, string>();
/** What came beside answers and was not taken yet, by key. */
const bytes = new Map<number, Uint8Array>();
/** What goes beside the next message, by key. */
let given = new Map<number, Uint8Array<ArrayBuffer>>();
let givenCount = 0;
let data: ThreadData;
let messages: MessagesOfServer;
let realm: RealmFunction;
let calls = 0;

/** A run that the server was not yet told the end of. */
interface OpenRun {
  readonly id: number;
  /** What it is within; null for none. */
  readonly outer: OpenRun | null;
}

/** What runs; null for nothing. */
let running: OpenRun | null = null;
/**
 * What began last. Where a run begins on a stack that is almost full, neither it nor what tells of its failure may have room, and the
 * error ends in the script that it is within: then this is not what runs, and the failure is told with the next call.
 */
let begun: OpenRun | null = null;
/** Whether the realm can't be used any more. */
let isSpent = false;

/** Begins a realm: its program gets the way to the server and gives the function that runs handlers. */
function createRealm(): RealmFunction {
  const realm = new ShadowRealm();
  realm.evaluate(`${new TextDecoder().decode(data.runtime)}({}, null, { exports: {} })`);
  return begin(realm);
}

/** The same, of the program's bytecode where there is a file of it. */
async function createFirstRealm(): Promise<RealmFunction> {
  if (data.runtimeFile === null) return createRealm();
  const realm = new ShadowRealm();
  try {
    await realm.importValue(data.runtimeFile, "isRuntime");
  } catch {
    return createRealm();
  }
  return begin(realm);
}

function begin(realm: ShadowRealm): RealmFunction {
  const start = realm.evaluate("globalThis.__start") as (
    call: (text: string) => string,
    takeBytes: (key: number) => string,
    giveBytes: (text: string, isText: boolean) => number,
  ) => (environment: string, settle: () => void) => RealmFunction;
  realm.evaluate("delete globalThis.__start");
  return start(call, takeBytes, giveBytes)(data.environment, drainMicrotasks);
}

/** A character for each byte, because realms share no objects. */
function takeBytes(key: number): string {
  const { buffer, byteOffset, length } = bytes.get(key) ?? new Uint8Array();
  bytes.delete(key);
  return Buffer.from(buffer, byteOffset, length).toString("latin1");
}

/** The content is a text, or a character for each byte. */
function giveBytes(content: string, isText: boolean): number {
  givenCount += 1;
  given.set(givenCount, isText ? new TextEncoder().encode(content) : new Uint8Array(Buffer.from(content, "latin1")));
  return givenCount;
}

function call(text: string): string {
  endFailed(running);
  calls += 1;
  const id = calls;
  post(["call", id, text, running?.id ?? 0]);
  for (;;) {
    const answer = answers.get(id);
    if (answer !== undefined) {
      answers.delete(id);
      return answer;
    }
    const message = messages.take();
    if (message[0] !== "answer") begun = { id: message[1], outer: begun };
    take(message);
  }
}

function run(id: number, text: string, depth: number): void {
  const own = begun;
  const outer = running;
  running = own;
  let outcome: string;
  try {
    if (isSpent) renew();
    outcome = realm(text, depth);
  } catch (error) {
    // What the realm itself could not report, such as a stack that is full, or that it can't be used any more.
    isSpent = true;
    outcome = failed(error);
  } finally {
    running = outer;
  }
  endFailed(own);
  post(["done", id, outcome, id]);
  begun = own?.outer ?? null;
}

/** Tells of the failure of what began within a run and had no room to tell it. */
function endFailed(within: OpenRun | null): void {
  while (begun !== null && begun !== within) {
    const outcome = failed(new RangeError("Maximum call stack size exceeded."));
    // Not by `post`, which would take along the bytes of the run that goes on.
    data.port.postMessage(["done", begun.id, outcome, begun.id] satisfies FromThread);
    begun = begun.outer;
  }
}

function failed(error: unknown): string {
  return JSON.stringify({ threw: { kind: "js", name: "Error", message: String(error), stack: "" } });
}

function renew(): void {
  realm = createRealm();
  isSpent = false;
}

function take([kind, id, text, depth, contents]: ToThread): void {
  if (kind === "answer") {
    for (const [key, content] of contents ?? []) bytes.set(key, content);
    answers.set(id, text);
    return;
  }
  if (kind === "renewed-run") isSpent = true;
  run(id, text, depth);
}

/** Loads what it needs when it is first called: most threads never get a long message. */
function receiveFromPort(): ToThread {
  const { receiveMessageOnPort } = process.getBuiltinModule("node:worker_threads") as typeof workerThreads;
  const received = receiveMessageOnPort(data.port) as { message: ToThread } | undefined;
  if (received === undefined) throw new Error("a message of the server is missing");
  return received.message;
}

function post(message: FromThread): void {
  if (given.size === 0) {
    data.port.postMessage(message);
    return;
  }
  data.port.postMessage(
    [...message, given],
    Array.from(given.values(), ({ buffer }) => buffer),
  );
  // Not before: where the stack is full they go with the next message.
  given = new Map();
}

/** Lets the server's thread go first, so that what hook files compute holds up others less. Linux alone has priorities of threads. */
function stepBack(): void {
  if (process.platform !== "linux") return;
  try {
    // For Linux 0 is the thread that asks.
    setPriority(0, data.niceness);
  } catch {
    // Where that may not be asked, all threads are equal.
  }
}

function serve(): void {
  post(["ready", 0, "", 0]);
  for (;;) {
    const message = messages.take();
    if (message[0] !== "answer") begun = { id: message[1], outer: null };
    take(message);
  }
}

addEventListener("message", ({ data: given }: MessageEvent) => {
  data = given as ThreadData;
  messages = new MessagesOfServer(data.messages, receiveFromPort);
  stepBack();
  void createFirstRealm().then((first) => {
    realm = first;
    // Not from within a microtask: those of scripts would never run.
    setTimeout(serve, 0);
  });
});
