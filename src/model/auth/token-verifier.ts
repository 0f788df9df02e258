import type { TableVersion } from "../../database/engine.ts";
import { cacheCounts } from "../../lib/cache-counts.ts";
import { decodeJwt, type Claims } from "../../lib/jwt.ts";
import { LruMap } from "../../lib/lru-map.ts";
import type { Context } from "../context.ts";
import { RecordModel } from "../records/record.ts";
import { authTokenOfHeader } from "./authorization-header.ts";
import { verifyToken } from "./tokens.ts";

interface CachedToken {
  readonly record: RecordModel;
  readonly claims: Claims;
  readonly expiresMs: number;
  /** Reads the table of the record; its version tells whether anything was written there since. */
  readonly sql: string;
  readonly version: TableVersion;
}

const MAX_CACHED_TOKENS = 5000;

/**
 * Checks the tokens that clients sign in with, and remembers the good ones. What is remembered ends with the token's expiry and
 * with any write to the table or change of the collection that its record is in, so a changed password ends tokens at once.
 */
export class TokenVerifier {
  readonly #context: Context;
  readonly #tokens = new LruMap<string, CachedToken>(MAX_CACHED_TOKENS);

  constructor(context: Context) {
    this.#context = context;
  }

  /** Who an `Authorization` header stands for; null where its token is not valid. Known tokens are answered synchronously. */
  verifyHeader(header: string): RecordModel | null | Promise<RecordModel | null> {
    const token = authTokenOfHeader(header);
    if (token === "") return null;
    const cached = this.#tokens.get(token);
    if (cached !== undefined && this.#isCurrent(cached)) {
      cacheCounts.tokens.hits += 1;
      return copy(cached.record);
    }
    cacheCounts.tokens.misses += 1;
    return this.#verify(token);
  }

  /** What the token of a header claims, whether it is valid or not; null where it is none, or expired. */
  claimsOf(header: string): Claims | null {
    const token = authTokenOfHeader(header);
    const cached = this.#tokens.get(token);
    return cached !== undefined && Date.now() < cached.expiresMs ? cached.claims : decodeJwt(token);
  }

  #isCurrent({ record, expiresMs, sql, version }: CachedToken): boolean {
    const { collections, database } = this.#context;
    const { collection } = record;
    return (
      Date.now() < expiresMs &&
      collections.current().byId(collection.id) === collection &&
      database.versionOf(sql) === version
    );
  }

  async #verify(token: string): Promise<RecordModel | null> {
    const { collections, database } = this.#context;
    const claims = decodeJwt(token);
    const collection = collections.current().find(String(claims?.["collectionId"]));
    if (claims === null || collection === undefined) return null;
    const sql = `SELECT 1 FROM ${database.dialect.quote(collection.name)}`;
    // Read before the record: what is written meanwhile then makes what is remembered old.
    const version = database.versionOf(sql);
    const verified = await verifyToken(this.#context, token, "auth");
    if (verified === null) return null;
    if (version !== null) {
      const expiresMs = typeof claims["exp"] === "number" ? claims["exp"] * 1000 : Infinity;
      this.#tokens.set(token, { record: verified.record, claims, expiresMs, sql, version });
    }
    return copy(verified.record);
  }
}

/** For each request its own: what one does to its record must not show in another. */
function copy({ collection, values, original }: RecordModel): RecordModel {
  return new RecordModel(collection, { ...values }, original);
}
