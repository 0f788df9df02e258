import type { Bus } from "../../src/lib/bus.ts";
import { createNodesBus } from "../../src/model/operation/count-together.ts";
import { type LateNode, NodeGroup } from "./late-nodes.ts";

export interface ServedNode {
  readonly node: LateNode;
  readonly bus: Bus;
}

/** Nodes that serve all that nodes of the program do. */
export class ServedNodes {
  readonly group = new NodeGroup();

  async join(): Promise<ServedNode> {
    const node = this.group.add();
    const fail = (message: string): never => {
      throw new Error(message);
    };
    const log = { debug: () => undefined, info: () => undefined, warn: fail, error: fail };
    const bus = await createNodesBus({ mail: node, members: node, events: this.group.events }, log);
    return { node, bus };
  }
}

/** Lets all that is under way arrive. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
}
