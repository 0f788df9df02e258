import { Type } from "@sinclair/typebox";
import type { RouteDescription } from "../../model/route-description.ts";

const Cron = Type.Object({ id: Type.String(), expression: Type.String() }, { $id: "Cron" });

/** What the document of the API says of the cron routes. */
export const cronApi = {
  list: { id: "listCrons", summary: "Lists the cron jobs", answer: Type.Array(Cron) },
  run: {
    id: "runCron",
    summary: "Starts a cron job now",
    query: Type.Object({
      wait: Type.Optional(Type.Boolean({ description: "Baobox's own: waits for the job and answers its outcome." })),
    }),
    answer: null,
  },
} satisfies Record<string, RouteDescription>;
