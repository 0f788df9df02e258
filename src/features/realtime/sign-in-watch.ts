import { isAddressAllowed } from "../../model/auth/superuser-address.ts";
import type { CollectionSnapshot } from "../../model/collections/collection.ts";
import type { Context } from "../../model/context.ts";
import type { RecordModel } from "../../model/records/record.ts";
import type { Settings } from "../../model/settings/settings.ts";
import type { Broker } from "./broker.ts";
import { tokenSecret } from "./identity.ts";

/**
 * Signs out clients whose token is good no more although their record is the same: the collection has a new token secret (a changed
 * auth rule gives it one, as in PocketBase) or is gone, or superusers may no longer come from the address. Asked before every event
 * and message, which costs nothing until collections or settings have changed.
 */
export class SignInWatch {
  readonly #context: Context;
  readonly #broker: Broker;
  #collections: CollectionSnapshot;
  #settings: Settings;

  constructor(context: Context, broker: Broker) {
    this.#context = context;
    this.#broker = broker;
    this.#collections = context.collections.current();
    this.#settings = context.settings.current();
  }

  check(): void {
    const collections = this.#context.collections.current();
    if (collections !== this.#collections) {
      this.#collections = collections;
      this.#checkSecrets(collections);
    }
    const settings = this.#context.settings.current();
    if (settings === this.#settings) return;
    this.#settings = settings;
    for (const client of this.#broker.clients()) {
      const { auth } = client;
      if (auth !== null && !isAddressAllowed(this.#context, auth, client)) this.#broker.signOut(client);
    }
  }

  /** Whether a token that was good for the record a moment ago is so under the collections of now. */
  isCurrent({ collection }: RecordModel): boolean {
    const secret = tokenSecret(this.#context.collections.current().byId(collection.id));
    return secret !== null && secret === tokenSecret(collection);
  }

  #checkSecrets(collections: CollectionSnapshot): void {
    const identities = this.#broker.identities.all();
    const lost = identities.filter((one) => one.tokenSecret !== tokenSecret(collections.byId(one.collectionId)));
    this.#broker.unsetAuth(new Set(lost));
  }
}
