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

const Node = Type.Object({
  name: Type.String(),
  version: Type.String(),
  address: Type.String(),
  state: Type.Union([Type.Literal("ready"), Type.Literal("draining"), Type.Literal("lost")], {
    description: "Lost: it was not heard of for three seconds",
  }),
  isLeader: Type.Boolean(),
  started: DateText,
  lagMs: Type.Union([Type.Number(), Type.Null()], {
    description:
      "How far it is behind what others have committed; this and what follows is null where it did not answer",
  }),
  realtimeClients: Type.Union([Type.Integer(), Type.Null()]),
  requests: Type.Union([Type.Integer(), Type.Null()], { description: "Since its start" }),
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
    databases: Type.Record(Type.String(), Type.Integer(), {
      description: "Bytes by the name of the file, or of the schema in PostgreSQL: first data, then logs",
    }),
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
    slowQueries: Type.Union([
      Type.Array(
        Type.Object({
          id: Type.String(),
          kind: Type.String(),
          collection: Type.Union([Type.String(), Type.Null()]),
          filter: Type.String(),
          sort: Type.String(),
          runs: Type.Integer(),
          totalMs: Type.Number(),
          averageMs: Type.Number(),
          longestMs: Type.Number(),
        }),
        { description: "The five that took most in all" },
      ),
      Type.Null({ description: "Where the database can't tell" }),
    ]),
    realtimeClients: Type.Integer(),
    nodes: Type.Union([Type.Array(Node), Type.Null()], { description: "Null where the server is alone" }),
    jobs: Type.Array(Job),
    advice: Type.Array(
      Type.Object({
        code: Type.String(),
        collection: Type.Optional(Type.String()),
        rules: Type.Optional(Type.Array(Type.String())),
        header: Type.Optional(Type.String()),
        count: Type.Optional(Type.Integer()),
        field: Type.Optional(Type.String()),
        rows: Type.Optional(Type.Number({ description: "Estimated" })),
      }),
    ),
  }),
};

const Problem = Type.Object({
  kind: Type.Union([Type.Literal("scan"), Type.Literal("sort"), Type.Literal("build")], {
    description: "It reads every row, sorts all that match, or builds an index of its own at each run",
  }),
  table: Type.Union([Type.String(), Type.Null()]),
});

const SlowQuery = Type.Object({
  id: Type.String(),
  kind: Type.String({ description: "list, count, view, check (of a rule), or sql for other statements" }),
  collection: Type.Union([Type.String(), Type.Null()]),
  filter: Type.String({ description: "With ? for each value" }),
  rule: Type.String(),
  sort: Type.String(),
  sql: Type.String(),
  runs: Type.Integer(),
  totalMs: Type.Number(),
  averageMs: Type.Number(),
  longestMs: Type.Number(),
  scannedRows: Type.Union([Type.Number(), Type.Null()], { description: "The most rows that it may step through" }),
  indexes: Type.Array(Type.String(), { description: "Those that it used" }),
  firstSeen: DateText,
  lastSeen: DateText,
  isChanged: Type.Boolean({ description: "Whether it uses other indexes now than when this was counted" }),
  now: Type.Object({
    problems: Type.Array(Problem),
    obstacles: Type.Array(Type.String(), { description: "Why no index helps" }),
    indexes: Type.Array(Type.String()),
    plan: Type.String(),
  }),
  proposals: Type.Array(Type.String(), { description: "Names of the proposed indexes that would help it" }),
});

const ProposedIndex = Type.Object({
  collection: Type.String(),
  name: Type.String(),
  index: Type.String({ description: "The statement for the collection's indexes" }),
  columns: Type.Array(Type.String()),
  tableRows: Type.Integer({ description: "Estimated" }),
  rowsOfValue: Type.Union([Type.Integer(), Type.Null()], {
    description: "How many rows share the values that are compared for equality, estimated",
  }),
  against: Type.Array(Type.String()),
  queries: Type.Array(Type.String(), { description: "The ids of those that it helps" }),
  totalMs: Type.Number(),
});

export const slowQueriesApi = {
  show: {
    id: "showSlowQueries",
    summary: "The slowest queries, the indexes that would help them, and those that no query used",
    details: "Baobox's own. Of all workers together. No value that a client sent is kept.",
    answer: Type.Object({
      isWatched: Type.Boolean({ description: "False where the database can't tell" }),
      watchedSince: Type.String({ description: 'Since when one of the indexes is watched; "" where there are none' }),
      queries: Type.Array(SlowQuery),
      proposals: Type.Array(ProposedIndex),
      unused: Type.Array(
        Type.Object({ collection: Type.String(), name: Type.String(), index: Type.String(), since: DateText }),
      ),
    }),
  },
  forget: {
    id: "forgetSlowQueries",
    summary: "Forgets what queries took so far",
    details: "Baobox's own.",
    answer: null,
  },
} satisfies Record<string, RouteDescription>;

export const searchIndexesApi: RouteDescription = {
  id: "createSearchIndex",
  summary: "Makes an index by which searches find a text anywhere in a field",
  details: "Baobox's own, on PostgreSQL. It is answered when the index is made; records may be written meanwhile.",
  body: Type.Object({
    collection: Type.String(),
    field: Type.String({ description: "One that holds a single text" }),
  }),
  answer: null,
  errors: [400],
};

export const metricsApi: RouteDescription = {
  id: "showMetrics",
  summary: "Requests, database, caches, realtime, jobs, mails, files, backups and processes in Prometheus' text form",
  details:
    "Baobox's own. The token of BAOBOX_METRICS_TOKEN reads it too. With several workers the figures are those of all of them. Counts begin with the start of each process.",
  answer: null,
  errors: [],
};
