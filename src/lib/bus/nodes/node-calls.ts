import type { NodeMembers } from "./node-parts.ts";

interface OpenCall {
  readonly name: string;
  readonly request: unknown;
  readonly outcome: PromiseWithResolvers<unknown>;
  readonly deadline: Timer;
}

export interface NodeCallsParts {
  readonly ownId: string;
  readonly members: NodeMembers;
  /** Sends a call to the leader; `open` is the lowest number of those that are not answered yet. */
  readonly send: (leader: string, call: { id: number; name: string; open: number; request: unknown }) => void;
  /** Handles the call as the leader. */
  readonly handle: (name: string, request: unknown) => unknown;
}

/** A leader that died is replaced within some six seconds. */
const DEADLINE_MS = 15_000;
/** The leader does not handle a call twice, however often it is asked. */
const ASK_AGAIN_MS = 1_000;

/** The calls of services that wait for the leader, whichever node that will be. */
export class NodeCalls {
  readonly #parts: NodeCallsParts;
  readonly #open = new Map<number, OpenCall>();
  #lastId = 0;
  #again: Timer | null = null;

  constructor(parts: NodeCallsParts) {
    this.#parts = parts;
  }

  /** Rejects where no leader answers in time. */
  call(name: string, request: unknown): Promise<unknown> {
    const id = ++this.#lastId;
    const outcome = Promise.withResolvers<unknown>();
    const deadline = setTimeout(
      () => this.#take(id)?.outcome.reject(new Error(`no node answered ${name}: none leads`)),
      DEADLINE_MS,
    );
    this.#open.set(id, { name, request, outcome, deadline });
    this.#send(id);
    this.#again ??= setInterval(() => this.askAgain(), ASK_AGAIN_MS);
    return outcome.promise;
  }

  done(id: number, answer: unknown): void {
    this.#take(id)?.outcome.resolve(answer);
  }

  fail(id: number, message: string): void {
    this.#take(id)?.outcome.reject(new Error(message));
  }

  /** Asks the leader of now for all that is not answered yet, in the order in which it was called for. */
  askAgain(): void {
    for (const id of this.#open.keys()) this.#send(id);
  }

  /** Rejects all. */
  close(error: Error): void {
    for (const id of this.#open.keys()) this.#take(id)?.outcome.reject(error);
  }

  #send(id: number): void {
    const { ownId, members, send, handle } = this.#parts;
    const call = this.#open.get(id);
    const { leader } = members;
    if (call === undefined || leader === null) return;
    const { name, request } = call;
    if (leader !== ownId) {
      const [open = id] = this.#open.keys();
      return send(leader, { id, name, open, request });
    }
    // One that has just been stopped may no longer lead.
    if (!members.isLeader) return;
    try {
      this.done(id, handle(name, request));
    } catch (error) {
      this.fail(id, String(error));
    }
  }

  #take(id: number): OpenCall | undefined {
    const call = this.#open.get(id);
    this.#open.delete(id);
    clearTimeout(call?.deadline);
    if (this.#open.size === 0 && this.#again !== null) {
      clearInterval(this.#again);
      this.#again = null;
    }
    return call;
  }
}
