import {
  ApiError,
  BadRequestError,
  ForbiddenError,
  InternalServerError,
  NotFoundError,
  PanicError,
  TooManyRequestsError,
  UnauthorizedError,
} from "./errors.ts";
import { DirFs } from "./dir-fs.ts";
import { HookEvent, stateOf } from "./event.ts";
import { HostRecord } from "./record.ts";
import { NativeHandler } from "./registrations.ts";

/** `$apis`: middleware that the server runs itself, and what answers with records. */
export const apis = {
  requireAuth: (...collections: readonly string[]) => new NativeHandler("requireAuth", collections),
  requireSuperuserAuth: () => new NativeHandler("requireSuperuserAuth", []),
  requireGuestOnly: () => new NativeHandler("requireGuestOnly", []),
  requireSuperuserOrOwnerAuth: (name = "") => new NativeHandler("requireSuperuserOrOwnerAuth", [name]),
  skipSuccessActivityLog: () => new NativeHandler("skipSuccessActivityLog", []),
  bodyLimit: (bytes: number) => new NativeHandler("bodyLimit", [bytes]),
  gzip: () => new NativeHandler("gzip", []),

  static(folder: unknown, hasIndexFallback: unknown) {
    if (typeof folder !== "string" && !(folder instanceof DirFs)) {
      throw new PanicError("$apis.static needs a path or what $os.dirFS gives");
    }
    return new NativeHandler("static", [typeof folder === "string" ? folder : folder.root, hasIndexFallback === true]);
  },

  recordAuthResponse(event: unknown, ...[record, method, meta = null]: readonly unknown[]): void {
    stateOf(eventOf(event)).answer("apis.authResponse", [recordOf(record), method, meta]);
  },

  enrichRecord(event: unknown, record: unknown, ...expands: readonly unknown[]): void {
    stateOf(eventOf(event)).ask("apis.enrich", [[recordOf(record)], expands]);
  },

  enrichRecords(event: unknown, records: unknown, ...expands: readonly unknown[]): void {
    const list = Array.isArray(records) ? records.map(recordOf) : [];
    if (list.length > 0) stateOf(eventOf(event)).ask("apis.enrich", [list, expands]);
  },
};

function eventOf(value: unknown): HookEvent {
  if (value instanceof HookEvent) return value;
  throw new TypeError("could not convert the argument to a request event");
}

function recordOf(value: unknown): HostRecord {
  if (value instanceof HostRecord) return value;
  throw new TypeError("could not convert the argument to a record");
}

/** The error classes, which scripts may also call without `new`. */
export const errorClasses = {
  ApiError: callable(ApiError),
  BadRequestError: callable(BadRequestError),
  UnauthorizedError: callable(UnauthorizedError),
  ForbiddenError: callable(ForbiddenError),
  NotFoundError: callable(NotFoundError),
  TooManyRequestsError: callable(TooManyRequestsError),
  InternalServerError: callable(InternalServerError),
};

function callable<Class extends new (...args: never[]) => object>(constructor: Class): Class {
  return new Proxy(constructor, {
    apply: (target, _self, args) => Reflect.construct(target, args) as object,
    // As in PocketBase, an error is an instance of just the class that made it.
    get: (target, name) => (name === Symbol.hasInstance ? isOwn : (Reflect.get(target, name) as unknown)),
  });
  function isOwn(value: unknown): boolean {
    return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === constructor.prototype;
  }
}
