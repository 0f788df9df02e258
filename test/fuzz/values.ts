import type { World } from "../conformance/recorded-answers.ts";
import { randomExpand, randomFields, randomFilter, randomSort } from "./filters.ts";
import type { Api, Schema } from "./operations.ts";
import type { Random } from "./random.ts";

export const BACKUP = "world.zip";

/** A JSON value as it is written, for what `JSON.stringify` can't write. */
export class RawJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A file in a form. */
export class FormFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;

  constructor(name: string, type: string, bytes: Uint8Array) {
    this.name = name;
    this.type = type;
    this.bytes = bytes;
  }
}

export interface Source {
  readonly random: Random;
  readonly api: Api;
  readonly world: World;
  /** Of a realtime client that is probably connected; the one thing of a request that does not follow from its index. */
  readonly clientId: string;
}

/** Addresses at which nobody listens: what the server fetches must not leave this machine. */
const URLS = [
  "http://127.0.0.1:9/",
  "http://[::1]:9/x",
  "http://localhost:9",
  "https://127.0.0.1:9",
  "x",
  "http://",
  "",
];
const SQL = [
  "SELECT 1",
  "SELECT * FROM posts",
  "SELECT id, title FROM posts WHERE",
  "UPDATE posts SET views = views + 1",
  "",
]
  .concat(["SELECT count(*) FROM posts a, posts b", "DELETE FROM comments WHERE stars > 3", "PRAGMA table_info(posts)"])
  .concat([
    "SELECT 1; SELECT 2",
    "INSERT INTO teams (id) VALUES ('x')",
    "SELECT randomblob(10)",
    "CREATE TABLE t (a)",
    ";",
  ]);
const VIEWS = [
  "SELECT id FROM posts",
  "SELECT p.id, p.title, count(c.id) AS n FROM posts p LEFT JOIN comments c ON c.post = p.id",
]
  .concat([
    "SELECT (ROW_NUMBER() OVER()) AS id, author.handle FROM posts JOIN authors author",
    "SELECT 1 AS id",
    "SELECT *",
  ])
  .concat([
    "WITH a AS (SELECT id FROM teams) SELECT id FROM a",
    "SELECT id, meta, CAST(views AS TEXT) t FROM posts",
    "x",
  ]);
const TYPES = [
  "text",
  "editor",
  "number",
  "bool",
  "email",
  "url",
  "date",
  "autodate",
  "select",
  "file",
  "relation",
  "json",
].concat(["password", "geoPoint", "nothing"]);
const TOPICS = [
  "posts/*",
  "posts",
  "comments/*",
  "authors/*",
  "_superusers/*",
  "@custom",
  "*",
  "posts/*?options=%7B%7D",
  "/",
].concat(['posts/*?options={"query":{"filter":"views>1","fields":"id","expand":"author"},"headers":{"x_token":"a"}}']);
const FILE_NAMES = [
  "a.png",
  "b.txt",
  "../x",
  "",
  ".",
  "ünï.cödé",
  "a.tar.gz",
  `${"n".repeat(300)}.svg`,
  "con",
  "a\\b.jpg",
];
/** The smallest GIF, the head of a PNG, and others that a client may send under any name. */
const CONTENTS = [
  "R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==",
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB",
  "PHN2Zy8+",
  "",
]
  .concat(["UEsDBAoAAAAAAA==", "/9j/4AAQSkZJRgABAQ==", "JVBERi0xLjQK", "eyJhIjoxfQ=="])
  .map((text) => Buffer.from(text, "base64"));

type Make = (source: Source) => unknown;

/** What a value with that name means, in bodies, queries and paths alike; others are made by their schema. */
const BY_NAME: Readonly<Record<string, Make>> = {
  collection: (source) =>
    source.random.pick([...Object.keys(source.world.ids), "users", "_superusers", "authors00000001"]),
  id: recordId,
  record: recordId,
  recordRef: recordId,
  filter: ({ random }) => randomFilter(random),
  sort: ({ random }) => randomSort(random),
  expand: ({ random }) => randomExpand(random),
  fields: (source) => (source.random.chance(0.9) ? randomFields(source.random) : collectionFields(source)),
  page: ({ random }) => random.pick([1, 2, 0, -1, 100, 1e9, 9007199254740991]),
  perPage: ({ random }) => random.pick([1, 5, 30, 500, 1000, 0, -1, 100000]),
  skipTotal: ({ random }) => random.pick(["1", "true", "false", ""]),
  thumb: ({ random }) => random.pick(["100x100", "0x50", "10x10f", "10x10t", "0x0", "9999x9999", "x", "1x1b"]),
  format: ({ random }) => random.pick(["webp", "avif", "png", "jpeg", "x"]),
  download: ({ random }) => random.pick(["1", "0", "x"]),
  token: (source) => source.random.pick(Object.values(source.world.tokens)),
  key: ({ random }) => random.pick([BACKUP, "x.zip", "../data.db", "made.zip", ""]),
  name: (source) =>
    source.random.pick([...storedFiles(source.world), "fuzz", "made", "made.zip", "posts", "Ünï", "index.html"]),
  clientId: ({ clientId }) => clientId,
  subscriptions: ({ random }) => random.some(TOPICS, 6),
  topic: ({ random }) => random.pick(TOPICS),
  channel: ({ random }) => random.pick(["room:1", "room:2", "closed", "*", "", "x".repeat(201)]),
  query: ({ random }) => random.pick(SQL),
  viewQuery: ({ random }) => random.pick(VIEWS),
  listRule: rule,
  viewRule: rule,
  createRule: rule,
  updateRule: rule,
  deleteRule: rule,
  authRule: rule,
  manageRule: rule,
  join: rule,
  broadcast: rule,
  email: email,
  newEmail: email,
  identity: email,
  password: ({ random }) => random.pick(["1234567890", "12345678", "wrong", "", "é".repeat(40), "a".repeat(73)]),
  passwordConfirm: ({ random }) => random.pick(["1234567890", "12345678"]),
  provider: ({ random }) => random.pick(["oidc", "google", "nothing"]),
  interval: ({ random }) => random.pick(["hour", "minute", "day", "x"]),
  cron: ({ random }) => random.pick(["0 0 * * *", "* * * * *", "@daily", "61 * * * *", "", "*/0 * * * *"]),
  requests: batchRequests,
  superuserIPs: () => [],
  host: ({ random }) => random.pick(["127.0.0.1", "localhost", "", "a b"]),
  endpoint: ({ random }) => random.pick(URLS),
  appURL: ({ random }) => random.pick(URLS),
  authURL: ({ random }) => random.pick(URLS),
  tokenURL: ({ random }) => random.pick(URLS),
  userInfoURL: ({ random }) => random.pick(URLS),
  redirectURL: ({ random }) => random.pick(URLS),
  createData: (source) => ({ handle: "made", email: email(source) }),
};

