import { Elysia, t } from "elysia";
import { badRequest, forbidden, unauthorized } from "../../lib/api-error.ts";
import { isSuperuser } from "../../model/records/is-superuser.ts";
import type { Call } from "../../model/route.ts";
import type { AuthGuard } from "../define-plugin.ts";
import { keepFailure } from "./answer-request.ts";
import { requestView } from "../event/request-view.ts";

export { t };

export type PluginRoutes = ReturnType<typeof createPluginRoutes>;

/**
 * An empty Elysia app for a plugin's routes, whose handlers also get who is signed in (`auth`), the `clientAddress`, and the request
 * as in the events of hooks (`info`, without the body). `callOf` gives the call that a request belongs to.
 */
export function createPluginRoutes(callOf: (request: Request) => Call) {
  return new Elysia({ strictPath: true })
    .onError({ as: "global" }, keepFailure)
    .derive({ as: "global" }, ({ request }) => {
      const call = callOf(request);
      const info = requestView(call.info());
      return { auth: info.auth, clientAddress: call.clientAddress, info };
    })
    .macro({
      auth: (guard: AuthGuard) => ({
        beforeHandle: ({ request }: { request: Request }) => checkGuard(guard, callOf(request)),
        // For the document of the API, which does not see the guard itself.
        detail: guard === "guest" ? {} : { security: [{ token: [] }], "x-superuser": guard === "superuser" },
      }),
    });
}

/** With the statuses and messages of Baobox's own routes. */
function checkGuard(guard: AuthGuard, { auth }: Call): void {
  if (guard === "guest") {
    if (auth !== null) throw badRequest("The request can be accessed only by guests.");
    return;
  }
  if (auth === null) throw unauthorized("The request requires valid record authorization token.");
  if (guard === true || isSuperuser(auth)) return;
  if (guard === "superuser") throw forbidden("The authorized record is not allowed to perform this action.");
  const names = typeof guard === "string" ? [guard] : guard;
  const { id, name } = auth.collection;
  if (!names.includes(name) && !names.includes(id)) {
    throw forbidden(`The request requires auth record from ${names.join(" or ")} collection.`);
  }
}
