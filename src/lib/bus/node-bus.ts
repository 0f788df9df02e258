// The bus of one of several nodes: servers that share a database and know one another by it alone.
//
// Topics and questions go by mail from node to node, streams by the log of the database, services are handled by the node that leads.
// Must stay true: a question with keys is put to all that care for one of them, or those that it was not put to hear of it and
// break ("entries"); a node that was stopped or cut off doubts what it knew of the others until they have told it anew.
import {
  type Break,
  type Bus,
  type Caller,
  DEFAULT_DEADLINE_MS,
  type Entry,
  type Origin,
  type Position,
  type Question,
  type ReportError,
  type Responder,
  type Service,
  type Stream,
  type Topic,
} from "../bus.ts";
import { NodeCalls } from "./nodes/node-calls.ts";
import { type KeyedQuestion, NodeCares } from "./nodes/node-cares.ts";
import { bodyOf, decodeFrame, encodeFrame, type HeadOf, messageOf, type NodeHead } from "./nodes/node-frame.ts";
import { NodeOwner } from "./nodes/node-owner.ts";
import type { NodeMail, NodeMembers, StreamLog } from "./nodes/node-parts.ts";
import { NodePeers } from "./nodes/node-peers.ts";
import { NodeQuestions } from "./nodes/node-questions.ts";
import { OwnedServices, OwnListeners } from "./own-listeners.ts";

export interface NodeBusParts {
  readonly mail: NodeMail;
  readonly members: NodeMembers;
  readonly events: StreamLog;
  readonly onError: ReportError;
}

/** A responder that takes longer says so, that often. */
const BUSY_EVERY_MS = 400;
const TICK_MS = 500;
/** A process that did not get to its timer for that long was stopped, and the others may not have waited for it. */
const STOPPED_MS = 1_500;

const lost = (): Error => new Error("the connection to the other instances was lost");

export class NodeBus implements Bus, Disposable {
  readonly #parts: NodeBusParts;
  readonly #own: OwnListeners;
  readonly #services = new OwnedServices();
  readonly #owner: NodeOwner;
  readonly #peers: NodePeers;
  readonly #questions: NodeQuestions;
  readonly #calls: NodeCalls;
  readonly #caller: Caller;
  readonly #cares: NodeCares;
  readonly #breaks: OwnListeners;
  readonly #ends: (() => void)[];
  #lastLeader: string | null;
  #tickedAtMs = performance.now();
  #isClosed = false;

