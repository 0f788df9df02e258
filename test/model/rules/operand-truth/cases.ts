/**
 * Every kind of operand on both sides of every kind of comparison, for a guest and a user. `record.ts` asks PocketBase what
 * holds; `operand-truth.test.ts` asks the statements and the compiled rules.
 */
export const OPERANDS = [
  "title",
  "count",
  "open",
  "meta",
  "meta.a",
  "tags",
  "tags:each",
  "tags:length",
  "title:lower",
  "team.name",
  "teams.name",
  "cases_via_team.title",
  "@collection.teams.name",
  "'x'",
  "'1'",
  "''",
  "1",
  "0",
  "true",
  "false",
  "null",
  "@request.method",
  "@request.auth.id",
  "@request.auth.verified",
  "@request.auth.nick",
  "@request.query.word",
  "@request.query.empty",
  "@request.query.missing",
  "@request.query.word:isset",
  "@request.query.missing:isset",
  "@request.headers.x_word:isset",
  "@request.auth.id:isset",
  "@request.body.title",
  "@request.body.count",
  "@request.body.open",
  "@request.body.missing",
  "@request.body.title:lower",
  "@request.body.title:isset",
  "@request.body.meta:isset",
  "@request.body.title:changed",
  "@request.body.meta:changed",
  "@request.body.tags:each",
  "@request.body.tags:length",
  "geoDistance(place.lon, place.lat, 1, 1)",
  "strftime('%Y', title)",
] as const;

export const OPERATORS = ["=", "!=", ">", "<=", "~", "!~", "?=", "?!="] as const;

/** The rules in the order in which the truth is stored. */
export function* rules(): Generator<string> {
  for (const left of OPERANDS) {
    for (const operator of OPERATORS) {
      for (const right of OPERANDS) yield `${left} ${operator} ${right}`;
    }
  }
}

export const FIELDS = [
  { name: "title", type: "text" },
  { name: "count", type: "number" },
  { name: "open", type: "bool" },
  { name: "meta", type: "json" },
  { name: "tags", type: "select", maxSelect: 3, values: ["x", "y", "1"] },
  { name: "place", type: "geoPoint" },
];

export const TEAMS = [
  { id: "team00000000001", name: "x" },
  { id: "team00000000002", name: "" },
];

export const RECORDS = [
  { id: "case00000000001", title: "", count: 0, open: false, meta: null, tags: [], team: "", teams: [] },
  {
    id: "case00000000002",
    title: "x",
    count: 1,
    open: true,
    meta: { a: true },
    tags: ["x"],
    team: TEAMS[0]?.id,
    teams: [TEAMS[0]?.id],
    place: { lon: 1, lat: 1 },
  },
  {
    id: "case00000000003",
    title: "1",
    count: 5,
    open: true,
    meta: { a: 5 },
    tags: ["x", "y"],
    team: TEAMS[1]?.id,
    teams: TEAMS.map(({ id }) => id),
  },
  { id: "case00000000004", title: "X1", count: -1.5, open: false, meta: 1, tags: ["1"], team: TEAMS[0]?.id, teams: [] },
  { id: "case00000000005", title: "2026-01-02", count: 2026, open: true, meta: "x", tags: [], team: "", teams: [] },
];

export const QUERY = { word: "x", empty: "" };
export const HEADERS = { x_word: "x" };
export const BODY = { title: "X1", count: 1, open: true, tags: ["x", "y"] };
export const USER = { id: "user00000000001", email: "user@example.com", nick: "x", verified: true };

/** A list of records as one character: the sum of the powers of two of their places; `!` where the rule is refused. */
export function encode(ids: readonly string[] | null): string {
  if (ids === null) return "!";
  const places = ids.map((id) => RECORDS.findIndex((record) => record.id === id));
  return places.reduce((sum, place) => sum + 2 ** place, 0).toString(32);
}
