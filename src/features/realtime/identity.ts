import { isSuperuser } from "../../model/records/is-superuser.ts";
import type { Collection } from "../../model/collections/collection.ts";
import type { RecordChange } from "../../model/protocol/realtime-events.ts";
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
  /** What it was before its last changes, the oldest first, with the numbers of the commits that changed it. */
  readonly past: { readonly record: RecordModel; readonly commit: number }[];
  /** Called when it changes. */
  readonly waiting: Set<() => void>;
}

/** A change that is heard of after a later one of the account is late by milliseconds. */
const MAX_PAST = 8;

/** Takes over what a change made of the account. */
export function updateIdentity(identity: Identity, record: RecordModel, { asOf }: Pick<RecordChange, "asOf">): void {
  if (asOf?.commit !== undefined) {
    identity.past.push({ record: identity.record, commit: asOf.commit });
    if (identity.past.length > MAX_PAST) identity.past.shift();
  }
  identity.record = record;
  for (const wake of identity.waiting) wake();
}

/** The account as it was when the change was made. */
export function recordAt({ record, past }: Identity, { asOf }: Pick<RecordChange, "asOf">): RecordModel {
  const own = asOf?.commit;
  if (own === undefined || past.length === 0) return record;
  return past.find(({ commit }) => isBefore(own, commit))?.record ?? record;
}

/** Whether a change of the account was heard of that was made after this one. */
export function wasChangedAfter({ past }: Identity, { asOf }: Pick<RecordChange, "asOf">): boolean {
  const own = asOf?.commit;
  return own !== undefined && past.some(({ commit }) => isBefore(own, commit));
}

/** Numbers have 32 bits and begin anew at 0. */
function isBefore(one: number, other: number): boolean {
  return ((one - other) | 0) < 0;
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
      past: [],
      waiting: new Set(),
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
