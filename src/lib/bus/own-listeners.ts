import type {
  Caller,
  Entry,
  Origin,
  Question,
  ReportError,
  Responder,
  Service,
  ServiceHost,
  Stream,
  Topic,
} from "../bus.ts";

/** Listeners by name. */
export class ListenerMap<Listener> {
  readonly #sets = new Map<string, Set<Listener>>();

  of(name: string): Iterable<Listener> {
    return this.#sets.get(name) ?? [];
  }

  /** Returns the function that removes it. */
  add(name: string, listener: Listener): () => void {
    const set = this.#sets.get(name) ?? new Set<Listener>();
    this.#sets.set(name, set.add(listener));
    return () => {
      set.delete(listener);
      if (set.size === 0 && this.#sets.get(name) === set) this.#sets.delete(name);
    };
  }
}

type AnyListener = (message: unknown, origin: Origin) => void;

/** The part of a bus that is the same however others are reached: listeners and responders of this instance. */
export class OwnListeners {
  readonly #onError: ReportError;
  readonly #topics = new ListenerMap<AnyListener>();
  readonly #streams = new ListenerMap<(entry: Entry<unknown>) => void>();
  readonly #responders = new ListenerMap<Responder<unknown, unknown>>();

  constructor(onError: ReportError) {
    this.#onError = onError;
  }

  subscribe<Message>({ name }: Topic<Message>, listener: (message: Message, origin: Origin) => void): () => void {
    return this.#topics.add(name, listener as AnyListener);
  }

  follow<Message>({ name }: Stream<Message>, listener: (entry: Entry<Message>) => void): () => void {
    return this.#streams.add(name, listener as (entry: Entry<unknown>) => void);
  }

  respond<Message, Answer>({ name }: Question<Message, Answer>, responder: Responder<Message, Answer>): () => void {
    return this.#responders.add(name, responder as Responder<unknown, unknown>);
  }

  tell(name: string, message: unknown, origin: Origin): void {
    for (const listener of this.#topics.of(name)) this.#try(name, () => listener(message, origin));
  }

  pass(name: string, entry: Entry<unknown>): void {
    for (const listener of this.#streams.of(name)) this.#try(name, () => listener(entry));
  }

  async ask(name: string, message: unknown): Promise<unknown[]> {
    const answers = await Promise.all([...this.#responders.of(name)].map(async (respond) => respond(message)));
    return answers.filter((answer) => answer !== undefined);
  }

  #try(name: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#onError(error, name);
    }
  }
}

type AnyHandler = (request: unknown, caller: Caller) => unknown;

/** The owner's handlers of services, by name. */
export class OwnedServices implements Pick<ServiceHost, "serve"> {
  readonly #handlers = new Map<string, AnyHandler>();

  serve<Request, Answer>(
    { name }: Service<Request, Answer>,
    handler: (request: Request, caller: Caller) => Answer,
  ): void {
    this.#handlers.set(name, handler as AnyHandler);
  }

  handle(name: string, request: unknown, caller: Caller): unknown {
    const handler = this.#handlers.get(name);
    if (handler === undefined) throw new Error(`nothing serves ${name}`);
    return handler(request, caller);
  }
}
