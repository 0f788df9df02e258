import type { Bus, ServiceHost } from "../../src/lib/bus.ts";
import type { Channel, Frame } from "../../src/lib/bus/channel.ts";
import { Hub } from "../../src/lib/bus/hub.ts";
import { linkBus } from "../../src/lib/bus/linked-bus.ts";

/** An end of a channel within the process, whose frames arrive a turn of the event loop later. */
class LateChannel implements Channel {
  onFrame: (frame: Frame) => void = () => undefined;
  onClose: () => void = () => undefined;
  peer: LateChannel | null = null;
  #queue: Frame[] = [];

  send(frame: Frame): void {
    this.#queue.push(structuredClone(frame));
    if (this.#queue.length === 1) setImmediate(() => this.#deliver());
  }

  close(): void {
    const { peer } = this;
    if (peer === null) return;
    this.peer = null;
    peer.peer = null;
    this.onClose();
    peer.onClose();
  }

  #deliver(): void {
    const frames = this.#queue;
    this.#queue = [];
    for (const frame of frames) this.peer?.onFrame(frame);
  }
}

export interface LateBuses {
  readonly buses: readonly Bus[];
  readonly host: ServiceHost;
  /** As when the instance dies. */
  readonly cut: (index: number) => void;
}

/** Buses as those of several workers are: others get copies, and get them later. */
export async function lateBuses(count: number, onError: (error: unknown, name: string) => void): Promise<LateBuses> {
  const hub = new Hub(onError);
  const channels: LateChannel[] = [];
  const buses: Bus[] = [];
  for (let index = 0; index < count; index++) {
    const [near, far] = [new LateChannel(), new LateChannel()];
    near.peer = far;
    far.peer = near;
    channels.push(near);
    hub.connect(far);
    buses.push(await linkBus(near, onError));
  }
  return { buses, host: hub, cut: (index) => channels[index]?.close() };
}
