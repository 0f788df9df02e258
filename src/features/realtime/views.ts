import type { Collection } from "../../model/collections/collection.ts";
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

  constructor(context: Context, createView: CreateView) {
    this.#context = context;
    this.#createView = createView;
  }

  /** Under the rules of now; null where the collection is gone. */
  current(audience: Audience, collectionId: string, kind: RuleKind): ChangeView | null {
    const collection = this.#context.collections.current().byId(collectionId);
    if (collection === undefined) {
      audience.view = null;
    } else if (audience.view?.collection !== collection || audience.view.kind !== kind) {
      audience.view = this.#createView(collection, kind, audience.subscription);
    }
    return audience.view;
  }

  /** Under the rules that held when the change was made, where that is known. */
  ofChange(audience: Audience, { collectionId, asOf }: RecordChange, kind: RuleKind): ChangeView | null {
    const current = this.current(audience, collectionId, kind);
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
