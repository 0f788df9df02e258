import { badRequest, forbidden, notFound, unauthorized } from "../../lib/api-error.ts";
import { isSuperuser } from "../../model/records/is-superuser.ts";
import { NO_COLLECTION } from "../../model/collections/no-collection.ts";
import type { RecordModel } from "../../model/records/record.ts";
import type { Call, Route } from "../../model/route.ts";

/** Checks who may call a route, with PocketBase's statuses and messages. */
export function checkAccess(access: NonNullable<Route["access"]>, call: Call, auth: RecordModel | null): void {
  switch (access) {
    case "guest":
      if (auth !== null) throw badRequest("The request can be accessed only by guests.");
      return;
    case "auth":
      requireAuth(auth);
      return;
    case "superuser":
      if (!isSuperuser(requireAuth(auth))) {
        throw forbidden("The authorized record is not allowed to perform this action.");
      }
      return;
    case "superuserOrOwner":
      if (auth === null) throw unauthorized("The request requires superuser or record authorization token.");
      if (!isSuperuser(auth) && auth.id !== call.params["id"]) throw forbidden();
      return;
    case "sameCollection": {
      const wanted = call.collection;
      if (wanted === undefined) throw notFound(NO_COLLECTION);
      const { collection } = requireAuth(auth);
      if (wanted.id !== collection.id) {
        throw forbidden(`The request requires auth record from ${collection.name} collection.`);
      }
    }
  }
}

function requireAuth(auth: RecordModel | null): RecordModel {
  if (auth === null) throw unauthorized("The request requires valid record authorization token.");
  return auth;
}
