import type { NodeMembers } from "./node-parts.ts";

interface Peer {
  /** By `careKey`. */
  cares: Set<string>;
  /** Whether `cares` is all that it cares for; otherwise it may care for anything. */
  isSure: boolean;
  /** Nobody waits for it until it is heard of again. */
  isSuspect: boolean;
  heardAtMs: number;
  /** When it was asked for what it cares for. */
  greetedAtMs: number;
  /** How often it was not waited for with a question that it cares for; 0 again as soon as it knows. */
  passedOver: number;
}

/** A node that was not heard of for that long is not waited for. */
export const SILENT_MS = 1_000;

/** What a node knows of the others. */
export class NodePeers {
  readonly #ownId: string;
  readonly #members: Pick<NodeMembers, "live">;
  readonly #peers = new Map<string, Peer>();

  constructor(ownId: string, members: Pick<NodeMembers, "live">) {
    this.#ownId = ownId;
    this.#members = members;
  }

  /** Those to wait for: all that are there, but the suspect. */
  awaited(): string[] {
    return this.#others().filter((id) => !this.#peer(id).isSuspect);
  }

  /** Those that nobody waits for. */
  suspect(): string[] {
    return this.#others().filter((id) => this.#peer(id).isSuspect);
  }

  /** Those that care for one of the keys, or may. */
  caring(keys: readonly string[]): { awaited: string[]; suspect: string[] } {
    const caring = this.#others().filter((id) => {
      const { isSure, cares } = this.#peer(id);
      return !isSure || keys.some((key) => cares.has(key));
    });
    const { awaited = [], suspect = [] } = Object.groupBy(caring, (id) =>
      this.#peer(id).isSuspect ? "suspect" : "awaited",
    );
    return { awaited, suspect };
  }

  /** To be called with each frame of it. Whether it should be asked what it cares for. */
  heard(id: string): boolean {
    const peer = this.#peer(id);
    const nowMs = performance.now();
    peer.heardAtMs = nowMs;
    peer.isSuspect = false;
    if (peer.isSure || nowMs - peer.greetedAtMs < SILENT_MS) return false;
    peer.greetedAtMs = nowMs;
    return true;
  }

  isSilent(id: string): boolean {
    return performance.now() - this.#peer(id).heardAtMs >= SILENT_MS;
  }

  suspects(id: string): void {
    // One that was heard of and is not among the members may never be said to be gone.
    if (this.#members.live().includes(id)) this.#peer(id).isSuspect = true;
    else this.#peers.delete(id);
  }

  /** All that it cares for. */
  learn(id: string, keys: readonly string[]): void {
    const peer = this.#peer(id);
    peer.cares = new Set(keys);
    peer.isSure = true;
  }

  cares(id: string, key: string): void {
    this.#peer(id).cares.add(key);
  }

  ignores(id: string, key: string): void {
    this.#peer(id).cares.delete(key);
  }

  /** What was learned of others may not be all. */
  doubt(): void {
    for (const peer of this.#peers.values()) peer.isSure = false;
  }

  /** How often it was until now. */
  passOver(id: string): number {
    return (this.#peer(id).passedOver += 1);
  }

  passedOver(id: string): number {
    return this.#peers.get(id)?.passedOver ?? 0;
  }

  knowsPassedOver(id: string, count: number): void {
    const peer = this.#peers.get(id);
    if (peer?.passedOver === count) peer.passedOver = 0;
  }

  gone(id: string): void {
    this.#peers.delete(id);
  }

  /** Those of the database, and those that were heard of before they were seen there. */
  #others(): string[] {
    const ids = new Set([...this.#members.live(), ...this.#peers.keys()]);
    ids.delete(this.#ownId);
    return [...ids];
  }

  #peer(id: string): Peer {
    const known = this.#peers.get(id);
    if (known !== undefined) return known;
    const peer: Peer = {
      cares: new Set(),
      isSure: false,
      isSuspect: false,
      heardAtMs: -Infinity,
      greetedAtMs: -Infinity,
      passedOver: 0,
    };
    this.#peers.set(id, peer);
    return peer;
  }
}
