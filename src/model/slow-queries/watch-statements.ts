import type { Context } from "../context.ts";
import { questions } from "../protocol/bus-topics.ts";
import { addFigures, figuresOf, type QueryFigures } from "./query-figures.ts";
import { addQueries, noteUsedIndexes, watchIndexes } from "./query-store.ts";

const STORE_EVERY_MS = 60_000;
const FIRST_STORED_AFTER_MS = 15_000;
/** Statements that took less in all wait for more to come. */
const STORED_FROM_MS = 5;
const MAX_STORED = 200;
const MAX_WAITING = 1_000;
/** When an index was used is stored again after that time only. */
const INDEX_NOTED_MS = 60 * 60 * 1000;
const HANDLER_ID = "__slowQueries__";

/** Stores each minute what statements took, and when it is asked for. A server that answers only quick queries writes nothing. */
export function watchStatements(context: Context): void {
  if (context.database.watch === null) return;
  const keeper = new StatementKeeper(context);
  context.bus.respond(questions.storeStatements, () => keeper.store());
  let timer = setTimeout(function store() {
    void keeper.store();
    timer = setTimeout(store, STORE_EVERY_MS);
    timer.unref();
  }, FIRST_STORED_AFTER_MS);
  timer.unref();
  context.hooks.onTerminate.bind({
    id: HANDLER_ID,
    async run(event) {
      clearTimeout(timer);
      await event.next();
      await keeper.end();
    },
  });
}

class StatementKeeper {
  readonly #context: Context;
  #waiting = new Map<string, QueryFigures>();
  readonly #notedIndexes = new Map<string, number>();
  #watchedIndexesAt = 0;
  #storing: Promise<void> = Promise.resolve();

  constructor(context: Context) {
    this.#context = context;
  }

  /** Resolves to true when all is stored. A failure is logged; what could not be stored is lost. */
  async store(): Promise<true> {
    this.#storing = this.#storing.then(() => this.#store());
    await this.#storing;
    return true;
  }

  /** Stores the last figures. A command that opened the directory for a moment does not begin to watch indexes. */
  async end(): Promise<void> {
    if (this.#watchedIndexesAt > 0) await this.store();
  }

  async #store(): Promise<void> {
    const { database, auxiliary, log } = this.#context;
    try {
      const taken = database.watch?.take();
      if (taken === undefined) return;
      for (const use of taken.statements) this.#add(figuresOf(database, use));
      await addQueries(auxiliary, this.#takeCostly());
      await this.#noteIndexes(taken.indexes);
    } catch (error) {
      log.warn("what statements took could not be stored", { error: String(error) });
    }
  }

  #add(figures: QueryFigures | null): void {
    if (figures === null) return;
    const known = this.#waiting.get(figures.id);
    if (known === undefined && this.#waiting.size >= MAX_WAITING) this.#dropQuick();
    this.#waiting.set(figures.id, known === undefined ? figures : addFigures(known, figures));
  }

  #takeCostly(): QueryFigures[] {
    const costly = [...this.#waiting.values()]
      .filter(({ totalMs }) => totalMs >= STORED_FROM_MS)
      .toSorted((a, b) => b.totalMs - a.totalMs)
      .slice(0, MAX_STORED);
    for (const { id } of costly) this.#waiting.delete(id);
    return costly;
  }

  /** The quicker half. */
  #dropQuick(): void {
    const sorted = [...this.#waiting].toSorted(([, a], [, b]) => b.totalMs - a.totalMs);
    this.#waiting = new Map(sorted.slice(0, MAX_WAITING / 2));
  }

  async #noteIndexes(names: readonly string[]): Promise<void> {
    const { database, auxiliary } = this.#context;
    const now = performance.now();
    if (this.#watchedIndexesAt === 0 || now - this.#watchedIndexesAt > INDEX_NOTED_MS) {
      this.#watchedIndexesAt = now;
      await watchIndexes(auxiliary, (await database.watch?.plainIndexes()) ?? []);
    }
    const due = names.filter((name) => now - (this.#notedIndexes.get(name) ?? -INDEX_NOTED_MS) >= INDEX_NOTED_MS);
    for (const name of due) this.#notedIndexes.set(name, now);
    await noteUsedIndexes(auxiliary, due);
  }
}
