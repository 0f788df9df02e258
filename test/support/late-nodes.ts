import type { Bus, ServiceHost } from "../../src/lib/bus.ts";
import { NodeBus } from "../../src/lib/bus/node-bus.ts";
import type { NodeMail, NodeMembers, StreamLog } from "../../src/lib/bus/nodes/node-parts.ts";

/** Calls listeners until they are removed. */
class Listeners<Arguments extends unknown[]> {
  readonly #listeners = new Set<(...values: Arguments) => void>();

  add(listener: (...values: Arguments) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  call(...values: Arguments): void {
    for (const listener of this.#listeners) listener(...values);
  }
}

/** One of the nodes of a `NodeGroup`, with the parts that its bus stands on. */
export class LateNode implements NodeMail, NodeMembers {
  readonly id: string;
  onFrame: (from: string, frame: string) => void = () => undefined;
  onReset: () => void = () => undefined;
  /** A node that is stopped gets what it is sent when it goes on. */
  isStopped = false;
  isDeaf = false;
  /** Who this node has not seen among the members yet. */
  readonly unseen = new Set<string>();
  readonly listeners = {
    lead: new Listeners(),
    leader: new Listeners(),
    gone: new Listeners<[string]>(),
    return: new Listeners(),
  };
  readonly #group: NodeGroup;
  #inbox: (readonly [string, string])[] = [];
  #isDelivering = false;

  constructor(group: NodeGroup, id: string) {
    this.#group = group;
    this.id = id;
  }

  send(to: string | null, frame: string): void {
    for (const node of this.#group.nodes) if (node !== this && (to ?? node.id) === node.id) node.#take(this.id, frame);
  }

  /** As when messages to it were lost. */
  lose(): void {
    this.#inbox = [];
    this.onReset();
  }

  go(): void {
    this.isStopped = false;
    this.#deliverLater();
  }

  live(): string[] {
    return this.#group.nodes.map(({ id }) => id).filter((id) => !this.unseen.has(id));
  }

  get leader(): string | null {
    return this.#group.leader?.id ?? null;
  }

  get isLeader(): boolean {
    return this.#group.leader === this;
  }

  onLead(listener: () => void): () => void {
    if (this.isLeader) listener();
    return this.listeners.lead.add(listener);
  }

  onLeaderChange(listener: () => void): () => void {
    return this.listeners.leader.add(listener);
  }

  onGone(listener: (id: string) => void): () => void {
    return this.listeners.gone.add(listener);
  }

  onReturn(listener: () => void): () => void {
    return this.listeners.return.add(listener);
  }

  look(): void {
    this.unseen.clear();
  }

  #take(from: string, frame: string): void {
    this.#inbox.push([from, frame]);
    this.#deliverLater();
  }

  #deliverLater(): void {
    if (this.#isDelivering || this.isStopped) return;
    this.#isDelivering = true;
    setImmediate(() => {
      this.#isDelivering = false;
      if (this.isStopped) return;
      for (const [from, frame] of this.#inbox.splice(0)) this.onFrame(from, frame);
    });
  }
}

/** Nodes within one process, and what they have in common: the order of streams and who leads. */
export class NodeGroup {
  nodes: LateNode[] = [];
  leader: LateNode | null = null;
  readonly #entries = new Listeners<[{ seq: number; name: string; body: string }]>();
  readonly gaps = new Listeners();
  #last = 0;
  #passed = 0;
  readonly events: StreamLog;

  constructor() {
    const epoch = crypto.randomUUID();
    const passed = (): number => this.#passed;
    this.events = {
      epoch,
      get position() {
        return passed();
      },
      follow: (listener) => this.#entries.add(listener),
      onGap: (listener) => this.gaps.add(listener),
      append: (name, body) => {
        const seq = (this.#last += 1);
        setImmediate(() => {
          this.#passed = seq;
          this.#entries.call({ seq, name, body });
        });
      },
    };
  }

  /** The first one leads. */
  add(): LateNode {
    const node = new LateNode(this, `node${this.nodes.length + 1}`);
    this.nodes.push(node);
    if (this.leader === null) this.lead(node);
    return node;
  }

  lead(node: LateNode | null): void {
    this.leader = node;
    for (const { listeners } of this.nodes) listeners.leader.call();
    node?.listeners.lead.call();
  }

  /** The node has died, and the others know. The next one leads. */
  remove(node: LateNode): void {
    this.nodes = this.nodes.filter((other) => other !== node);
    for (const { listeners } of this.nodes) listeners.gone.call(node.id);
    if (this.leader === node) this.lead(this.nodes[0] ?? null);
  }
}

export interface LateNodes {
  readonly buses: readonly Bus[];
  readonly host: ServiceHost;
  /** As when the instance dies. */
  readonly cut: (index: number) => void;
  readonly nodes: readonly LateNode[];
}

/** Buses as those of several nodes are: others get copies, and get them later. */
export async function lateNodes(count: number, onError: (error: unknown, name: string) => void): Promise<LateNodes> {
  const group = new NodeGroup();
  const buses: NodeBus[] = [];
  const nodes: LateNode[] = [];
  for (let index = 0; index < count; index++) {
    const node = group.add();
    nodes.push(node);
    const bus = new NodeBus({ mail: node, members: node, events: group.events, onError });
    await bus.join();
    buses.push(bus);
  }
  const host: ServiceHost = {
    serve(service, handler) {
      for (const bus of buses) bus.serve(service, handler);
    },
    append: (stream, message) => buses[0]?.append(stream, message),
  };
  const cut = (index: number): void => {
    const node = nodes[index];
    if (node !== undefined) group.remove(node);
    buses[index]?.[Symbol.dispose]();
  };
  return { buses, host, cut, nodes };
}
