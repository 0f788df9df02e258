import { badRequest, forbidden, unauthorized } from "../lib/api-error.ts";
import { toText } from "../lib/convert.ts";
import { isSuperuser } from "../model/records/is-superuser.ts";
import type { Call, Route } from "../model/route.ts";
import { serveStaticFile, type StaticFolder } from "../server/static-files.ts";

/** Checks or prepares a request, or answers it and gives true. */
export type NativeRun = (call: Call) => void | Promise<true>;

/** A handler or middleware of `$apis`, with PocketBase's statuses and messages. */
export function nativeRun(name: string, args: readonly unknown[]): NativeRun {
  switch (name) {
    case "static":
      return (call) => answerStatic(call, { folder: toText(args[0]), hasIndexFallback: args[1] === true });
    case "gzip":
      return packed;
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
      // What the whole route has: `nativeOptions`.
      return () => undefined;
  }
}

/** Its path is the wildcard `path` of the route. */
async function answerStatic(call: Call, files: StaticFolder): Promise<true> {
  const path = (call.params["path"] ?? "").split("/").map(encodeURIComponent).join("/");
  await call.draft.respond(await serveStaticFile(files, call.request, path));
  return true;
}

function packed({ draft, request }: Call): void {
  draft.headers.push(["add", "vary", "Accept-Encoding"]);
  if (request.headers.get("accept-encoding")?.includes("gzip") === true) draft.isPacked = true;
}

/** What a middleware of `$apis` sets for the whole route. */
export function nativeOptions(name: string, args: readonly unknown[]): Partial<Route> {
  if (name === "skipSuccessActivityLog" || name === "static") return { skipSuccessLog: true };
  if (name !== "bodyLimit") return {};
  const bytes = Number(args[0]);
  return { maxBodyBytes: bytes > 0 ? bytes : null };
}

function requireAuth(collections: readonly string[]): NativeRun {
  return ({ auth }) => {
    if (auth === null) throw unauthorized("The request requires valid record authorization token.");
    const { id, name } = auth.collection;
    if (collections.length > 0 && !collections.includes(name) && !collections.includes(id)) {
      throw forbidden("The authorized record is not allowed to perform this action.");
    }
  };
}

function requireOwner(parameter: string): NativeRun {
  return ({ auth, params }) => {
    if (auth === null) throw unauthorized("The request requires superuser or record authorization token.");
    if (!isSuperuser(auth) && auth.id !== params[parameter]) throw forbidden();
  };
}
