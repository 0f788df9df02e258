/** What every hook handler gets: its event and a way on to the next handler, the last of which is the operation itself. */
export interface HookEvent {
  /** Runs the rest of the chain. A handler that does not call it stops the operation without an error. */
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

/** A chain of handlers around an operation, with PocketBase's `next()` semantics. */
export class Hook<Event extends object> {
  #handlers: readonly HookHandler<Event>[] = [];

  get isEmpty(): boolean {
    return this.#handlers.length === 0;
  }

  /** Adds a handler and returns the function that removes it. */
  bind(handler: HookHandler<Event>): () => void {
    const others = this.#handlers.filter(({ id }) => id === undefined || id !== handler.id);
    this.#handlers = [...others, handler].sort(inOrder);
    return () => {
      this.#handlers = this.#handlers.filter((bound) => bound !== handler);
    };
  }

  /** Whether a handler would run for one of the tags. */
  concerns(tags: readonly string[]): boolean {
    return this.#handlers.some((handler) => matches(handler, tags));
  }

  /**
   * Runs the handlers that match the tags around `operation`, which gets the event as the handlers left it.
   * Handlers bound while it runs take effect with the next trigger.
   */
  trigger(event: Event, tags: readonly string[], operation: (event: Event) => Promise<void> | void): Promise<void> {
    const handlers = this.#handlers.filter((handler) => matches(handler, tags));
    const chained = event as Event & HookEvent;
    const step = async (index: number): Promise<void> => {
      const handler = handlers[index];
      if (handler === undefined) {
        await operation(event);
        return;
      }
      chained.next = () => step(index + 1);
      await handler.run(chained);
    };
    return step(0);
  }
}

function inOrder(a: HookHandler<never>, b: HookHandler<never>): number {
  const [groupA, groupB] = [a.group ?? "", b.group ?? ""];
  return (a.priority ?? 0) - (b.priority ?? 0) || (groupA < groupB ? -1 : groupA > groupB ? 1 : 0);
}

function matches(handler: HookHandler<never>, tags: readonly string[]): boolean {
  return handler.tags === undefined || handler.tags.length === 0 || handler.tags.some((tag) => tags.includes(tag));
}
