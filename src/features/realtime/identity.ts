import { isSuperuser } from "../../model/records/is-superuser.ts";
import type { Collection } from "../../model/collections/collection.ts";
import type { RecordModel } from "../../model/records/record.ts";

/** Who a client is signed in as; shared by all clients of the same auth record, so that a change of it reaches all at once. */
export interface Identity {
  readonly key: string;
  readonly collectionId: string;
  readonly recordId: string;
  readonly isSuperuser: boolean;
  /** That of the collection when its clients signed in. */
  readonly tokenSecret: string | null;
  /** As last committed. */
  record: RecordModel;
}

/** Part of the key of all tokens of the collection; null where its records don't sign in. */
export function tokenSecret(collection: Collection | undefined): string | null {
  return collection?.type === "auth" ? collection.options.authToken.secret : null;
}

/** The identities in use. */
export class Identities {
  readonly #identities = new Map<string, { identity: Identity; users: number }>();

  get size(): number {
    return this.#identities.size;
  }

  /** Give it back with `release`. */
  acquire(record: RecordModel): Identity {
    const key = identityKey(record.collection.id, record.id);
    const known = this.#identities.get(key);
    if (known !== undefined) {
      known.users += 1;
      known.identity.record = record;
      return known.identity;
    }
    const identity: Identity = {
      key,
      collectionId: record.collection.id,
      recordId: record.id,
      isSuperuser: isSuperuser(record),
      tokenSecret: tokenSecret(record.collection),
      record,
    };
    this.#identities.set(key, { identity, users: 1 });
    return identity;
  }

  release(identity: Identity): void {
    const known = this.#identities.get(identity.key);
    if (known === undefined) return;
    known.users -= 1;
    if (known.users === 0) this.#identities.delete(identity.key);
  }

  find(collectionId: string, recordId: string): Identity | null {
    return this.#identities.get(identityKey(collectionId, recordId))?.identity ?? null;
  }

  all(): Identity[] {
    return [...this.#identities.values()].map(({ identity }) => identity);
  }
}

function identityKey(collectionId: string, recordId: string): string {
  return `${collectionId}/${recordId}`;
}
