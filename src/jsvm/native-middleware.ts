import { badRequest, forbidden, unauthorized } from "../lib/api-error.ts";
import { toText } from "../lib/convert.ts";
import { isSuperuser } from "../model/auth/is-superuser.ts";
import type { Call, Route } from "../model/route.ts";

type Check = (call: Call) => void;

/** The middleware of `$apis` that checks who asks, with PocketBase's statuses and messages. Null for what is none of these. */
export function nativeCheck(name: string, args: readonly unknown[]): Check | null {
  switch (name) {
    case "requireGuestOnly":
      return ({ auth }) => {
        if (auth !== null) throw badRequest("The request can be accessed only by guests.");
      };
    case "requireSuperuserAuth":
      return requireAuth(["_superusers"]);
    case "requireAuth":
      return requireAuth(args.map(toText));
    case "requireSuperuserOrOwnerAuth":
      return requireOwner(toText(args[0]) || "id");
    default:
      return null;
  }
}

/** What a middleware of `$apis` sets for the whole route. */
export function nativeOptions(name: string, args: readonly unknown[]): Partial<Route> {
  if (name === "skipSuccessActivityLog") return { skipSuccessLog: true };
  if (name !== "bodyLimit") return {};
  const bytes = Number(args[0]);
  return { maxBodyBytes: bytes > 0 ? bytes : null };
}

function requireAuth(collections: readonly string[]): Check {
  return ({ auth }) => {
    if (auth === null) throw unauthorized("The request requires valid record authorization token.");
    const { id, name } = auth.collection;
    if (collections.length > 0 && !collections.includes(name) && !collections.includes(id)) {
      throw forbidden("The authorized record is not allowed to perform this action.");
    }
  };
}

function requireOwner(parameter: string): Check {
  return ({ auth, params }) => {
    if (auth === null) throw unauthorized("The request requires superuser or record authorization token.");
    if (!isSuperuser(auth) && auth.id !== params[parameter]) throw forbidden();
  };
}
