import { type NodePeers, SILENT_MS } from "./node-peers.ts";

export interface Asked {
  readonly waitsFor: readonly string[];
  readonly deadlineMs: number;
  /** Whether the first answer is enough. */
  readonly isForOne?: boolean;
  /** Called with each node that was waited for in vain, however alive it is. */
  readonly passOver?: (id: string) => void;
  /** Called with each one that will not answer: it was waited for in vain, or is gone. */
  readonly onSilent?: () => void;
}

interface OpenQuestion extends Omit<Asked, "waitsFor"> {
  readonly waitsFor: Set<string>;
  /** Of each node a list in JSON. */
  readonly answers: string[];
  readonly outcome: PromiseWithResolvers<unknown[]>;
  readonly endsAtMs: number;
  /** When the next look was to be. */
  lookAtMs: number;
  timer: Timer | null;
}

const LOOK_EVERY_MS = 500;
/** A look that comes so late says that this process stood still: answers may be there that were not read yet. */
const LATE_MS = 300;

/** The questions of this node that others have not all answered. */
export class NodeQuestions {
  readonly #peers: NodePeers;
  readonly #open = new Map<number, OpenQuestion>();
  #lastId = 0;

  constructor(peers: NodePeers) {
    this.#peers = peers;
  }

  /** `send` gets the number by which answers come; resolves to them. Rejects where one could not answer. */
  ask({ waitsFor, ...asked }: Asked, send: (id: number) => void): Promise<unknown[]> {
    const id = ++this.#lastId;
    const nowMs = performance.now();
    const question: OpenQuestion = {
      ...asked,
      waitsFor: new Set(waitsFor),
      answers: [],
      outcome: Promise.withResolvers(),
      endsAtMs: nowMs + asked.deadlineMs,
      lookAtMs: 0,
      timer: null,
    };
    send(id);
    if (question.waitsFor.size === 0) return Promise.resolve([]);
    this.#open.set(id, question);
    this.#lookAfter(id, question, Math.min(asked.deadlineMs, SILENT_MS));
    return question.outcome.promise;
  }

  /** The body is a list of answers. */
  answer(from: string, id: number, body: string): void {
    const question = this.#open.get(id);
    if (question === undefined || !question.waitsFor.delete(from)) return;
    if (body !== "" && body !== "[]") question.answers.push(body);
    if (question.isForOne === true && question.answers.length > 0) question.waitsFor.clear();
    this.#settle(id, question);
  }

  fail(id: number, message: string): void {
    const question = this.#open.get(id);
    if (question === undefined) return;
    this.#close(id, question);
    question.outcome.reject(new Error(message));
  }

  gone(from: string): void {
    for (const [id, question] of this.#open) {
      if (!question.waitsFor.delete(from)) continue;
      question.onSilent?.();
      this.#settle(id, question);
    }
  }

  /** Rejects all. */
  close(error: Error): void {
    for (const [id, question] of this.#open) {
      this.#close(id, question);
      question.outcome.reject(error);
    }
  }

  #look(id: number, question: OpenQuestion): void {
    const nowMs = performance.now();
    if (nowMs - question.lookAtMs > LATE_MS) return this.#lookAfter(id, question, LOOK_EVERY_MS);
    const isOver = nowMs >= question.endsAtMs;
    for (const peer of question.waitsFor) {
      const isSilent = this.#peers.isSilent(peer);
      if (isSilent && question.deadlineMs >= SILENT_MS) this.#peers.suspects(peer);
      if (!isOver && !isSilent) continue;
      question.waitsFor.delete(peer);
      question.passOver?.(peer);
      question.onSilent?.();
    }
    if (!this.#settle(id, question)) {
      this.#lookAfter(id, question, Math.min(LOOK_EVERY_MS, question.endsAtMs - nowMs));
    }
  }

  #lookAfter(id: number, question: OpenQuestion, ms: number): void {
    // Not before the time, which timers of whole milliseconds would be.
    question.lookAtMs = performance.now() + ms + 1;
    question.timer = setTimeout(() => this.#look(id, question), ms + 1);
  }

  #settle(id: number, question: OpenQuestion): boolean {
    if (question.waitsFor.size > 0) return false;
    this.#close(id, question);
    question.outcome.resolve((JSON.parse(`[${question.answers.join()}]`) as unknown[][]).flat(1));
    return true;
  }

  #close(id: number, { timer }: OpenQuestion): void {
    if (timer !== null) clearTimeout(timer);
    this.#open.delete(id);
  }
}
