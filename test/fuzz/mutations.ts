import { addFile, type Draft } from "./drafts.ts";
import { inflate } from "./inflate.ts";
import { bendText, oddJson, oddText } from "./odd-values.ts";
import type { Random } from "./random.ts";
import { FormFile, makeValue, RawJson, type Source } from "./values.ts";

type Mutate = (draft: Draft, source: Source) => void;

interface Mutation {
  readonly weight: number;
  readonly apply: Mutate;
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get"];
const HEADER_VALUES: Readonly<Record<string, readonly string[]>> = {
  Authorization: ["", "Bearer", "Bearer x", "a.b.c", "eyJhbGciOiJub25lIn0.eyJpZCI6IngifQ.", "e30.e30.e30", "..", "ü"],
  "Content-Type": [
    "",
    "application/json; charset=utf-16",
    "text/plain",
    "multipart/form-data",
    "application/xml",
    "JSON",
    ";",
  ],
  "Accept-Encoding": ["gzip", "gzip;q=0", "br, zstd", "*", "identity;q=0", ";;;"],
  "Content-Encoding": ["gzip", "br", "x"],
  Range: [
    "bytes=0-",
    "bytes=-5",
    "bytes=5-1",
    "bytes=0-1,3-4",
    "bytes=99999999999-",
    "bytes=a-b",
    "items=0-1",
    "bytes=",
  ],
  "If-None-Match": ["*", '"x"', "W/", '"', '"a", "b"'],
  "If-Modified-Since": ["Thu, 01 Jan 1970 00:00:00 GMT", "x", "9999"],
  "If-Range": ['"x"', "x"],
  Origin: ["http://x", "null", "", "*", "http://a b"],
  "X-Forwarded-For": ["1.2.3.4", "::1, x", "", ",,,"],
  "Accept-Language": ["de", "*;q=2", ""],
  "User-Agent": ["", "x".repeat(2000), "\t"],
  "x-token": ["alpha", "", "ü"],
  "Last-Event-ID": ["1", "x"],
  Expect: ["100-continue", "x"],
  Cookie: ["a=b", "=", ";;;"],
  Host: ["a b", "", "localhost:99999", "[::1", "x", "%00", "127.0.0.1, x"],
  Upgrade: ["websocket", "h2c", "x"],
  Connection: ["close", "Upgrade", "x"],
};

const MUTATIONS: readonly Mutation[] = [
  { weight: 6, apply: bodyMutation(replaceValue) },
  { weight: 3, apply: bodyMutation(renameKey) },
  { weight: 2, apply: bodyMutation(addKey) },
  { weight: 1, apply: bodyMutation(removeKey) },
  { weight: 2, apply: bendBody },
  { weight: 1, apply: (draft, { random }) => void (draft.body = oddJson(random)) },
  { weight: 2, apply: (draft, { random }) => void (draft.form = random.pick(["json", "multipart", "form"] as const)) },
  { weight: 1, apply: addFile },
  { weight: 6, apply: changeQuery },
  { weight: 2, apply: addQuery },
  { weight: 3, apply: changePath },
  { weight: 1, apply: (draft, { random }) => void (draft.method = random.pick(METHODS)) },
  { weight: 3, apply: setHeader },
  { weight: 0.08, apply: inflate },
];

/** Changes most requests in one or a few places; some stay valid. */
export function mutate(draft: Draft, source: Source): void {
  const { random } = source;
  let count = random.pick([0, 0, 0, 1, 1, 1, 1, 2, 2, 3]);
  if (random.chance(0.02)) count += random.int(10);
  for (; count > 0; count -= 1) random.weighted(MUTATIONS).apply(draft, source);
}

type Container = Record<string, unknown>;

/** For bodies with something in them; others get a value first. */
function bodyMutation(change: (container: Container, source: Source) => void): Mutate {
  return (draft, source) => {
    if (typeof draft.body !== "object" || draft.body === null || draft.body instanceof RawJson) draft.body = { a: 1 };
    change(someContainer(draft.body as Container, source.random), source);
  };
}

/** The object or list itself, or one somewhere in it. */
function someContainer(container: Container, random: Random): Container {
  const inner = Object.values(container).filter(isContainer);
  return inner.length > 0 && random.chance(0.6) ? someContainer(random.pick(inner), random) : container;
}

function isContainer(value: unknown): value is Container {
  return typeof value === "object" && value !== null && !(value instanceof RawJson) && !(value instanceof FormFile);
}

function replaceValue(container: Container, source: Source): void {
  const { random } = source;
  const names = Object.keys(container);
  if (names.length === 0) return addKey(container, source);
  const name = random.pick(names);
  const value = container[name];
  const changed = random.pick([
    () => makeValue(source, {}, name),
    () => (typeof value === "string" ? bendText(value, random) : [value, value]),
    () => oddJson(random),
    () => oddJson(random),
  ]);
  container[name] = changed();
}

function renameKey(container: Container, { random }: Source): void {
  const names = Object.keys(container);
  if (names.length === 0 || Array.isArray(container)) return;
  const name = random.pick(names);
  const renamed = random.pick([
    `${name}+`,
    `+${name}`,
    `${name}-`,
    `${name}:autogenerate`,
    name.toUpperCase(),
    oddText(random),
  ]);
  Object.defineProperty(container, renamed, {
    value: container[name],
    enumerable: true,
    configurable: true,
    writable: true,
  });
  if (random.chance(0.5)) delete container[name];
}

function addKey(container: Container, { random }: Source): void {
  if (Array.isArray(container)) return void container.push(oddJson(random));
  Object.defineProperty(container, oddText(random), {
    value: oddJson(random),
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function removeKey(container: Container, { random }: Source): void {
  const names = Object.keys(container);
  if (Array.isArray(container)) container.splice(random.int(names.length + 1), 1);
  else if (names.length > 0) delete container[random.pick(names)];
}

function bendBody(draft: Draft, { random }: Source): void {
  if (draft.form !== "json") return;
  draft.body = new RawJson(bendText(draft.body instanceof RawJson ? draft.body.text : jsonOf(draft.body), random));
}

function changeQuery(draft: Draft, source: Source): void {
  const { random } = source;
  const index = random.int(draft.query.length);
  const pair = draft.query[index];
  if (pair === undefined) return addQuery(draft, source);
  const [name, value] = pair;
  if (random.chance(0.4)) pair[1] = String(makeValue(source, {}, name));
  else if (random.chance(0.6)) pair[1] = bendText(value, random);
  else if (random.chance(0.7)) pair[1] = oddText(random);
  else draft.query.splice(index, 0, [name, oddText(random)]);
}

function addQuery(draft: Draft, source: Source): void {
  const { random } = source;
  const known = [
    "page",
    "perPage",
    "sort",
    "filter",
    "skipTotal",
    "expand",
    "fields",
    "token",
    "thumb",
    "download",
    "format",
  ];
  const name = random.chance(0.8) ? random.pick(known) : oddText(random);
  draft.query.push([name, String(makeValue(source, {}, name))]);
}

function changePath(draft: Draft, source: Source): void {
  const { random } = source;
  const segments = draft.path.split("/");
  const index = 1 + random.int(Math.max(1, segments.length - 1));
  const odd = random.chance(0.7) ? encodeURIComponent(oddText(random).toWellFormed()) : rawPathText(random);
  const known = encodeURIComponent(String(makeValue(source, {}, random.pick(["collection", "id", "name", "key"]))));
  random.pick([
    () => (segments[index] = known),
    () => (segments[index] = odd),
    () => segments.splice(index, 0, odd),
    () => segments.splice(index, 1),
  ])();
  draft.path = segments.join("/") || "/";
}

function rawPathText(random: Random): string {
  return random.pick([
    "%",
    "%zz",
    "%00",
    "%c3%28",
    "..",
    ".",
    "",
    "%2f",
    "a%2fb",
    ";x",
    "#x",
    "//",
    "\\",
    "{",
    "|",
    "é",
    "a".repeat(500),
  ]);
}

function setHeader(draft: Draft, { random }: Source): void {
  const name = random.pick(Object.keys(HEADER_VALUES));
  const value = random.chance(0.8) ? random.pick(HEADER_VALUES[name] ?? [""]) : oddText(random);
  const index = draft.headers.findIndex(([other]) => other.toLowerCase() === name.toLowerCase());
  if (index >= 0 && random.chance(0.8)) draft.headers[index] = [name, value];
  else draft.headers.push([name, value]);
}

function jsonOf(value: unknown): string {
  return JSON.stringify(value) ?? "";
}
