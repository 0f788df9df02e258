import type {
  Bus,
  CommitOrder,
  Entry,
  Origin,
  Position,
  Question,
  ReportError,
  Responder,
  Service,
  Stream,
  Topic,
} from "../bus.ts";
import { DEFAULT_DEADLINE_MS } from "../bus.ts";
import type { Channel, Frame, HubHead, InstanceHead } from "./channel.ts";
import { OwnListeners } from "./own-listeners.ts";

type HeadOf<Type extends HubHead["type"]> = Extract<HubHead, { type: Type }>;

/** Resolves once the hub has welcomed the instance. */
export function linkBus(channel: Channel, onError: ReportError): Promise<Bus> {
  const { promise, resolve, reject } = Promise.withResolvers<Bus>();
  channel.onClose = () => reject(new Error("the hub has closed the connection"));
  channel.onFrame = ({ head }) => {
    if (head.type === "welcome") resolve(new LinkedBus(channel, head, onError));
    else reject(new Error(`the hub began with ${head.type}`));
  };
  return promise;
}

/** The bus of one of several instances. Whatever still waits for the hub when the connection ends is rejected. */
class LinkedBus implements Bus {
  readonly #channel: Channel;
  readonly #onError: ReportError;
  readonly #own: OwnListeners;
  readonly #epoch: string;
  /** The numbers of the last entries, by name of the stream. */
  readonly #positions: Map<string, number>;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #leadListeners = new Set<() => void>();
  #lastId = 0;
  #isLeader = false;
  #isClosed = false;

  constructor(channel: Channel, { epoch, positions }: HeadOf<"welcome">, onError: ReportError) {
    this.#channel = channel;
    this.#onError = onError;
    this.#own = new OwnListeners(onError);
    this.#epoch = epoch;
    this.#positions = new Map(Object.entries(positions));
    channel.onFrame = (frame) => this.#receive(frame);
    channel.onClose = () => this.#close();
  }

  get isLeader(): boolean {
    return this.#isLeader;
  }

  publish<Message>({ name }: Topic<Message>, message: Message): void {
    this.#send({ type: "publish", name }, message);
    this.#own.tell(name, message, "own");
  }

  subscribe<Message>(topic: Topic<Message>, listener: (message: Message, origin: Origin) => void): () => void {
    return this.#own.subscribe(topic, listener);
  }

  append<Message>({ name }: Stream<Message>, message: Message, order?: CommitOrder): void {
    this.#send({ type: "append", name, order: order?.isOwn === true ? undefined : order }, message);
  }

  follow<Message>(stream: Stream<Message>, listener: (entry: Entry<Message>) => void): () => void {
    return this.#own.follow(stream, listener);
  }

  positionOf({ name }: Stream<unknown>): Position {
    return { epoch: this.#epoch, seq: this.#positions.get(name) ?? 0 };
  }

  async request<Message, Answer>(
    question: Question<Message, Answer>,
    message: Message,
    keys?: readonly string[],
  ): Promise<Answer[]> {
    const { name, deadlineMs = DEFAULT_DEADLINE_MS, isForOne = false } = question;
    const answering = this.#own.ask(name, message);
    if (isForOne) {
      const answers = await answering;
      if (answers.length > 0) return answers as Answer[];
    }
    const head = { type: "ask", name, keys: keys ?? null, deadlineMs, isForOne } as const;
    const [own, others] = await Promise.all([answering, this.#exchange((id) => ({ ...head, id }), message)]);
    return [own, ...(others as unknown[][])].flat(1) as Answer[];
  }

  respond<Message, Answer>(question: Question<Message, Answer>, responder: Responder<Message, Answer>): () => void {
    return this.#own.respond(question, responder);
  }

  async care({ name }: Question<unknown, unknown>, key: string): Promise<void> {
    await this.#exchange((id) => ({ type: "care", id, name, key }), null);
  }

  ignore({ name }: Question<unknown, unknown>, key: string): void {
    this.#send({ type: "ignore", name, key }, null);
  }

  serve(): void {
    // The hub's host is the owner.
  }

  call<Request, Answer>({ name }: Service<Request, Answer>, request: Request): Promise<Answer> {
    return this.#exchange((id) => ({ type: "call", id, name }), request) as Promise<Answer>;
  }

  onLead(listener: () => void): () => void {
    this.#leadListeners.add(listener);
    if (this.#isLeader) listener();
    return () => void this.#leadListeners.delete(listener);
  }

  onBreak(): () => void {
    // Without its hub the instance ends.
    return () => undefined;
  }

  #send(head: InstanceHead, message: unknown): void {
    if (!this.#isClosed) this.#channel.send({ head, body: JSON.stringify(message) ?? "" });
  }

  #exchange(headOf: (id: number) => InstanceHead, message: unknown): Promise<unknown> {
    if (this.#isClosed) return Promise.reject(lost());
    const id = ++this.#lastId;
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.set(id, answer);
    this.#send(headOf(id), message);
    return answer.promise;
  }

  #receive({ head, body }: Frame): void {
    const message: unknown = body === "" ? undefined : JSON.parse(body);
    if (head.type === "told") this.#own.tell(head.name, message, "other");
    else if (head.type === "entry") this.#pass(head, message);
    else if (head.type === "question") void this.#answer(head, message);
    else if (head.type === "done") this.#settle(head, message);
    else if (head.type === "lead") this.#lead();
    else throw new Error(`an instance can't be sent ${head.type}`);
  }

  #pass({ name, seq }: HeadOf<"entry">, message: unknown): void {
    this.#positions.set(name, seq);
    this.#own.pass(name, { seq, message });
  }

  async #answer({ id, name }: HeadOf<"question">, message: unknown): Promise<void> {
    try {
      this.#send({ type: "answer", id, isFailure: false }, await this.#own.ask(name, message));
    } catch (error) {
      this.#onError(error, name);
      this.#send({ type: "answer", id, isFailure: true }, String(error));
    }
  }

  #settle({ id, isFailure }: HeadOf<"done">, message: unknown): void {
    const answer = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (isFailure) answer?.reject(new Error(String(message)));
    else answer?.resolve(message);
  }

  #lead(): void {
    this.#isLeader = true;
    for (const listener of this.#leadListeners) listener();
  }

  #close(): void {
    this.#isClosed = true;
    for (const { reject } of this.#waiting.values()) reject(lost());
    this.#waiting.clear();
  }
}

function lost(): Error {
  return new Error("the connection to the other instances was lost");
}
