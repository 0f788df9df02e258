// How the instances of one server (its workers, or nodes) tell each other what changed and count together.
//
// Four ways, each with its promise; `model/protocol/bus-topics.ts` registers every use of them with its reason:
// - A topic tells everyone. Own listeners are called before `publish` returns, others later, in the publisher's order.
// - A stream is one order of entries, numbered alike for everyone. Own entries come back in their place like those of others.
// - A question is answered by those who can, within a deadline; a keyed one is put only to those who care for the key.
// - A service has one owner, which handles one request after the other, so that counts are exact.
// Messages are JSON values: others get a copy made by `JSON.stringify`, so a message must not be changed after it was given away.
// `bus/local-bus.ts` is that of a server with one instance; `bus/hub.ts` connects workers, each by a `bus/linked-bus.ts`;
// `bus/node-bus.ts` is that of a node, which has nothing but the database in common with the others.

interface Registered {
  readonly name: string;
  /** Why it is needed; for readers of the registry. */
  readonly why: string;
}

export interface Topic<Message> extends Registered {
  /** For the type checker alone, as in the other three. */
  readonly message?: Message;
}

export interface Stream<Message> extends Registered {
  readonly message?: Message;
}

export interface Question<Message, Answer> extends Registered {
  readonly message?: Message;
  readonly answer?: Answer;
  /** How long the one that asks waits at most. Default: 1 s. */
  readonly deadlineMs?: number;
  /** Whether the first answer is enough. Default: all are waited for. */
  readonly isForOne?: boolean;
  /** The answer where nobody gives one and an instance that might have is not heard of. Default: there is none. */
  readonly ifSilent?: Answer;
}

export interface Service<Request, Answer> extends Registered {
  readonly message?: Request;
  readonly answer?: Answer;
  /** Whether each of several nodes is its own owner: asking another one would take too long. The handlers then agree by other ways. */
  readonly isPerNode?: boolean;
}

export const DEFAULT_DEADLINE_MS = 1_000;

export interface Entry<Message> {
  /** Counts up from 1 without gaps, within one epoch. */
  readonly seq: number;
  readonly message: Message;
}

/** Where a stream is. */
export interface Position {
  /** Numbers mean something only together with it: it is another one after the server was started anew. */
  readonly epoch: string;
  readonly seq: number;
}

/** Where a commit is among those that concern the same thing, at whatever instance they were made. */
export interface CommitOrder {
  /** Stands for the thing, and for some others. */
  readonly cell: number;
  readonly commit: number;
  /** The commit before it; 0 for none. */
  readonly previous: number;
  /** False where more of the same commit concerns it, too, and follows. */
  readonly isLast: boolean;
  /** Whether the numbers are those of this process alone, which say nothing to others. Default: false. */
  readonly isOwn?: boolean;
}

/**
 * How an instance can lose touch with the others without ending, which only nodes do:
 * - "messages": topics may have been missed, so what is cached by them is to be read anew;
 * - "entries": entries of streams were missed, or a question with a key that is cared for was not put to this instance;
 * - "owner": services have another owner, which knows nothing of what the one before it was told.
 */
export type Break = "messages" | "entries" | "owner";

/** What was sent by this instance itself, or by another one. */
export type Origin = "own" | "other";

export interface Bus extends ServiceHost {
  publish<Message>(topic: Topic<Message>, message: Message): void;
  /** Returns the function that ends the subscription. A listener that throws is reported and harms no other. */
  subscribe<Message>(topic: Topic<Message>, listener: (message: Message, origin: Origin) => void): () => void;

  /** Entries with an order are brought into it. */
  append<Message>(stream: Stream<Message>, message: Message, order?: CommitOrder): void;
  /** Calls the listener with all entries from now on. Returns the function that ends it. */
  follow<Message>(stream: Stream<Message>, listener: (entry: Entry<Message>) => void): () => void;
  /** That of the last entry that was passed to listeners. */
  positionOf(stream: Stream<unknown>): Position;

  /**
   * Puts the question to this instance and the others and resolves to the answers that came in time. With `keys` the others are
   * those that care for one of them. Rejects where a responder failed.
   */
  request<Message, Answer>(
    question: Question<Message, Answer>,
    message: Message,
    keys?: readonly string[],
  ): Promise<Answer[]>;
  /** An undefined answer is left out. Returns the function that ends the responder. */
  respond<Message, Answer>(question: Question<Message, Answer>, responder: Responder<Message, Answer>): () => void;
  /** Resolves once questions with the key are sure to come here. Each call needs one of `ignore`. */
  care(question: Question<unknown, unknown>, key: string): Promise<void>;
  ignore(question: Question<unknown, unknown>, key: string): void;

  /** Has the owner handle the request. Without a promise where the owner is this instance. */
  call<Request, Answer>(service: Service<Request, Answer>, request: Request): Answer | Promise<Answer>;

  /** Whether this instance is the one that does what must be done once: jobs by the clock. */
  readonly isLeader: boolean;
  /** Called when it becomes that, at once where it is; on a node, which can lose it, each time. Returns the function that ends it. */
  onLead(listener: () => void): () => void;
  /** Returns the function that ends it. */
  onBreak(kind: Break, listener: () => void): () => void;
}

export type Responder<Message, Answer> = (message: Message) => Answer | undefined | Promise<Answer | undefined>;

export interface Caller {
  /** Tells callers apart. */
  readonly id: string;
  /** Whether it is the owner itself, which nothing outlives. */
  readonly isOwner: boolean;
  /** The listener is called when the caller has died. */
  onGone(listener: () => void): void;
}

/** Where services have their owner: the bus of a single instance, or the hub of several. */
export interface ServiceHost {
  /** On the bus of one of several instances nothing happens: the hub's host is the owner. */
  serve<Request, Answer>(
    service: Service<Request, Answer>,
    handler: (request: Request, caller: Caller) => Answer,
  ): void;
  append<Message>(stream: Stream<Message>, message: Message): void;
}

/** Gets what a listener threw, with the name of what it listened to. */
export type ReportError = (error: unknown, name: string) => void;