  constructor(parts: NodeBusParts) {
    const { mail, members, events, onError } = parts;
    this.#parts = parts;
    this.#own = new OwnListeners(onError);
    this.#breaks = new OwnListeners(onError);
    this.#owner = new NodeOwner(this.#services, onError);
    this.#peers = new NodePeers(mail.id, members);
    this.#questions = new NodeQuestions(this.#peers);
    this.#cares = new NodeCares({
      peers: this.#peers,
      questions: this.#questions,
      send: (to, head, body) => this.#send(to, head, body),
      onPassedOver: () => this.#break("entries"),
    });
    this.#caller = { id: mail.id, isOwner: true, onGone: () => undefined };
    this.#calls = new NodeCalls({
      ownId: mail.id,
      members,
      send: (leader, { request, ...call }) => this.#send(leader, { type: "call", ...call }, bodyOf(request)),
      handle: (name, request) => this.#services.handle(name, request, this.#caller),
    });
    this.#lastLeader = members.leader;
    mail.onFrame = (from, frame) => this.#receive(from, frame);
    mail.onReset = () => this.#recover("messages");
    const ticks = setInterval(() => this.#tick(), TICK_MS);
    ticks.unref();
    this.#ends = [
      () => clearInterval(ticks),
      events.follow(({ seq, name, body }) => this.#own.pass(name, { seq, message: messageOf(body) })),
      events.onGap(() => this.#break("entries")),
      members.onGone((id) => this.#gone(id)),
      members.onReturn(() => this.#recover("messages", "entries")),
      members.onLeaderChange(() => this.#leaderChanged()),
    ];
  }

  /** To be called once all is served. Resolves once the others know the node, or don't answer. */
  async join(): Promise<void> {
    await this.#cares.greet();
  }

  publish<Message>({ name }: Topic<Message>, message: Message): void {
    this.#send(null, { type: "publish", name }, bodyOf(message));
    this.#own.tell(name, message, "own");
  }

  subscribe<Message>(topic: Topic<Message>, listener: (message: Message, origin: Origin) => void): () => void {
    return this.#own.subscribe(topic, listener);
  }

  append<Message>({ name }: Stream<Message>, message: Message): void {
    this.#parts.events.append(name, bodyOf(message));
  }

  follow<Message>(stream: Stream<Message>, listener: (entry: Entry<Message>) => void): () => void {
    return this.#own.follow(stream, listener);
  }

  /** One order for the streams of all names: there is one. */
  positionOf(): Position {
    const { epoch, position } = this.#parts.events;
    return { epoch, seq: position };
  }

  async request<Message, Answer>(
    question: Question<Message, Answer>,
    message: Message,
    keys?: readonly string[],
  ): Promise<Answer[]> {
    if (this.#isClosed) throw lost();
    const { name, deadlineMs = DEFAULT_DEADLINE_MS, isForOne = false, ifSilent } = question;
    const answering = this.#own.ask(name, message);
    if (isForOne) {
      const answers = await answering;
      if (answers.length > 0) return answers as Answer[];
    }
    const body = bodyOf(message);
    let isSilent = this.#peers.suspect().length > 0;
    const asked = { waitsFor: this.#peers.awaited(), deadlineMs, isForOne, onSilent: () => (isSilent = true) };
    const asking =
      keys === undefined
        ? this.#questions.ask(asked, (id) => this.#send(null, { type: "ask", id, name }, body))
        : this.#askCaring({ name, body, deadlineMs, keys });
    const answers = [...(await answering), ...(await asking)] as Answer[];
    return answers.length === 0 && isSilent && ifSilent !== undefined ? [ifSilent] : answers;
  }

  respond<Message, Answer>(question: Question<Message, Answer>, responder: Responder<Message, Answer>): () => void {
    return this.#own.respond(question, responder);
  }

  care({ name }: Question<unknown, unknown>, key: string): Promise<void> {
    return this.#isClosed ? Promise.reject(lost()) : this.#cares.add(name, key);
  }

  ignore({ name }: Question<unknown, unknown>, key: string): void {
    this.#cares.remove(name, key);
  }

  serve<Request, Answer>(
    service: Service<Request, Answer>,
    handler: (request: Request, caller: Caller) => Answer,
  ): void {
    this.#services.serve(service, handler);
  }

  call<Request, Answer>(service: Service<Request, Answer>, request: Request): Answer | Promise<Answer> {
    const { name, isPerNode = false } = service;
    if (isPerNode || this.#parts.members.isLeader) return this.#services.handle(name, request, this.#caller) as Answer;
    if (this.#isClosed) return Promise.reject(lost());
    return this.#calls.call(name, request) as Promise<Answer>;
  }

  get isLeader(): boolean {
    return this.#parts.members.isLeader;
  }

  onLead(listener: () => void): () => void {
    return this.#parts.members.onLead(listener);
  }

  onBreak(kind: Break, listener: () => void): () => void {
    return this.#breaks.subscribe({ name: kind, why: "" }, listener);
  }

  [Symbol.dispose](): void {
    this.#send(null, { type: "bye" });
    this.#isClosed = true;
    for (const end of this.#ends) end();
    this.#questions.close(lost());
    this.#calls.close(lost());
  }

  #send(to: string | null, head: NodeHead, body?: string): void {
    if (!this.#isClosed) this.#parts.mail.send(to, encodeFrame(head, body));
  }

  #askCaring(question: KeyedQuestion): Promise<unknown[]> {
    this.#tick();
    if (this.#parts.mail.isDeaf) this.#peers.doubt();
    return this.#cares.ask(question);
  }

  #receive(from: string, frame: string): void {
    if (this.#isClosed) return;
    const { head, body } = decodeFrame(frame);
    if (head.type === "bye") {
      this.#gone(from);
      return this.#parts.members.look();
    }
    // One that has just come is to be among the nodes that this one lists as soon as it serves.
    if (head.type === "hello" && !this.#parts.members.live().includes(from)) this.#parts.members.look();
    if (this.#peers.heard(from) && head.type !== "hello" && head.type !== "welcome") void this.#cares.greet(from);
    switch (head.type) {
      case "publish":
        return this.#own.tell(head.name, messageOf(body), "other");
      case "ask":
        return void this.#answer(from, head, body);
      case "answer":
        if (head.isFailure) return this.#questions.fail(head.id, String(messageOf(body)));
        this.#cares.answered(from, head.id);
        return this.#questions.answer(from, head.id, body);
      case "busy":
        return;
      case "call":
        return this.#handle(from, head, body);
      case "done":
        return this.#done(head, body);
      case "refused":
        return this.#parts.members.look();
      case "care":
      case "ignore":
      case "hello":
      case "welcome":
      case "passed-over":
      case "passed-over-heard":
        return this.#cares.receive(from, head, body);
    }
  }

  async #answer(from: string, { id, name }: HeadOf<"ask">, body: string): Promise<void> {
    const busy = setInterval(() => this.#send(from, { type: "busy", id }), BUSY_EVERY_MS);
    try {
      const answers = await this.#own.ask(name, messageOf(body));
      this.#send(from, { type: "answer", id, isFailure: false }, bodyOf(answers));
    } catch (error) {
      this.#parts.onError(error, name);
      this.#send(from, { type: "answer", id, isFailure: true }, bodyOf(String(error)));
    } finally {
      clearInterval(busy);
    }
  }

  #handle(from: string, head: HeadOf<"call">, body: string): void {
    const { mail, members } = this.#parts;
    if (members.isLeader) mail.send(from, this.#owner.handle(from, head, body));
    else this.#send(from, { type: "refused", id: head.id });
  }

  #done({ id, isFailure }: HeadOf<"done">, body: string): void {
    if (isFailure) this.#calls.fail(id, String(messageOf(body)));
    else this.#calls.done(id, messageOf(body));
  }

  #gone(id: string): void {
    this.#peers.gone(id);
    this.#cares.gone(id);
    this.#questions.gone(id);
    this.#owner.gone(id);
  }

  #leaderChanged(): void {
    const { leader } = this.#parts.members;
    const hasChanged = leader !== null && leader !== this.#lastLeader && this.#lastLeader !== null;
    if (leader !== null) this.#lastLeader = leader;
    this.#calls.askAgain();
    if (hasChanged) this.#break("owner");
  }

  /** Questions go to all until each has told anew what it cares for. */
  #recover(...kinds: Break[]): void {
    this.#peers.doubt();
    void this.#cares.greet();
    this.#calls.askAgain();
    for (const kind of kinds) this.#break(kind);
  }

  #tick(): void {
    const nowMs = performance.now();
    const wasStopped = nowMs - this.#tickedAtMs > STOPPED_MS;
    this.#tickedAtMs = nowMs;
    if (wasStopped) this.#recover();
  }

  #break(kind: Break): void {
    this.#breaks.tell(kind, null, "own");
  }
}
