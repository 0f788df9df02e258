import { Type } from "@sinclair/typebox";
import type { RouteDescription } from "../../model/route-description.ts";
import { DateText } from "../../model/wire-types.ts";

const Size = Type.Object({
  bytes: Type.Integer(),
  files: Type.Integer(),
  isComplete: Type.Boolean({ description: "False where there are more files than were measured." }),
});

const Folder = Type.Object({
  folder: Type.String(),
  collection: Type.Union([Type.String(), Type.Null()], { description: "Null where it belongs to no collection" }),
  bytes: Type.Integer(),
  files: Type.Integer(),
});

const Requests = Type.Object({
  since: DateText,
  stepSeconds: Type.Integer(),
  counts: Type.Array(
    Type.Object({
      start: DateText,
      succeeded: Type.Integer(),
      refused: Type.Integer({ description: "Statuses from 400 to 499" }),
      failed: Type.Integer({ description: "Statuses from 500 on" }),
    }),
  ),
  routes: Type.Array(
    Type.Object({
      method: Type.String(),
      path: Type.String(),
      total: Type.Integer(),
      errors: Type.Integer(),
      p50Ms: Type.Number(),
      p95Ms: Type.Number(),
    }),
    { description: "Of the last hour" },
  ),
});

const Job = Type.Object({
  id: Type.String(),
  expression: Type.String(),
  last: Type.Union([
    Type.Object({
      started: DateText,
      durationMs: Type.Number(),
      error: Type.Union([Type.String(), Type.Null()]),
    }),
    Type.Null(),
  ]),
});

/** What the document of the API says of the overview. */
export const overviewApi: RouteDescription = {
  id: "showOverview",
  summary: "How the server is: requests, sizes, counts, jobs, backups and advice",
  details: "Baobox's own. Requests are counted since the server's start, those of the last day at most.",
  answer: Type.Object({
    version: Type.String(),
    pocketbaseVersion: Type.String({ description: "The version of PocketBase whose behaviour this has" }),
    requests: Requests,
    databases: Type.Record(Type.String(), Type.Integer(), { description: "Bytes by the name of the file" }),
    files: Type.Union([Type.Composite([Size, Type.Object({ folders: Type.Array(Folder) })]), Type.Null()]),
    backups: Type.Union([Type.Composite([Size, Type.Object({ latest: Type.String() })]), Type.Null()]),
    collections: Type.Array(
      Type.Object({
        name: Type.String(),
        type: Type.String(),
        system: Type.Boolean(),
        total: Type.Union([Type.Integer(), Type.Null()]),
      }),
    ),
    realtimeClients: Type.Integer(),
    jobs: Type.Array(Job),
    advice: Type.Array(
      Type.Object({
        code: Type.String(),
        collection: Type.Optional(Type.String()),
        rules: Type.Optional(Type.Array(Type.String())),
      }),
    ),
  }),
};

export const metricsApi: RouteDescription = {
  id: "showMetrics",
  summary: "Requests, database, realtime, jobs, logs, backups and processes in Prometheus' text form",
  details:
    "Baobox's own. With several workers the figures are those of all of them. Counts begin with the start of each process.",
  answer: null,
  errors: [],
};
