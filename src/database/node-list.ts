/** A server that is one of several on one database. */
export interface ListedNode {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  /** Where it listens, for people. */
  readonly address: string;
  readonly state: "ready" | "draining";
  /** In milliseconds since 1970. */
  readonly startedMs: number;
  /** How long ago it said that it is there. */
  readonly ageMs: number;
  readonly isLeader: boolean;
}

export interface NodeList {
  list(): readonly ListedNode[];
  /** What the others see of this node. */
  setState(state: ListedNode["state"]): void;
}
