import { authTokenOfHeader } from "./authorization-header.ts";
import type { Context } from "../context.ts";
import { RecordModel } from "../records/record.ts";
import { verifyToken } from "./tokens.ts";

interface CachedToken {
  readonly record: RecordModel;
  readonly expiresMs: number;
}

const MAX_CACHED_TOKENS = 5000;

/**
 * Checks the tokens that clients sign in with, and remembers the good ones. What is remembered ends with the token's expiry, with
 * any change of its record or collection, and with any change by another process: a changed password ends tokens at once.
 */
export class TokenVerifier {
  readonly #context: Context;
  readonly #tokens = new Map<string, CachedToken>();
  readonly #tokensOfRecord = new Map<string, Set<string>>();
  /** Counts what was dropped, so that a check that began before is not remembered after it. */
  #generation = 0;
  #foreignChanges: number;

  constructor(context: Context) {
    this.#context = context;
    this.#foreignChanges = context.database.foreignChanges();
    const run = async (event: { record: RecordModel; next(): Promise<void> }): Promise<void> => {
      if (event.record.collection.type === "auth") this.#dropRecord(event.record.id);
      await event.next();
    };
    for (const hook of [context.hooks.onRecordAfterUpdateSuccess, context.hooks.onRecordAfterDeleteSuccess]) {
      hook.bind({ id: "auth-tokens", priority: -1000, run });
    }
  }

  /** Who an `Authorization` header stands for; null where its token is not valid. Known tokens are answered synchronously. */
  verifyHeader(header: string): RecordModel | null | Promise<RecordModel | null> {
    const token = authTokenOfHeader(header);
    if (token === "") return null;
    this.#noticeForeignChanges();
    const cached = this.#tokens.get(token);
    if (cached !== undefined) {
      const { record, expiresMs } = cached;
      const { collection } = record;
      const isCurrent = this.#context.collections.current().byId(collection.id) === collection;
      // A copy for each request: what one does to its record must not show in another.
      if (isCurrent && Date.now() < expiresMs)
        return new RecordModel(collection, { ...record.values }, record.original);
      this.#dropRecord(record.id);
    }
    return this.#verify(token);
  }

  async #verify(token: string): Promise<RecordModel | null> {
    const generation = this.#generation;
    const verified = await verifyToken(this.#context, token, "auth");
    if (verified === null) return null;
    const { record, claims } = verified;
    if (generation === this.#generation) {
      const expiresMs = typeof claims["exp"] === "number" ? claims["exp"] * 1000 : Infinity;
      this.#remember(token, { record, expiresMs });
    }
    return new RecordModel(record.collection, { ...record.values }, record.original);
  }

  #remember(token: string, cached: CachedToken): void {
    if (this.#tokens.size >= MAX_CACHED_TOKENS) {
      const [oldest] = this.#tokens.values();
      if (oldest !== undefined) this.#dropRecord(oldest.record.id);
    }
    this.#tokens.set(token, cached);
    const tokens = this.#tokensOfRecord.get(cached.record.id) ?? new Set();
    this.#tokensOfRecord.set(cached.record.id, tokens.add(token));
  }

  #dropRecord(id: string): void {
    this.#generation += 1;
    for (const token of this.#tokensOfRecord.get(id) ?? []) this.#tokens.delete(token);
    this.#tokensOfRecord.delete(id);
  }

  #noticeForeignChanges(): void {
    const changes = this.#context.database.foreignChanges();
    if (changes === this.#foreignChanges) return;
    this.#foreignChanges = changes;
    this.#generation += 1;
    this.#tokens.clear();
    this.#tokensOfRecord.clear();
  }
}
