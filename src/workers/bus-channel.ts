import type { Channel, Frame } from "../lib/bus/channel.ts";

/** One end of the bus over a connection between a worker and its supervisor: a line with the head, then the body as it is. */
export class BusChannel implements Channel {
  onFrame: (frame: Frame) => void = () => undefined;
  onClose: () => void = () => undefined;
  readonly #send: (text: string) => void;

  constructor(send: (text: string) => void) {
    this.#send = send;
  }

  send({ head, body }: Frame): void {
    this.#send(`${JSON.stringify(head)}\n${body}`);
  }

  /** To be called with what the other end has sent. */
  received(text: string): void {
    const end = text.indexOf("\n");
    this.onFrame({ head: JSON.parse(text.slice(0, end)) as Frame["head"], body: text.slice(end + 1) });
  }

  /** To be called once the connection is closed. */
  closed(): void {
    this.onClose();
  }
}
