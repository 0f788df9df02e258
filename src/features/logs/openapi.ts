import { Type } from "@sinclair/typebox";
import type { RouteDescription } from "../../model/route-description.ts";
import { LOG_INTERVALS } from "../../model/logs/count-logs.ts";
import { DateText, FieldsQuery, ListQuery, page } from "../../model/wire-types.ts";

const Log = Type.Object(
  {
    id: Type.String(),
    created: Type.String(),
    level: Type.Integer({ description: "-4 debug, 0 info, 4 warning, 8 error" }),
    message: Type.String(),
    data: Type.Record(Type.String(), Type.Unknown()),
  },
  { $id: "Log" },
);

/** What the document of the API says of the log routes. */
export const logApi = {
  list: { id: "listLogs", summary: "Lists log entries", query: ListQuery, answer: page(Log), errors: [400] },
  stats: {
    id: "countLogsByHour",
    summary: "Counts log entries by the hour; with an interval, by that and the level",
    query: Type.Object({
      filter: Type.Optional(Type.String()),
      interval: Type.Optional(
        Type.Union(
          LOG_INTERVALS.map((name) => Type.Literal(name)),
          {
            description: "Baobox's own. At most 20,000 counts, the latest ones, are answered.",
          },
        ),
      ),
    }),
    answer: Type.Array(Type.Object({ date: DateText, total: Type.Integer(), level: Type.Optional(Type.Integer()) })),
    errors: [400],
  },
  delete: { id: "deleteLogs", summary: "Deletes all log entries, as in PocketBase 0.40", answer: null },
  view: { id: "viewLog", summary: "Shows a log entry", query: FieldsQuery, answer: Log },
} satisfies Record<string, RouteDescription>;
