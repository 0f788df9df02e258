import type { Caller, ReportError } from "../../bus.ts";
import type { OwnedServices } from "../own-listeners.ts";
import { bodyOf, encodeFrame, type HeadOf, messageOf } from "./node-frame.ts";

class RemoteCaller implements Caller {
  readonly id: string;
  readonly isOwner = false;
  readonly gone: (() => void)[] = [];
  /** The frames by which calls were answered whose answer may not have arrived. */
  readonly answers = new Map<number, string>();

  constructor(id: string) {
    this.id = id;
  }

  onGone(listener: () => void): void {
    this.gone.push(listener);
  }
}

/** Handles what other nodes call for as long as this one leads: each call once, however often it comes. */
export class NodeOwner {
  readonly #services: OwnedServices;
  readonly #onError: ReportError;
  readonly #callers = new Map<string, RemoteCaller>();

  constructor(services: OwnedServices, onError: ReportError) {
    this.#services = services;
    this.#onError = onError;
  }

  /** The frame that answers. */
  handle(from: string, head: HeadOf<"call">, body: string): string {
    const caller = this.#callers.get(from) ?? new RemoteCaller(from);
    this.#callers.set(from, caller);
    for (const id of caller.answers.keys()) {
      if (id >= head.open) break;
      caller.answers.delete(id);
    }
    const known = caller.answers.get(head.id);
    if (known !== undefined) return known;
    const answer = this.#answer(caller, head, body);
    caller.answers.set(head.id, answer);
    return answer;
  }

  gone(id: string): void {
    const caller = this.#callers.get(id);
    this.#callers.delete(id);
    for (const listener of caller?.gone ?? []) {
      try {
        listener();
      } catch (error) {
        this.#onError(error, "gone");
      }
    }
  }

  #answer(caller: Caller, { id, name }: HeadOf<"call">, body: string): string {
    try {
      const answer = this.#services.handle(name, messageOf(body), caller);
      return encodeFrame({ type: "done", id, isFailure: false }, bodyOf(answer));
    } catch (error) {
      this.#onError(error, name);
      return encodeFrame({ type: "done", id, isFailure: true }, JSON.stringify(String(error)));
    }
  }
}