/** A value that the schema allows, or at least one that means something to the server. */
export function makeValue(source: Source, given: Schema, name = ""): unknown {
  const { random, api } = source;
  const byName = Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined;
  if (byName !== undefined) return byName(source);
  const schema = api.resolve(given);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return structuredClone(random.pick(schema.enum));
  if (schema.examples !== undefined && random.chance(0.7)) return structuredClone(random.pick(schema.examples));
  if (schema.anyOf !== undefined) return makeValue(source, random.pick(schema.anyOf), name);
  if (schema.allOf !== undefined)
    return Object.assign({}, ...schema.allOf.map((part) => makeValue(source, part))) as unknown;
  if (schema.properties !== undefined) return makeObject(source, schema);
  if (schema.type === "array") {
    const { items = {} } = schema;
    return Array.from({ length: random.int(4) }, () => makeValue(source, items, name === "labels" ? "" : name));
  }
  if (schema.type === "boolean") return random.chance(0.5);
  if (schema.type === "integer" || schema.type === "number") {
    const least = schema.minimum ?? -1000;
    return least + random.int((schema.maximum ?? 100_000) - least + 1);
  }
  if (schema.format === "binary") return makeFile(random);
  if (schema.type === "string" && random.chance(0.3)) return recordId(source);
  return random.pick(["text", "some longer text", "2024-05-06 07:08:09.000Z", "1", "a@example.com", ...URLS]);
}

export function makeFile(random: Random): FormFile {
  const type = random.pick(["image/png", "text/plain", "", "application/octet-stream", "x"]);
  return new FormFile(random.pick(FILE_NAMES), type, random.pick(CONTENTS));
}

function makeObject(source: Source, { properties = {}, required = [] }: Schema): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(properties)) {
    if (required.includes(name) || source.random.chance(0.5)) made[name] = makeValue(source, schema, name);
  }
  return made;
}

function recordId({ random, world }: Source): string {
  return random.pick(world.ids[random.pick(Object.keys(world.ids))] ?? [""]);
}

function email({ random }: Source): string {
  return random.pick([
    "user1@example.com",
    "root@example.com",
    "new@example.com",
    "nobody",
    '"q q"@example.com',
    "a@b",
  ]);
}

function rule({ random }: Source): string | null {
  return random.pick([null, "", () => randomFilter(random)].map((one) => (typeof one === "function" ? one() : one)));
}

function storedFiles({ files }: World): string[] {
  return Object.keys(files).flatMap((path) => (path.endsWith(".txt") ? [path.split("/").at(-1) ?? ""] : []));
}

/** Fields of a collection, most with options that are in order. */
function collectionFields({ random }: Source): object[] {
  return Array.from({ length: random.int(5) }, (_, index) => {
    const options = {
      required: true,
      max: random.pick([0, 1, 5, 1e6, -1]),
      min: random.pick([0, 2]),
      pattern: random.pick(["", "^[a-z]+$", "(a+)+$", "["]),
      values: ["a", "b"],
      maxSelect: random.int(4),
      collectionId: random.pick(["posts0000000001", "authors00000001", "missing"]),
      hidden: true,
      unique: true,
    };
    const chosen = Object.entries(options).filter(() => random.chance(0.3));
    return {
      name: random.pick(["a", "b", "title", `f${index}`]),
      type: random.pick(TYPES),
      ...Object.fromEntries(chosen),
    };
  });
}

function batchRequests(source: Source): object[] {
  const { random } = source;
  return Array.from({ length: 1 + random.int(5) }, () => {
    const collection = String(BY_NAME["collection"]?.(source));
    const url = `/api/collections/${collection}/records${random.chance(0.5) ? `/${recordId(source)}` : ""}`;
    const body = { title: "t", name: "n", "views+": 1, id: random.chance(0.3) ? recordId(source) : "", text: "x" };
    const query = random.chance(0.2) ? `?expand=${encodeURIComponent(randomExpand(random))}` : "";
    return { method: random.pick(["POST", "PATCH", "PUT", "DELETE", "GET"]), url: url + query, body };
  });
}
