import { Hook } from "../lib/hook.ts";
import type { Collection } from "./collections/collection.ts";
import type { CollectionEvent, ContextEvent, ModelEvent, RecordEvent } from "./hook-events.ts";
import type { Context } from "./context.ts";
import type { RecordModel } from "./records/record.ts";

export type ModelHooks = ReturnType<typeof createModelHooks>;

export function createModelHooks() {
  return {
    onModelValidate: new Hook<ModelEvent>(),
    onModelCreate: new Hook<ModelEvent>(),
    onModelCreateExecute: new Hook<ModelEvent>(),
    onModelAfterCreateSuccess: new Hook<ModelEvent>(),
    onModelAfterCreateError: new Hook<ModelEvent>(),
    onModelUpdate: new Hook<ModelEvent>(),
    onModelUpdateExecute: new Hook<ModelEvent>(),
    onModelAfterUpdateSuccess: new Hook<ModelEvent>(),
    onModelAfterUpdateError: new Hook<ModelEvent>(),
    onModelDelete: new Hook<ModelEvent>(),
    onModelDeleteExecute: new Hook<ModelEvent>(),
    onModelAfterDeleteSuccess: new Hook<ModelEvent>(),
    onModelAfterDeleteError: new Hook<ModelEvent>(),
  };
}

/** The priority at which PocketBase's hooks of models run those of records and collections. */
const OWN_PLACE = -99;

interface Surrounded<Event> {
  readonly operation: (event: Event) => Promise<void> | void;
  readonly around: (event: Event, execute: () => Promise<void>) => Promise<void> | void;
}

/**
 * A hook of records or collections, around the hook of models, which is around the operation. Handlers of models with a lower priority
 * than `OWN_PLACE` are around all of them.
 */
export class ModelledHook<Event extends ContextEvent> extends Hook<Event> {
  readonly #models: Hook<ModelEvent>;
  readonly #toModel: (event: Event) => ModelEvent;
  readonly #modelTags: readonly string[] | null;

  /** `modelTags` are those of the hook of models, where it does not have the same. */
  constructor(
    models: Hook<ModelEvent>,
    toModel: (event: Event) => ModelEvent,
    modelTags: readonly string[] | null = null,
  ) {
    super();
    this.#models = models;
    this.#toModel = toModel;
    this.#modelTags = modelTags;
  }

  override get isEmpty(): boolean {
    return super.isEmpty && this.#models.isEmpty;
  }

  override concerns(tags: readonly string[]): boolean {
    return super.concerns(tags) || this.#models.concerns(this.#modelTags ?? tags);
  }

  override trigger(
    event: Event,
    tags: readonly string[],
    operation: (event: Event) => Promise<void> | void,
  ): Promise<void> {
    if (this.#models.isEmpty) return super.trigger(event, tags, operation);
    return this.triggerAround(event, tags, { operation, around: (_event, execute) => execute() });
  }

  /** `around` stands between the hook of records or collections and that of models, which is around the operation. */
  triggerAround(event: Event, tags: readonly string[], { operation, around }: Surrounded<Event>): Promise<void> {
    if (this.#models.isEmpty) {
      return super.trigger(event, tags, (inner) => around(inner, async () => operation(inner)));
    }
    return this.#models.triggerBelow(OWN_PLACE, {
      event: this.#toModel(event),
      tags: this.#modelTags ?? tags,
      operation: () =>
        super.trigger(event, tags, (inner) =>
          around(inner, () => this.triggerModels(inner, tags, () => operation(inner))),
        ),
    });
  }

  protected triggerModels(event: Event, tags: readonly string[], operation: () => Promise<void> | void): Promise<void> {
    const modelTags = this.#modelTags ?? tags;
    return this.#models.triggerFrom(OWN_PLACE, { event: this.#toModel(event), tags: modelTags, operation });
  }
}

/** A hook of checks: as in PocketBase those of records and collections come before the hook of models, which sees only what passed. */
export class ModelledCheckHook<Event extends ContextEvent> extends ModelledHook<Event> {
  protected override async triggerModels(
    event: Event,
    tags: readonly string[],
    operation: () => Promise<void> | void,
  ): Promise<void> {
    await operation();
    await super.triggerModels(event, tags, () => undefined);
  }
}

export function recordModel(event: RecordEvent): ModelEvent {
  return new ModelView("record", event);
}

/** As models collections are those of one table: their own names are no tags, which would be those of their records. */
export const COLLECTION_TAGS = ["_collections"];

export function collectionModel(event: CollectionEvent): ModelEvent {
  return new ModelView("collection", event);
}

interface Viewed extends ContextEvent {
  record?: RecordModel;
  collection?: Collection;
  error?: unknown;
}

/** The event of a record or collection as that of a model: what is set in one is set in the other. */
class ModelView implements ModelEvent {
  readonly kind: ModelEvent["kind"];
  readonly settings = undefined;
  readonly #event: Viewed;

  constructor(kind: ModelEvent["kind"], event: Viewed) {
    this.kind = kind;
    this.#event = event;
  }

  get context(): Context {
    return this.#event.context;
  }

  set context(context: Context) {
    this.#event.context = context;
  }

  get record(): RecordModel | undefined {
    return this.#event.record;
  }

  set record(record: RecordModel | undefined) {
    if (record !== undefined) this.#event.record = record;
  }

  get collection(): Collection | undefined {
    return this.#event.collection;
  }

  set collection(collection: Collection | undefined) {
    if (collection !== undefined) this.#event.collection = collection;
  }

  get error(): unknown {
    return this.#event.error;
  }
}
