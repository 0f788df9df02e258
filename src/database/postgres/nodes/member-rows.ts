import type { NodeLink } from "./node-link.ts";

/** A draining node takes no new requests. */
export type NodeState = "ready" | "draining";

export interface OwnNode {
  /** Another one for each process. */
  readonly id: string;
  readonly name: string;
  readonly version: string;
  /** Where it listens, for people. */
  readonly address: string;
}

export interface NodeRow extends OwnNode {
  readonly state: NodeState;
  /** In milliseconds since 1970. */
  readonly startedMs: number;
  /** How long ago it said that it is there. */
  readonly ageMs: number;
  readonly isLeader: boolean;
}

export interface Beat {
  /** False where the others have deleted this node's row. */
  readonly isKnown: boolean;
  readonly nodes: readonly NodeRow[];
  /** The leader's id before this beat; null for none. */
  readonly holder: string | null;
  /** That of this node's lease; null where another one leads. */
  readonly fence: number | null;
}

const LEASE = "leader";
/** Under the name of a node that is gone, or a new one. */
const TAKE = `INSERT INTO bb.node AS n (name, id, version, address, state) VALUES ($1, $2, $3, $4, 'ready')
  ON CONFLICT (name) DO UPDATE SET id = excluded.id, version = excluded.version, address = excluded.address,
    state = excluded.state, started = excluded.started, seen = excluded.seen
  WHERE n.seen < clock_timestamp() - $5 * interval '1 ms' OR n.id = excluded.id
  RETURNING 1 AS one`;
const SEEN = "SELECT seen::text AS seen FROM bb.node WHERE name = $1";
/** The list is that of before the statement. */
const BEAT = `WITH own AS (
    UPDATE bb.node SET seen = clock_timestamp(), state = $3 WHERE name = $1 AND id = $2 RETURNING 1
  ), lease AS (
    INSERT INTO bb.lease AS l (name, holder, fence, until)
    SELECT '${LEASE}', $2, 1, clock_timestamp() + $4 * interval '1 ms' FROM own
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until,
      fence = l.fence + (l.holder <> excluded.holder)::int
    WHERE l.holder = excluded.holder OR l.until < clock_timestamp()
    RETURNING fence
  ), held AS (
    SELECT holder FROM bb.lease WHERE name = '${LEASE}' AND until > clock_timestamp()
  )
  SELECT EXISTS (SELECT FROM own) AS known, (SELECT fence::text FROM lease) AS fence, (SELECT holder FROM held) AS holder,
    (SELECT json_agg(json_build_object('id', id, 'name', name, 'version', version, 'address', address, 'state', state,
      'startedMs', (extract(epoch FROM started) * 1000)::bigint,
      'ageMs', (extract(epoch FROM clock_timestamp() - seen) * 1000)::bigint) ORDER BY started, name) FROM bb.node)::text AS nodes`;
const REMOVE_GONE = "DELETE FROM bb.node WHERE seen < clock_timestamp() - $1 * interval '1 ms' RETURNING name";
const LEAVE = `WITH own AS (DELETE FROM bb.node WHERE name = $1 AND id = $2)
  UPDATE bb.lease SET until = '-infinity' WHERE name = '${LEASE}' AND holder = $2`;

const LOOKS_PER_BEAT = 4;

/** The rows of `bb.node` and `bb.lease`. */
export class MemberRows {
  readonly own: OwnNode;
  readonly #link: NodeLink;

  constructor(link: NodeLink, own: OwnNode) {
    this.#link = link;
    this.own = own;
  }

  /**
   * Makes this node's row. False where another process has the name. A row that is not renewed while it is looked at is that of a
   * process that was killed: it is waited for until that is gone. `beatMs` is how often rows are renewed; 0: nothing is waited for.
   */
  async take(goneMs: number, beatMs: number): Promise<boolean> {
    const { id, name, version, address } = this.own;
    let first: unknown = null;
    for (;;) {
      const [taken] = await this.#link.query(TAKE, [name, id, version, address, goneMs]);
      if (taken !== undefined) return true;
      const [row] = await this.#link.query(SEEN, [name]);
      const seen = row?.["seen"] ?? null;
      first ??= seen;
      if (beatMs === 0 || (seen !== null && seen !== first)) return false;
      await Bun.sleep(beatMs / LOOKS_PER_BEAT);
    }
  }

  async beat(state: NodeState, leaseMs: number): Promise<Beat> {
    const [row] = await this.#link.query(BEAT, [this.own.name, this.own.id, state, leaseMs]);
    const { known, fence, holder, nodes } = row as unknown as BeatRow;
    const leader = fence === null ? holder : this.own.id;
    const listed = JSON.parse(nodes ?? "[]") as Omit<NodeRow, "isLeader">[];
    return {
      isKnown: known,
      nodes: listed.map((node) => ({ ...node, isLeader: node.id === leader })),
      holder,
      fence: fence === null ? null : Number(fence),
    };
  }

  /** Returns the names of those that were removed. */
  async removeGone(goneMs: number): Promise<string[]> {
    const rows = await this.#link.query(REMOVE_GONE, [goneMs]);
    return rows.map(({ name }) => String(name));
  }

  async leave(): Promise<void> {
    await this.#link.query(LEAVE, [this.own.name, this.own.id]);
  }
}

interface BeatRow {
  readonly known: boolean;
  readonly fence: string | null;
  readonly holder: string | null;
  readonly nodes: string | null;
}
