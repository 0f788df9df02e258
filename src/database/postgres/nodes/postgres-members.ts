// Who the nodes are and which of them leads, by rows of the database and its clock.
//
// Each node renews its row every second. Whoever leads deletes those that were not renewed for some seconds, so that all agree on who is
// gone; a node that finds its own row deleted was given up by the others and begins anew. The leader holds a lease that runs out by the
// clock of the database; the leader itself stops to lead a little earlier, by its own clock from before it asked, so that a process
// that was stopped for a while knows it as soon as it goes on.
import type { NodeMembers } from "../../../lib/bus/nodes/node-parts.ts";
import type { Logger } from "../../../lib/log.ts";
import { Listeners } from "./listeners.ts";
import type { Beat, MemberRows, NodeRow, NodeState } from "./member-rows.ts";

export interface MemberTimes {
  /** How often a node says that it is there. */
  readonly beatMs: number;
  /** After so long without that it is gone. */
  readonly goneMs: number;
  /** How long a leader leads without saying so again. */
  readonly leaseMs: number;
}

export const MEMBER_TIMES: MemberTimes = { beatMs: 1_000, goneMs: 5_000, leaseMs: 5_000 };

export interface PostgresMembersOptions {
  readonly rows: MemberRows;
  readonly log: Logger;
  readonly times: MemberTimes;
}

/** The clocks of two machines run nearly alike; so much of the lease is left to the others. */
const LEASE_MARGIN = 0.1;

export class PostgresMembers implements NodeMembers, AsyncDisposable {
  readonly #options: PostgresMembersOptions;
  readonly #lead = new Listeners();
  readonly #leaderChange = new Listeners();
  readonly #come = new Listeners<[string]>();
  readonly #gone = new Listeners<[string]>();
  readonly #return = new Listeners();
  readonly #replaced = new Listeners();
  #nodes: readonly NodeRow[] = [];
  #leader: string | null = null;
  #fence = 0;
  /** By the own monotonic clock, and by that of the machine, which goes on while the machine sleeps. */
  #leadsUntil = { monotonicMs: -Infinity, wallMs: -Infinity };
  /** Since when each beat has succeeded in time; before, nothing is known of the others' silence. */
  #steadySinceMs = -Infinity;
  #beatenAtMs: number | null = null;
  #state: NodeState = "ready";
  #timer: Timer | null = null;
  #beating: Promise<void> | null = null;
  #isAsked = false;
  #isClosed = false;

  private constructor(options: PostgresMembersOptions) {
    this.#options = options;
  }

  /** Resolves when the node is one of them. Rejects where a node of that name lives. */
  static async join(options: PostgresMembersOptions): Promise<PostgresMembers> {
    const members = new PostgresMembers(options);
    const { rows, times } = options;
    const taken = await rows.take(times.goneMs, times.beatMs);
    if (!taken) {
      throw new Error(`a node named ${rows.own.name} runs on it: give this one another --node NAME, or stop that one`);
    }
    // The database may have been away until now: the others get the time to say that they are there.
    members.#steadySinceMs = performance.now();
    await members.#beat();
    members.#beatLater();
    return members;
  }

  live(): readonly string[] {
    return this.#nodes.map(({ id }) => id);
  }

  /** All that is known of them. */
  list(): readonly NodeRow[] {
    return this.#nodes;
  }

  get leader(): string | null {
    const { own } = this.#options.rows;
    return this.#leader === own.id && !this.isLeader ? null : this.#leader;
  }

  get isLeader(): boolean {
    const { monotonicMs, wallMs } = this.#leadsUntil;
    return performance.now() < monotonicMs && Date.now() < wallMs;
  }

  /** Counts up with each other leader. */
  get fence(): number {
    return this.#fence;
  }

  /** What the others see of this node. */
  setState(state: NodeState): void {
    this.#state = state;
    this.look();
  }

  onLead(listener: () => void): () => void {
    if (this.isLeader) listener();
    return this.#lead.add(listener);
  }

  onLeaderChange(listener: () => void): () => void {
    return this.#leaderChange.add(listener);
  }

  /** Called with each that comes from now on. */
  onCome(listener: (id: string) => void): () => void {
    return this.#come.add(listener);
  }

  onGone(listener: (id: string) => void): () => void {
    return this.#gone.add(listener);
  }

