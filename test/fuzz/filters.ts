import type { Random } from "./random.ts";

const FIELDS = [
  "id",
  "title",
  "body",
  "views",
  "rating",
  "published",
  "publishedAt",
  "kind",
  "labels",
  "author",
  "meta",
]
  .concat([
    "reviewers",
    "attachments",
    "place",
    "contact",
    "secret",
    "handle",
    "age",
    "tags",
    "team",
    "friends",
    "email",
  ])
  .concat([
    "name",
    "members",
    "budget",
    "settings",
    "lead",
    "post",
    "text",
    "stars",
    "likes",
    "total",
    "mean",
    "created",
  ]);
const MODIFIERS = [":lower", ":length", ":each", ":isset", ":changed", ":excerpt", ":"];
const MACROS = ["@now", "@todayStart", "@todayEnd", "@yearStart", "@month", "@weekday", "@yesterday", "@nothing"];
const REQUEST = [
  "auth.id",
  "auth.team.name",
  "auth.friends.handle",
  "body.title",
  "body.views",
  "query.q",
  "headers.x_token",
].concat(["headers.host", "method", "context", "auth.collectionName", "auth.email", "body.author.handle", "nothing"]);
const OPERATORS = [
  "=",
  "!=",
  ">",
  ">=",
  "<",
  "<=",
  "~",
  "!~",
  "?=",
  "?!=",
  "?>",
  "?>=",
  "?<",
  "?<=",
  "?~",
  "?!~",
  "==",
];
const LITERALS = [
  "''",
  '""',
  "'a'",
  "'%'",
  "'_'",
  "'\\\\'",
  "'it\\'s'",
  '"ünïcödé"',
  "1",
  "-1",
  "0.5",
  "1e3",
  "9e999",
].concat(["true", "false", "null", "'2024-01-02 03:04:05.000Z'", "'2024'", "99999999999999999999", "'🎉'", "'\\n'"]);
const COLLECTIONS = ["posts", "authors", "comments", "teams", "stats", "users", "_superusers", "missing"];
const JOINTS = [" && ", " || ", "&&", "||", " && // c\n", "  &&  "];

/** A filter or rule, right by its grammar and often by its fields too. */
export function randomFilter(random: Random, depth = 0): string {
  const parts = Array.from({ length: 1 + random.int(3) }, () => {
    if (depth < 4 && random.chance(0.2)) return `(${randomFilter(random, depth + 1)})`;
    return `${operand(random)}${random.pick(["", " "])}${random.pick(OPERATORS)}${random.pick(["", " "])}${operand(random)}`;
  });
  return parts.reduce((text, part) => `${text}${random.pick(JOINTS)}${part}`);
}

export function randomSort(random: Random): string {
  const names = [...FIELDS, "@random", "@rowid", "author.handle", "meta.a.b", "comments_via_post.stars", "nothing", ""];
  return Array.from(
    { length: 1 + random.int(4) },
    () => `${random.pick(["", "-", "+", "--"])}${random.pick(names)}`,
  ).join();
}

export function randomExpand(random: Random): string {
  const names = [
    "author",
    "reviewers",
    "team",
    "friends",
    "members",
    "lead",
    "post",
    "likes",
    "comments_via_post",
  ].concat(["posts_via_author", "posts_via_reviewers", "authors_via_team", "authors_via_friends", "nothing", "", "*"]);
  const path = () => Array.from({ length: 1 + random.int(4) }, () => random.pick(names)).join(".");
  return Array.from({ length: 1 + random.int(3) }, path).join();
}

export function randomFields(random: Random): string {
  const parts = [
    ...FIELDS,
    "*",
    "expand.author.handle",
    "expand.*",
    "items",
    "items.id",
    "body:excerpt(5,true)",
    "totalItems",
  ].concat(["body:excerpt(1e9)", "title:excerpt(-1)", "body:nothing(1)", "body:excerpt(", "meta.a.b", "..", ""]);
  return Array.from({ length: 1 + random.int(5) }, () => random.pick(parts)).join();
}

function operand(random: Random): string {
  switch (random.int(8)) {
    case 0:
    case 1:
      return random.pick(LITERALS);
    case 2:
      return random.pick(MACROS);
    case 3:
      return `@request.${random.pick(REQUEST)}${modifier(random)}`;
    case 4:
      return `@collection.${random.pick(COLLECTIONS)}${random.pick(["", ":a", ":b"])}.${path(random)}`;
    case 5:
      return random.chance(0.5)
        ? `geoDistance(place.lon, ${operand(random)}, ${random.pick(["23", "place.lon", "'x'"])}, ${random.pick(LITERALS)})`
        : `strftime(${random.pick(["'%Y'", "'%s'", "'%'", "created"])}, ${path(random)}${random.pick(["", ", '+1 day'"])})`;
    default:
      return path(random);
  }
}

function path(random: Random): string {
  const relations = [
    "author",
    "reviewers",
    "team",
    "friends",
    "post",
    "comments_via_post",
    "posts_via_author",
    "meta",
    "0",
  ];
  const steps = random.chance(0.3) ? random.some(relations, 4) : [];
  return [...steps, random.pick(FIELDS)].join(".") + modifier(random);
}

function modifier(random: Random): string {
  return random.chance(0.15) ? random.pick(MODIFIERS) : "";
}
