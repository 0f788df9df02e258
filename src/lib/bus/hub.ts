// Connects the buses of several instances, and owns what they count together.
//
// The supervisor of the workers runs it. Each instance is linked by a channel and has a `linked-bus.ts` at its other end. Must stay
// true: what one instance sends is passed on in the order in which it was sent; all get the entries of a stream in one order; an
// instance that dies is waited for no longer, and what it held is given back (`Caller.onGone`).
import type { Caller, ReportError, Service, ServiceHost, Stream } from "../bus.ts";
import { randomText } from "../random-text.ts";
import type { Channel, Frame, HubHead, InstanceHead } from "./channel.ts";
import { CommitGate } from "./commit-gate.ts";
import { OwnedServices } from "./own-listeners.ts";

/** An instance, as the hub knows it. */
class Link implements Caller {
  readonly id = randomText(12);
  readonly isOwner = false;
  readonly channel: Channel;
  /** How often it cares for a key of a question. */
  readonly cares = new Map<string, number>();
  readonly #goneListeners: (() => void)[] = [];

  constructor(channel: Channel) {
    this.channel = channel;
  }

  send(head: HubHead, body = ""): void {
    this.channel.send({ head, body });
  }

  onGone(listener: () => void): void {
    this.#goneListeners.push(listener);
  }

  gone(onError: (error: unknown) => void): void {
    for (const listener of this.#goneListeners) {
      try {
        listener();
      } catch (error) {
        onError(error);
      }
    }
  }
}

/** A question of one instance that others have not all answered. */
interface OpenQuestion {
  readonly from: Link;
  /** The number that `from` gave it. */
  readonly askedAs: number;
  readonly isForOne: boolean;
  readonly waitsFor: Set<Link>;
  /** Of each instance a list. */
  readonly answers: string[];
  readonly timer: Timer;
}

type HeadOf<Type extends InstanceHead["type"]> = Extract<InstanceHead, { type: Type }>;

export class Hub implements ServiceHost {
  readonly #onError: ReportError;
  readonly #services = new OwnedServices();
  readonly #epoch = randomText(12);
  readonly #positions = new Map<string, number>();
  /** The oldest first, which is the leader. */
  readonly #links = new Set<Link>();
  readonly #gate = new CommitGate();
  readonly #questions = new Map<number, OpenQuestion>();
  #lastQuestion = 0;

  constructor(onError: ReportError) {
    this.#onError = onError;
  }

  serve<Request, Answer>(
    service: Service<Request, Answer>,
    handler: (request: Request, caller: Caller) => Answer,
  ): void {
    this.#services.serve(service, handler);
  }

  append<Message>({ name }: Stream<Message>, message: Message): void {
    this.#append(name, JSON.stringify(message));
  }

  /** To be called when commits are numbered anew. */
  forgetCommits(): void {
    this.#gate.clear();
  }

