import {
  ApiError,
  BadRequestError,
  ForbiddenError,
  InternalServerError,
  NotFoundError,
  TooManyRequestsError,
  UnauthorizedError,
} from "./errors.ts";
import { NativeHandler } from "./registrations.ts";

/** `$apis`: middleware that the server runs itself. */
export const apis = {
  requireAuth: (...collections: readonly string[]) => new NativeHandler("requireAuth", collections),
  requireSuperuserAuth: () => new NativeHandler("requireSuperuserAuth", []),
  requireGuestOnly: () => new NativeHandler("requireGuestOnly", []),
  requireSuperuserOrOwnerAuth: (name = "") => new NativeHandler("requireSuperuserOrOwnerAuth", [name]),
  skipSuccessActivityLog: () => new NativeHandler("skipSuccessActivityLog", []),
  bodyLimit: (bytes: number) => new NativeHandler("bodyLimit", [bytes]),
  gzip: () => new NativeHandler("gzip", []),
};

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
