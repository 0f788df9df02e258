/** What every hook handler gets: its event and a way on to the next handler, the last of which is the operation itself. */
export interface HookEvent {
  /** Runs what is left of the chain. A handler that does not call it stops the operation without an error. */
  next: () => Promise<void>;
}

export interface HookHandler<Event> {
  readonly run: (event: Event & HookEvent) => Promise<void> | void;
  /** Replaces the handler bound under the same id. */
  readonly id?: string;
  /** Lower runs earlier; handlers of equal priority run in the order of their groups, and within one in that of binding. Default 0. */
  readonly priority?: number;
  /** Keeps the place among others when a part of the program binds its handlers anew. Default "". */
  readonly group?: string;
  /** Collection names and ids that the handler is for; none means all. */
  readonly tags?: readonly string[];
}

interface Trigger<Event> {
  readonly event: Event;
  readonly tags: readonly string[];
  readonly operation: (event: Event) => Promise<void> | void;
}

/** A chain of handlers around an operation, with PocketBase's `next()` semantics. */
export class Hook<Event extends object> {
  #handlers: readonly HookHandler<Event>[] = [];
  #byTags = new WeakMap<readonly string[], readonly HookHandler<Event>[]>();

  get isEmpty(): boolean {
    return this.#handlers.length === 0;
  }

  /** Adds a handler and returns the function that removes it. */
  bind(handler: HookHandler<Event>): () => void {
    const others = this.#handlers.filter(({ id }) => id === undefined || id !== handler.id);
    this.#replace([...others, handler].sort(inOrder));
    return () => this.#replace(this.#handlers.filter((bound) => bound !== handler));
  }

  /** Whether a handler would run for one of the tags. */
  concerns(tags: readonly string[]): boolean {
    return this.#matching(tags).length > 0;
  }

  /**
   * Runs the handlers that match the tags around `operation`, which gets the event as the handlers left it.
   * Handlers bound while it runs take effect with the next trigger. The chain makes no promises of its own. As in PocketBase, all
   * handlers share one place in the chain: whoever calls `next()` a second time goes on with what is left, usually nothing.
   */
  trigger(event: Event, tags: readonly string[], operation: (event: Event) => Promise<void> | void): Promise<void> {
    return this.#run(this.#matching(tags), event, operation);
  }

  /** Runs only the handlers whose priority is lower. */
  triggerBelow(priority: number, { event, tags, operation }: Trigger<Event>): Promise<void> {
    return this.#run(
      this.#matching(tags).filter((handler) => (handler.priority ?? 0) < priority),
      event,
      operation,
    );
  }

  /** Runs the others. */
  triggerFrom(priority: number, { event, tags, operation }: Trigger<Event>): Promise<void> {
    return this.#run(
      this.#matching(tags).filter((handler) => (handler.priority ?? 0) >= priority),
      event,
      operation,
    );
  }

  #run(
    handlers: readonly HookHandler<Event>[],
    event: Event,
    operation: (event: Event) => Promise<void> | void,
  ): Promise<void> {
    const chained = event as Event & HookEvent;
    let place = 0;
    const next = (): Promise<void> => {
      const handler = handlers[place];
      place += 1;
      try {
        if (handler === undefined) return place > handlers.length + 1 ? DONE : settled(operation(event));
        chained.next = next;
        return settled(handler.run(chained));
      } catch (error) {
        return Promise.reject(error as Error);
      }
    };
    return next();
  }

  /** Found once for each array of tags: collections have one as long as they are as they are. */
  #matching(tags: readonly string[]): readonly HookHandler<Event>[] {
    if (this.#handlers.length === 0) return this.#handlers;
    let found = this.#byTags.get(tags);
    if (found === undefined) {
      found = this.#handlers.filter((handler) => matches(handler, tags));
      this.#byTags.set(tags, found);
    }
    return found;
  }

  #replace(handlers: readonly HookHandler<Event>[]): void {
    this.#handlers = handlers;
    this.#byTags = new WeakMap();
  }
}

const DONE = Promise.resolve();

/** Handlers of plugins may give what is no promise at all. */
function settled(result: Promise<void> | void): Promise<void> {
  if (result instanceof Promise) return result;
  return result === undefined ? DONE : Promise.resolve(result);
}

function inOrder(a: HookHandler<never>, b: HookHandler<never>): number {
  const [groupA, groupB] = [a.group ?? "", b.group ?? ""];
  return (a.priority ?? 0) - (b.priority ?? 0) || (groupA < groupB ? -1 : groupA > groupB ? 1 : 0);
}

function matches(handler: HookHandler<never>, tags: readonly string[]): boolean {
  return handler.tags === undefined || handler.tags.length === 0 || handler.tags.some((tag) => tags.includes(tag));
}