  onReturn(listener: () => void): () => void {
    return this.#return.add(listener);
  }

  /** Called where another process has taken the name of this node, which the others had given up: it must end. */
  onReplaced(listener: () => void): () => void {
    return this.#replaced.add(listener);
  }

  look(): void {
    if (this.#beating === null) void this.#beat();
    else this.#isAsked = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#beating;
    this.#leadsUntil = { monotonicMs: -Infinity, wallMs: -Infinity };
    await this.#options.rows.leave().catch(() => undefined);
  }

  #beatLater(): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => {
      const next = this.#beating ?? this.#beat();
      void next.then(() => this.#beatLater());
    }, this.#options.times.beatMs);
    this.#timer.unref();
  }

  #beat(): Promise<void> {
    this.#beating = this.#tryBeat().finally(() => {
      this.#beating = null;
      if (!this.#isAsked || this.#isClosed) return;
      this.#isAsked = false;
      void this.#beat();
    });
    return this.#beating;
  }

  async #tryBeat(): Promise<void> {
    const { rows, log, times } = this.#options;
    const started = { monotonicMs: performance.now(), wallMs: Date.now() };
    try {
      const beat = await rows.beat(this.#state, times.leaseMs);
      if (this.#isClosed) return;
      if (!beat.isKnown) return await this.#comeBack();
      this.#noteTime(started.monotonicMs);
      this.#apply(beat, started);
      await this.#sweep();
    } catch (error) {
      if (!this.#isClosed) log.debug(`the node could not say that it is there: ${String(error)}`);
    }
  }

  /** Beats that come late say that the database, or this process, stood still: then the silence of others says nothing. */
  #noteTime(nowMs: number): void {
    const { goneMs } = this.#options.times;
    if (this.#beatenAtMs !== null && nowMs - this.#beatenAtMs > goneMs / 2) this.#steadySinceMs = nowMs;
    this.#beatenAtMs = nowMs;
  }

  #apply({ nodes, holder, fence }: Beat, started: { monotonicMs: number; wallMs: number }): void {
    const { rows, times } = this.#options;
    const wasLeader = this.isLeader;
    const before = this.live();
    const leaderBefore = this.#leader;
    this.#nodes = nodes;
    if (fence !== null) {
      const lastsMs = times.leaseMs * (1 - LEASE_MARGIN);
      this.#leadsUntil = { monotonicMs: started.monotonicMs + lastsMs, wallMs: started.wallMs + lastsMs };
      this.#fence = fence;
    } else {
      this.#leadsUntil = { monotonicMs: -Infinity, wallMs: -Infinity };
    }
    this.#leader = fence === null ? holder : rows.own.id;
    const ids = new Set(this.live());
    for (const id of ids) if (!before.includes(id)) this.#call(() => this.#come.call(id));
    for (const id of before) if (!ids.has(id)) this.#call(() => this.#gone.call(id));
    if (this.#leader !== leaderBefore) this.#call(() => this.#leaderChange.call());
    if (!wasLeader && this.isLeader) this.#call(() => this.#lead.call());
  }

  /** The leader says who is gone. */
  async #sweep(): Promise<void> {
    const { rows, log, times } = this.#options;
    if (!this.isLeader || performance.now() - this.#steadySinceMs < times.goneMs) return;
    if (!this.#nodes.some(({ ageMs }) => ageMs > times.goneMs)) return;
    const removed = await rows.removeGone(times.goneMs);
    for (const name of removed) log.warn("a node is gone", { node: name });
    if (removed.length > 0) this.#isAsked = true;
  }

  /** The others have given this node up. */
  async #comeBack(): Promise<void> {
    const { rows, log, times } = this.#options;
    this.#leadsUntil = { monotonicMs: -Infinity, wallMs: -Infinity };
    this.#steadySinceMs = performance.now();
    if (await rows.take(times.goneMs, 0)) {
      log.warn("this node was given up by the others, as it was not heard of for a while; it begins anew", {
        node: rows.own.name,
      });
      this.#call(() => this.#return.call());
      this.#isAsked = true;
      return;
    }
    log.error("another process runs as this node now: this one has to end", { node: rows.own.name });
    this.#isClosed = true;
    this.#call(() => this.#replaced.call());
  }

  #call(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#options.log.error("a listener of the nodes failed", { error: String(error) });
    }
  }
}