  /** Links an instance until its channel closes. */
  connect(channel: Channel): void {
    const link = new Link(channel);
    channel.onFrame = (frame) => this.#receive(link, frame);
    channel.onClose = () => this.#disconnect(link);
    this.#links.add(link);
    link.send({ type: "welcome", epoch: this.#epoch, positions: Object.fromEntries(this.#positions) });
    if (this.#links.size === 1) link.send({ type: "lead" });
  }

  #disconnect(link: Link): void {
    const [leader] = this.#links;
    if (!this.#links.delete(link)) return;
    for (const [id, question] of this.#questions) {
      if (question.from === link) this.#close(id, question);
      else this.#settle(id, link, null);
    }
    link.gone((error) => this.#onError(error, "gone"));
    const [next] = this.#links;
    if (leader === link) next?.send({ type: "lead" });
  }

  #receive(link: Link, { head, body }: Frame): void {
    if (head.type === "publish") this.#tell(link, head.name, body);
    else if (head.type === "append") this.#appendInOrder(head, body);
    else if (head.type === "ask") this.#ask(link, head, body);
    else if (head.type === "answer") this.#answer(link, head, body);
    else if (head.type === "care") care(link, head);
    else if (head.type === "ignore") ignore(link, careKey(head));
    else if (head.type === "call") this.#call(link, head, body);
    else throw new Error(`the hub can't be sent ${head.type}`);
  }

  #tell(from: Link, name: string, body: string): void {
    for (const link of this.#links) if (link !== from) link.send({ type: "told", name }, body);
  }

  #appendInOrder({ name, order }: HeadOf<"append">, body: string): void {
    if (order === undefined) this.#append(name, body);
    else this.#gate.enter(order, () => this.#append(name, body));
  }

  #append(name: string, body: string): void {
    const seq = (this.#positions.get(name) ?? 0) + 1;
    this.#positions.set(name, seq);
    for (const link of this.#links) link.send({ type: "entry", name, seq }, body);
  }

  #ask(from: Link, { id: askedAs, name, keys, deadlineMs, isForOne }: HeadOf<"ask">, body: string): void {
    const waitsFor = new Set<Link>();
    for (const link of this.#links) {
      if (link !== from && (keys === null || keys.some((key) => link.cares.has(careKey({ name, key }))))) {
        waitsFor.add(link);
      }
    }
    if (waitsFor.size === 0) return from.send({ type: "done", id: askedAs, isFailure: false }, "[]");
    const id = ++this.#lastQuestion;
    const timer = setTimeout(() => this.#finish(id), deadlineMs);
    this.#questions.set(id, { from, askedAs, isForOne, waitsFor, answers: [], timer });
    for (const link of waitsFor) link.send({ type: "question", id, name }, body);
  }

  #answer(link: Link, { id, isFailure }: HeadOf<"answer">, body: string): void {
    if (isFailure) this.#fail(id, body);
    else this.#settle(id, link, body);
  }

  /** Null: there will be no answer. */
  #settle(id: number, link: Link, answer: string | null): void {
    const question = this.#questions.get(id);
    if (question === undefined || !question.waitsFor.delete(link)) return;
    if (answer !== null && answer !== "[]") question.answers.push(answer);
    const isEnough = question.isForOne && question.answers.length > 0;
    if (isEnough || question.waitsFor.size === 0) this.#finish(id);
  }

  #finish(id: number): void {
    const question = this.#questions.get(id);
    if (question === undefined) return;
    this.#close(id, question);
    question.from.send({ type: "done", id: question.askedAs, isFailure: false }, `[${question.answers.join()}]`);
  }

  #fail(id: number, message: string): void {
    const question = this.#questions.get(id);
    if (question === undefined) return;
    this.#close(id, question);
    question.from.send({ type: "done", id: question.askedAs, isFailure: true }, message);
  }

  #close(id: number, { timer }: OpenQuestion): void {
    clearTimeout(timer);
    this.#questions.delete(id);
  }

  #call(link: Link, { id, name }: HeadOf<"call">, body: string): void {
    try {
      const answer = this.#services.handle(name, parse(body), link);
      link.send({ type: "done", id, isFailure: false }, JSON.stringify(answer) ?? "");
    } catch (error) {
      this.#onError(error, name);
      link.send({ type: "done", id, isFailure: true }, JSON.stringify(String(error)));
    }
  }
}

function careKey({ name, key }: { readonly name: string; readonly key: string }): string {
  return `${name}\n${key}`;
}

function care(link: Link, head: HeadOf<"care">): void {
  const key = careKey(head);
  link.cares.set(key, (link.cares.get(key) ?? 0) + 1);
  link.send({ type: "done", id: head.id, isFailure: false });
}

function ignore({ cares }: Link, key: string): void {
  const count = cares.get(key) ?? 0;
  if (count > 1) cares.set(key, count - 1);
  else cares.delete(key);
}

function parse(body: string): unknown {
  return body === "" ? undefined : JSON.parse(body);
}
