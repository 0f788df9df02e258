import { Type } from "@sinclair/typebox";
import type { RouteDescription } from "../../model/route-description.ts";

/** What the document of the API says of the health route. */
export const healthApi: RouteDescription = {
  id: "checkHealth",
  summary:
    "Whether the server works, with the status 503 once it is about to stop; superusers also learn how it is reached",
  answer: Type.Object({
    code: Type.Literal(200),
    message: Type.String(),
    data: Type.Object({
      canBackup: Type.Optional(Type.Boolean()),
      possibleProxyHeader: Type.Optional(Type.String()),
      realIP: Type.Optional(Type.String()),
      node: Type.Optional(Type.String()),
      state: Type.Optional(Type.Union([Type.Literal("ready"), Type.Literal("draining")])),
    }),
  }),
};
