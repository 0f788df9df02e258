import { toText } from "../../lib/convert.ts";
import { App } from "./app.ts";
import { appKey } from "./app-key.ts";
import { integerArgument } from "./go-arguments.ts";
import { HostRecord } from "./record.ts";
import { returnedFailure } from "./returned-failure.ts";
import { call } from "./server.ts";

/** Ends a transaction that is not to be kept. */
class Undone extends Error {}

type DryCallback = (app: App, record: HostRecord) => unknown;

/** Saves a record with what a client sent, as the API does. */
export class RecordUpsertForm {
  #app: App;
  #record: HostRecord;
  #access: "none" | "manager" | "superuser" = "none";
  #sent: Record<string, unknown> = {};

  constructor(app: unknown, record: unknown) {
    this.#app = appArgument(app);
    this.#record = recordArgument(record);
  }

  setApp(app: unknown): void {
    this.#app = appArgument(app);
  }

  setRecord(record: unknown): void {
    this.#record = recordArgument(record);
  }

  /** What runs here ends with its thread. */
  setContext(_context: unknown): void {}

  resetAccess(): void {
    this.#access = "none";
  }

  grantManagerAccess(): void {
    this.#access = "manager";
  }

  grantSuperuserAccess(): void {
    this.#access = "superuser";
  }

  hasManageAccess(): boolean {
    return this.#access !== "none";
  }

  /** Sets the fields that there are. Hidden ones only superusers may set. */
  load(data: Readonly<Record<string, unknown>>): void {
    const isAuth = this.#record.collection().isAuth();
    const all: Record<string, unknown> = { ...data };
    delete all["expand"];
    if (isAuth) {
      for (const name of ["password", "passwordConfirm", "oldPassword"]) {
        if (Object.hasOwn(all, name)) this.#sent[name] = toText(all[name]);
      }
      delete all["passwordConfirm"];
      delete all["oldPassword"];
    }
    for (const [key, value] of Object.entries(all)) {
      const field = this.#record.setIfFieldExists(key, value);
      if (field === null || !field.hidden || this.#access === "superuser") continue;
      if (isAuth && field.name === "password") continue;
      this.#record.setRaw(field.name, this.#record.original().getRaw(field.name));
    }
  }

  submit(): void {
    call("form.submitRecord", appKey(this.#app), [this.#record, this.#sent, this.hasManageAccess()]);
  }

  /** Saves a copy of the record without hooks, calls the function, and undoes all of it. */
  drySubmit(callback?: DryCallback | null): void {
    const app = this.#app.unsafeWithoutHooks();
    const copy = this.#record.clone();
    if (copy.isNew() && copy.id === "") copy.id = `_temp_${crypto.randomUUID().replaceAll("-", "").slice(0, 15)}`;
    if (app.isTransactional()) return drySubmitWithin(app, copy, callback);
    try {
      app.runInTransaction((inner) => {
        inner.saveNoValidate(copy);
        const failure = returnedFailure(callback?.(inner, copy));
        if (failure !== null) return failure;
        throw new Undone();
      });
    } catch (error) {
      if (!(error instanceof Undone)) throw error;
    }
  }
}

/** There is a transaction already, which is to go on. */
function drySubmitWithin(app: App, copy: HostRecord, callback?: DryCallback | null): void {
  const isNewRecord = copy.isNew();
  const original = copy.original();
  app.saveNoValidate(copy);
  try {
    const result = callback?.(app, copy);
    if (result !== undefined && result !== null) throw returnedFailure(result);
  } finally {
    if (isNewRecord) app.delete(copy);
    else {
      copy.load(original.fieldsData());
      app.saveNoValidate(copy);
    }
  }
}

/** Makes the client secret that Apple wants. */
export class AppleClientSecretCreateForm {
  clientId = "";
  teamId = "";
  keyId = "";
  privateKey = "";
  /** In seconds. */
  duration = 0;

  constructor(app: unknown) {
    appArgument(app);
  }

  validate(): void {
    call("form.validateApple", 0, [this.#sent]);
  }

  submit(): string {
    return call("form.submitApple", 0, [this.#sent]) as string;
  }

  get #sent(): object {
    const { clientId, teamId, keyId, privateKey, duration } = this;
    return { clientId, teamId, keyId, privateKey, durationSeconds: integerArgument(duration) };
  }
}

/** Sends a mail template of a collection. */
export class TestEmailSendForm {
  readonly #app: App;
  email = "";
  template = "";
  collection = "";

  constructor(app: unknown) {
    this.#app = appArgument(app);
  }

  validate(): void {
    call("form.validateEmail", appKey(this.#app), [this.email, this.template, this.collection]);
  }

  submit(): void {
    call("form.submitEmail", appKey(this.#app), [this.email, this.template, this.collection]);
  }
}

/** Tries the bucket of the settings. */
export class TestS3FilesystemForm {
  readonly #app: App;
  /** "storage" or "backups" */
  filesystem = "";

  constructor(app: unknown) {
    this.#app = appArgument(app);
  }

  validate(): void {
    call("form.validateS3", appKey(this.#app), [this.filesystem]);
  }

  submit(): void {
    call("form.submitS3", appKey(this.#app), [this.filesystem]);
  }
}

function appArgument(value: unknown): App {
  if (value instanceof App) return value;
  throw new TypeError("could not convert the argument to an app");
}

function recordArgument(value: unknown): HostRecord {
  if (value instanceof HostRecord) return value;
  throw new TypeError("could not convert the argument to a record");
}
