import type { Collection, CollectionSnapshot } from "../../model/collections/collection.ts";
import type { Context } from "../../model/context.ts";
import type { ChangeMoment, RecordChange } from "../../model/protocol/realtime-events.ts";
import type { Audience } from "./audience.ts";
import type { ChangeView, RuleKind } from "./change-view.ts";
import type { Subscription } from "./subscription.ts";

/** Makes the view of a subscription on a collection. */
export type CreateView = (collection: Collection, kind: RuleKind, subscription: Subscription) => ChangeView;

/** Keeps the views of audiences, which are made anew when a collection or its rules changed. */
export class Views {
  readonly #context: Context;
  readonly #createView: CreateView;

  #collections: CollectionSnapshot;
  /** Those before the last change. */
  #before: CollectionSnapshot | null = null;

  constructor(context: Context, createView: CreateView) {
    this.#context = context;
    this.#createView = createView;
    this.#collections = context.collections.current();
  }

  /** The collection that was changed. One that has been deleted since is as it was before, where the change says when it was made. */
  collectionOf({ collectionId, asOf }: Pick<RecordChange, "collectionId" | "asOf">): Collection | undefined {
    const found = this.collections().byId(collectionId);
    return found === undefined && asOf !== undefined ? this.#before?.byId(collectionId) : found;
  }

  /** Those of now. Asked when clients subscribe, too: what they subscribed to is known. */
  collections(): CollectionSnapshot {
    const current = this.#context.collections.current();
    if (current !== this.#collections) {
      this.#before = this.#collections;
      this.#collections = current;
    }
    return current;
  }

  /** Under the rules of now; null where the collection is gone. */
  current(audience: Audience, change: Pick<RecordChange, "collectionId" | "asOf">, kind: RuleKind): ChangeView | null {
    const collection = this.collectionOf(change);
    if (collection === undefined) {
      audience.view = null;
    } else if (audience.view?.collection !== collection || audience.view.kind !== kind) {
      audience.view = this.#createView(collection, kind, audience.subscription);
    }
    return audience.view;
  }

  /** Under the rules that held when the change was made, where that is known. */
  ofChange(audience: Audience, change: RecordChange, kind: RuleKind): ChangeView | null {
    const current = this.current(audience, change, kind);
    const { asOf } = change;
    if (current === null || asOf === undefined || hasRules(current.collection, asOf)) return current;
    const { past } = audience;
    if (past?.current === current && hasRules(past.view.collection, asOf)) return past.view;
    const { listRule, viewRule } = asOf;
    const view = this.#createView({ ...current.collection, listRule, viewRule }, kind, audience.subscription);
    audience.past = { current, view };
    return view;
  }
}

type Rules = Pick<ChangeMoment, "listRule" | "viewRule">;

function hasRules(collection: Rules, { listRule, viewRule }: Rules): boolean {
  return collection.listRule === listRule && collection.viewRule === viewRule;
}
