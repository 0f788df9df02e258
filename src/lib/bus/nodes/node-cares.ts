import { bodyOf, careKey, type HeadOf, type NodeHead } from "./node-frame.ts";
import { type NodePeers, SILENT_MS } from "./node-peers.ts";
import type { NodeQuestions } from "./node-questions.ts";

export interface NodeCaresParts {
  readonly peers: NodePeers;
  readonly questions: NodeQuestions;
  /** To all where the receiver is null. */
  readonly send: (to: string | null, head: NodeHead, body?: string) => void;
  /** Another node did not wait for this one with a question that this one cares for. */
  readonly onPassedOver: () => void;
}

export interface KeyedQuestion {
  readonly name: string;
  readonly body: string;
  readonly deadlineMs: number;
  readonly keys: readonly string[];
}

interface Care {
  count: number;
  readonly isKnown: Promise<unknown>;
}

type CareHead = HeadOf<"care" | "ignore" | "hello" | "welcome" | "passed-over" | "passed-over-heard">;

/** Which keys of questions this node and the others care for, and the questions that have keys. */
export class NodeCares {
  readonly #parts: NodeCaresParts;
  /** Of this node, by `careKey`. */
  readonly #own = new Map<string, Care>();
  /** Who has not said in time that it knows of a care, by number and node. */
  readonly #late = new Set<string>();

  constructor(parts: NodeCaresParts) {
    this.#parts = parts;
  }

  /** Resolves once the others know, but those that don't answer. */
  async add(name: string, key: string): Promise<void> {
    const { peers, questions, send } = this.#parts;
    const cared = careKey(name, key);
    let care = this.#own.get(cared);
    if (care === undefined) {
      let number = 0;
      const passOver = (peer: string): void => void this.#late.add(lateKey(number, peer));
      const asked = { waitsFor: peers.awaited(), deadlineMs: SILENT_MS, passOver };
      const isKnown = questions.ask(asked, (id) => {
        number = id;
        for (const peer of peers.suspect()) passOver(peer);
        send(null, { type: "care", id, key: cared });
      });
      care = { count: 0, isKnown };
      this.#own.set(cared, care);
    }
    care.count += 1;
    await care.isKnown;
  }

  /** To be called with each answer: one that knows of a care only now may not have put a question before. */
  answered(from: string, id: number): void {
    if (this.#late.delete(lateKey(id, from))) this.#parts.onPassedOver();
  }

  gone(id: string): void {
    for (const key of this.#late) if (key.endsWith(` ${id}`)) this.#late.delete(key);
  }

  remove(name: string, key: string): void {
    const cared = careKey(name, key);
    const care = this.#own.get(cared);
    if (care === undefined || --care.count > 0) return;
    this.#own.delete(cared);
    this.#parts.send(null, { type: "ignore", key: cared });
  }

  /** Tells one or all what this node cares for, and learns the same of them. */
  async greet(id?: string): Promise<void> {
    const { peers, questions, send } = this.#parts;
    const waitsFor = id === undefined ? peers.awaited() : [id];
    const asked = { waitsFor, deadlineMs: SILENT_MS };
    try {
      await questions.ask(asked, (number) => send(id ?? null, { type: "hello", id: number }, this.#ownKeys()));
    } catch {
      // The bus was closed.
    }
  }

  /** Puts a question to those that care for one of its keys. Those that are not waited for hear of it. */
  ask({ name, body, deadlineMs, keys }: KeyedQuestion): Promise<unknown[]> {
    const { peers, questions, send } = this.#parts;
    const passOver = (id: string): void => send(id, { type: "passed-over", count: peers.passOver(id) });
    const { awaited, suspect } = peers.caring(keys.map((key) => careKey(name, key)));
    for (const id of suspect) passOver(id);
    return questions.ask({ waitsFor: awaited, deadlineMs, passOver }, (id) => {
      const [one = null] = awaited;
      // Others than those may answer, too, which is ignored.
      if (awaited.length > 0) send(awaited.length > 1 ? null : one, { type: "ask", id, name }, body);
    });
  }

  receive(from: string, head: CareHead, body: string): void {
    const { peers, questions, send, onPassedOver } = this.#parts;
    switch (head.type) {
      case "care":
        peers.cares(from, head.key);
        return send(from, { type: "answer", id: head.id, isFailure: false });
      case "ignore":
        return peers.ignores(from, head.key);
      case "hello":
        return this.#welcome(from, head, body);
      case "welcome":
        peers.learn(from, JSON.parse(body) as string[]);
        return questions.answer(from, head.id, "");
      case "passed-over":
        send(from, { type: "passed-over-heard", count: head.count });
        return onPassedOver();
      case "passed-over-heard":
        return peers.knowsPassedOver(from, head.count);
    }
  }

  #welcome(from: string, { id }: HeadOf<"hello">, body: string): void {
    const { peers, send } = this.#parts;
    peers.learn(from, JSON.parse(body) as string[]);
    send(from, { type: "welcome", id }, this.#ownKeys());
    const count = peers.passedOver(from);
    if (count > 0) send(from, { type: "passed-over", count });
  }

  #ownKeys(): string {
    return bodyOf([...this.#own.keys()]);
  }
}

function lateKey(id: number, peer: string): string {
  return `${id} ${peer}`;
}
