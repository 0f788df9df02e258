import { Type } from "@sinclair/typebox";
import type { RouteDescription } from "../../model/route-description.ts";

/** What the document of the API says of the health route. */
export const healthApi: RouteDescription = {
  id: "checkHealth",
  summary: "Whether the server works; superusers also learn how it is reached",
  answer: Type.Object({
    code: Type.Literal(200),
    message: Type.String(),
    data: Type.Object({
      canBackup: Type.Optional(Type.Boolean()),
      possibleProxyHeader: Type.Optional(Type.String()),
      realIP: Type.Optional(Type.String()),
    }),
  }),
};
