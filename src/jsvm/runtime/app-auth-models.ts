import type { SentRecord } from "../wire.ts";
import { ask } from "./app-base.ts";
import { appKey } from "./app-key.ts";
import { AppRecords } from "./app-records.ts";
import { HostAuthOrigin, HostExternalAuth, HostMfa, HostOtp } from "./auth-models.ts";
import type { HostCollection } from "./collection.ts";
import { dbx } from "./dbx/expressions.ts";
import { recordQuery } from "./queries.ts";
import { goError } from "./go-error.ts";
import type { HostRecord } from "./record.ts";

/** A class of records and the collection that they are in. */
interface Kind<Model extends HostRecord> {
  readonly collection: string;
  readonly model: new (sent: SentRecord) => Model;
}

const EXTERNAL_AUTHS = { collection: "_externalAuths", model: HostExternalAuth };
const MFAS = { collection: "_mfas", model: HostMfa };
const OTPS = { collection: "_otps", model: HostOtp };
const ORIGINS = { collection: "_authOrigins", model: HostAuthOrigin };

const OF_COLLECTION = "collectionRef = {:collection}";
const OF_RECORD = `${OF_COLLECTION} && recordRef = {:record}`;

/** What apps do with the records of the server that belong to accounts. */
export abstract class AppAuthModels extends AppRecords {
  findAllExternalAuthsByRecord(record: HostRecord): HostExternalAuth[] {
    return this.#ofRecord(EXTERNAL_AUTHS, record);
  }

  findAllExternalAuthsByCollection(collection: HostCollection): HostExternalAuth[] {
    return this.#ofCollection(EXTERNAL_AUTHS, collection);
  }

  /** The newest that the expression is for. */
  findFirstExternalAuthByExpr(expression: unknown): HostExternalAuth {
    const found = new HostExternalAuth();
    recordQuery(appKey(this), EXTERNAL_AUTHS.collection)
      .andWhere(dbx.not(dbx.hashExp({ providerId: "" })))
      .andWhere(expression)
      .orderBy("created DESC")
      .limit(1)
      .one(found);
    return found;
  }

  deleteAllExternalAuthsByRecord(record: HostRecord): void {
    this.#deleteAll(EXTERNAL_AUTHS, record);
  }

  findAllMFAsByRecord(record: HostRecord): HostMfa[] {
    return this.#ofRecord(MFAS, record);
  }

  findAllMFAsByCollection(collection: HostCollection): HostMfa[] {
    return this.#ofCollection(MFAS, collection);
  }

  findMFAById(id: string): HostMfa {
    return this.#byId(MFAS, id);
  }

  deleteExpiredMFAs(): void {
    ask(this, "auth.deleteExpired", [MFAS.collection]);
  }

  deleteAllMFAsByRecord(record: HostRecord): void {
    this.#deleteAll(MFAS, record);
  }

  findAllOTPsByRecord(record: HostRecord): HostOtp[] {
    return this.#ofRecord(OTPS, record);
  }

  findAllOTPsByCollection(collection: HostCollection): HostOtp[] {
    return this.#ofCollection(OTPS, collection);
  }

  findOTPById(id: string): HostOtp {
    return this.#byId(OTPS, id);
  }

  deleteExpiredOTPs(): void {
    ask(this, "auth.deleteExpired", [OTPS.collection]);
  }

  deleteAllOTPsByRecord(record: HostRecord): void {
    this.#deleteAll(OTPS, record);
  }

  findAllAuthOriginsByRecord(record: HostRecord): HostAuthOrigin[] {
    return this.#ofRecord(ORIGINS, record);
  }

  findAllAuthOriginsByCollection(collection: HostCollection): HostAuthOrigin[] {
    return this.#ofCollection(ORIGINS, collection);
  }

  findAuthOriginById(id: string): HostAuthOrigin {
    return this.#byId(ORIGINS, id);
  }

  findAuthOriginByRecordAndFingerprint(record: HostRecord, fingerprint: string): HostAuthOrigin {
    const found = this.#ofRecord(ORIGINS, record).find((origin) => origin.fingerprint() === fingerprint);
    if (found === undefined) throw goError("sql: no rows in result set");
    return found;
  }

  deleteAllAuthOriginsByRecord(record: HostRecord): void {
    this.#deleteAll(ORIGINS, record);
  }

  #byId<Model extends HostRecord>({ collection, model }: Kind<Model>, id: string): Model {
    return new model(ask(this, "find.byId", [collection, id]) as SentRecord);
  }

  #ofRecord<Model extends HostRecord>(kind: Kind<Model>, record: HostRecord): Model[] {
    return this.#find(kind, OF_RECORD, { collection: record.collection().id, record: record.id });
  }

  #ofCollection<Model extends HostRecord>(kind: Kind<Model>, { id }: HostCollection): Model[] {
    return this.#find(kind, OF_COLLECTION, { collection: id });
  }

  /** The newest first. */
  #find<Model extends HostRecord>({ collection, model }: Kind<Model>, filter: string, params: object): Model[] {
    const found = ask(this, "find.byFilter", [collection, filter, "-created", 0, 0, [params]]) as SentRecord[];
    return found.map((sent) => new model(sent));
  }

  /** The first that can't be deleted ends it, as in PocketBase. */
  #deleteAll(kind: Kind<HostRecord>, record: HostRecord): void {
    for (const model of this.#ofRecord(kind, record)) this.delete(model);
  }
}
