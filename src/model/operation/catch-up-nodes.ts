// Who has written something at one node finds it at every other, although these answer from what they keep in memory.
//
// A node hears of others' commits a moment after they were made. So an answer to a request beside which something was written leaves when
// all nodes have heard of it. The requests of that moment share a round: one message to all, one answer of each, however many they are. A node
// that does not answer is not waited for again until it is heard of, and then it has read what it missed.
import type { EventLog } from "../../database/event-log.ts";
import type { Bus } from "../../lib/bus.ts";
import type { CollectionSnapshot } from "../collections/collection.ts";
import type { Context } from "../context.ts";
import { questions } from "../protocol/bus-topics.ts";
import type { Settings } from "../settings/settings.ts";

/** So long an answer waits at most. */
const MAX_WAIT_MS = 500;
/** An event that was not heard of for so long is looked for. */
const MAX_LAG_MS = 100;

/** What a node has in memory at the begin of a request. */
interface Known {
  readonly collections: CollectionSnapshot;
  readonly settings: Settings;
  /** How many commits this node has made. */
  readonly commits: number;
}

/** What lets the other nodes catch up with this one. */
export class NodeRounds {
  readonly #events: EventLog;
  readonly #bus: Bus;
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  constructor(events: EventLog, bus: Bus) {
    this.#events = events;
    this.#bus = bus;
  }

  /** Resolves once all nodes that can be reached have heard of what was committed before. Never rejects. */
  round(): Promise<void> {
    if (this.#running === null) return (this.#running = this.#begin());
    // The one that runs may have begun before the commit.
    this.#next ??= this.#running.then(() => {
      this.#next = null;
      return (this.#running = this.#begin());
    });
    return this.#next;
  }

  async #begin(): Promise<void> {
    const { promise: limit, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, MAX_WAIT_MS);
    // Nothing that was committed fails because others can't be told of it now.
    await Promise.race([this.#ask().catch(() => undefined), limit]);
    clearTimeout(timer);
    this.#running = null;
  }

  async #ask(): Promise<void> {
    await this.#events.sync();
    await this.#bus.request(questions.caughtUp, this.#events.position);
  }
}

/** Has this node say when it has read what another one has changed. */
export function answerCatchUps({ bus, collections, database, settings }: Context): void {
  const { events } = database;
  if (events === null) return;
  bus.respond(questions.caughtUp, async (seq) => {
    if (seq === null || !(await isReached(events, seq))) await events.sync();
    await Promise.all([collections.catchUp(), settings.catchUp()]);
    return true;
  });
}

/** Performs a request that may write something. Resolves once other nodes know of what it wrote. */
export async function performForAll<T>(
  context: Context,
  rounds: NodeRounds,
  perform: () => T | Promise<T>,
): Promise<T> {
  const before = known(context);
  const result = await perform();
  const now = known(context);
  const hasChanged = now.collections !== before.collections || now.settings !== before.settings;
  if (hasChanged) await context.bus.request(questions.caughtUp, null).catch(() => undefined);
  // Where nothing was committed, as by most sign-ins, nobody has to hear of anything.
  else if (now.commits !== before.commits) await rounds.round();
  return result;
}

function known({ collections, settings, database }: Context): Known {
  return { collections: collections.current(), settings: settings.current(), commits: database.figures().commits };
}

/** Whether the event of that number has come by itself, at once or soon. */
async function isReached(events: EventLog, seq: number): Promise<boolean> {
  if (events.position >= seq) return true;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const end = events.follow((event) => {
    if (event.seq >= seq) resolve(true);
  });
  const timer = setTimeout(() => resolve(false), MAX_LAG_MS);
  const hasCome = await promise;
  clearTimeout(timer);
  end();
  return hasCome;
}
