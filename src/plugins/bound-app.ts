import type { Logger } from "../lib/log.ts";
import { inTransaction, type Context } from "../model/context.ts";
import type {
  AppApi,
  AuthApi,
  CollectionsApi,
  FilesApi,
  MailApi,
  RealtimeApi,
  RecordsApi,
  SettingsApi,
  Sql,
} from "./app-api.ts";
import { NO_BOUNDARY } from "./boundary.ts";
import { createAuthApi } from "./data/auth.ts";
import { createCollectionsApi } from "./data/collections.ts";
import { createFilesApi } from "./data/files.ts";
import { createMailApi } from "./data/mail.ts";
import { createRealtimeApi } from "./data/realtime.ts";
import { DataRecords } from "./data/records.ts";
import { createSettingsApi } from "./data/settings.ts";
import { createSql } from "./data/sql.ts";
import { type ApiScope, onHost } from "./api-scope.ts";

/** The API on a context: for migrations, on that of their transaction. */
export function createAppApi(context: Context): AppApi {
  return new BoundApp({ boundary: NO_BOUNDARY, log: context.log, context: () => context });
}

/** A class, whose parts are made when they are asked for: each event of a hook has one. */
export class BoundApp implements AppApi {
  readonly #scope: ApiScope;
  #records: RecordsApi | undefined;
  #collections: CollectionsApi | undefined;
  #sql: Sql | undefined;

  constructor(scope: ApiScope) {
    this.#scope = scope;
  }

  /** The context that an app is bound to; throws for what is no app. */
  static contextOf(app: object): Context {
    if (!(#scope in app)) throw new TypeError("expected an app, such as that of a transaction");
    return app.#scope.context();
  }

  get records(): RecordsApi {
    return (this.#records ??= new DataRecords(this.#scope));
  }

  get collections(): CollectionsApi {
    return (this.#collections ??= createCollectionsApi(this.#scope));
  }

  get sql(): Sql {
    return (this.#sql ??= createSql(this.#scope));
  }

  get settings(): SettingsApi {
    return createSettingsApi(this.#scope);
  }

  get log(): Logger {
    return this.#scope.log;
  }

  get mail(): MailApi {
    return createMailApi(this.#scope);
  }

  get files(): FilesApi {
    return createFilesApi(this.#scope);
  }

  get realtime(): RealtimeApi {
    return createRealtimeApi(this.#scope);
  }

  get auth(): AuthApi {
    return createAuthApi(this.#scope);
  }

  get isDevelopment(): boolean {
    return this.#scope.context().options.isDevelopment;
  }

  transaction<T>(work: (tx: AppApi) => Promise<T>, options: { readonly timeoutMs?: number } = {}): Promise<T> {
    const { boundary } = this.#scope;
    return onHost(this.#scope, (context) =>
      inTransaction(context, async (inner) => boundary.toPlugin(() => work(this.within(inner))), options),
    );
  }

  /** The same API on another context, that of a transaction. */
  within(context: Context): BoundApp {
    return new BoundApp({ ...this.#scope, context: () => context });
  }
}
