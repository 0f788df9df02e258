import type { TimeSlicer } from "../../lib/time-slicer.ts";
import type { BrokerClient } from "./broker-client.ts";
import type { Identity } from "./identity.ts";
import type { ChangeView } from "./change-view.ts";
import type { Subscription } from "./subscription.ts";

type Job = () => void | Promise<void>;

/** An audience that is so far behind, because its rule takes long to check, is given up. */
const MAX_WAITING_JOBS = 10_000;

/** All clients with the same subscription, by who they are. Its events are worked on one after the other, in commit order. */
export class Audience {
  readonly subscription: Subscription;
  readonly #turns: TimeSlicer;
  readonly #members = new Map<Identity | null, Set<BrokerClient>>();
  /** What was prepared for the collection and kind of topic; remade when the collection changes. */
  view: ChangeView | null = null;
  /** The last one that was made for changes under other rules, beside the one under the rules of now. */
  past: { readonly current: ChangeView; readonly view: ChangeView } | null = null;
  /** The newest event when a client joined last: later ones are for all members. */
  joinedAfter = 0;
  #jobs: Job[] = [];
  #isBusy = false;

  constructor(subscription: Subscription, turns: TimeSlicer) {
    this.subscription = subscription;
    this.#turns = turns;
  }

  get isEmpty(): boolean {
    return this.#members.size === 0;
  }

  /** The sets stay current: a client that leaves or signs out while an event is prepared does not get it. */
  get members(): ReadonlyMap<Identity | null, ReadonlySet<BrokerClient>> {
    return this.#members;
  }

  add(client: BrokerClient, identity: Identity | null): void {
    const set = this.#members.get(identity);
    if (set === undefined) this.#members.set(identity, new Set([client]));
    else set.add(client);
  }

  remove(client: BrokerClient, identity: Identity | null): void {
    const set = this.#members.get(identity);
    if (set === undefined || !set.delete(client)) return;
    if (set.size === 0) this.#members.delete(identity);
  }

  /** Runs the job now if nothing is before it, else in its turn. False when too much waits. */
  enqueue(job: Job): boolean {
    if (this.#isBusy) {
      this.#jobs.push(job);
      return this.#jobs.length <= MAX_WAITING_JOBS;
    }
    const running = job();
    if (running !== undefined) void this.#drainAfter(running);
    return true;
  }

  async #drainAfter(first: Promise<void>): Promise<void> {
    this.#isBusy = true;
    try {
      await first;
      for (let next = 0; next < this.#jobs.length; next++) {
        const pause = this.#turns.pause();
        if (pause !== null) await pause;
        await this.#jobs[next]?.();
        if (next === 256) next = this.#dropDone(next);
      }
    } finally {
      this.#jobs = [];
      this.#isBusy = false;
    }
  }

  #dropDone(last: number): number {
    this.#jobs.splice(0, last + 1);
    return -1;
  }
}

/** Those of an audience that had subscribed when the event came. */
export function joinedBefore(
  clients: ReadonlySet<BrokerClient>,
  { subscription }: Audience,
  seq: number,
): ReadonlySet<BrokerClient> {
  return new Set([...clients].filter((client) => seq > (client.joinedAfter.get(subscription.text) ?? 0)));
}
