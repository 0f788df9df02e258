// Random rules over one collection, with records and requests for them: the same ones for the same seed.
import type { Collection } from "../../../src/model/collections/collection.ts";
import type { RequestInfo } from "../../../src/model/request-info.ts";
import { collection, field, requestInfo } from "./small-world.ts";

const ITEMS = "id_items";

export function itemCollection(): Collection {
  return collection("items", [
    field("text", "title"),
    field("text", "body"),
    field("number", "size"),
    field("number", "rank"),
    field("bool", "open"),
    field("bool", "done"),
    field("json", "meta"),
    field("select", "tags", { maxSelect: 3, values: ["a", "b"] }),
    field("geoPoint", "place"),
    field("relation", "other", { collectionId: ITEMS, maxSelect: 1 }),
    field("relation", "others", { collectionId: ITEMS, maxSelect: 9 }),
    field("date", "at"),
  ]);
}

/** A view of them with what is counted, computed and joined. */
export function viewCollection(): Collection {
  const shown = (type: string, name: string, options: Record<string, unknown> = {}) =>
    field(type, name, { ...options, id: `_clone_${name}` });
  const viewQuery = `SELECT i.id, i.title, i.size, i.open, i.meta, i.tags, i.place, i.other, i.others, i.at, (i.title || 'x') AS joined,
    (SELECT COUNT(*) FROM items o WHERE o.other = i.id) AS total, j.title AS title2, j.size AS size2
    FROM items i LEFT JOIN items j ON j.id = i.other`;
  const fields = [
    shown("text", "title"),
    shown("number", "size"),
    shown("bool", "open"),
    shown("json", "meta"),
    shown("select", "tags", { maxSelect: 3, values: ["a", "b"] }),
    shown("geoPoint", "place"),
    shown("relation", "other", { collectionId: ITEMS, maxSelect: 1 }),
    shown("relation", "others", { collectionId: ITEMS, maxSelect: 9 }),
    shown("date", "at"),
    field("json", "joined"),
    field("number", "total"),
    shown("text", "title2"),
    shown("number", "size2"),
  ];
  return collection("seen", fields, { type: "view", options: { viewQuery } } as never);
}

const TEXTS = `|a|A|aa|a%|%|_|a_b|\\|a\\|1|1.0|10| 5 |-2|1e2|true|1x|é|É|🎉|ﬀ|\u{ffff}|line\nbreak|null|0|0.5|[1]|'|"`
  .split("|")
  .concat(["2026-01-02 03:04:05.678Z", '{"a":1}']);
const NUMBERS = [0, 1, -1, 10, 0.5, -2, 100, 2.25, 123456789012, 0.1];
/** How SQLite prints them matters. */
const ODD_NUMBERS = [1e15, 1e20, 1e-7, 3.14159265358979];
const JSON_VALUES = [
  null,
  true,
  false,
  0,
  1,
  10,
  1.5,
  "",
  "a",
  "10",
  "x",
  [],
  [1],
  ["a"],
  ["a", "10", null],
  { a: 1 },
  { a: { b: "a" } },
  { a: [1, "a"] },
  { a: null },
  { a: "" },
  { a: true },
  { "0": 5 },
  { a: 1e30 },
];
const POINTS = [
  { lon: 0, lat: 0 },
  { lon: 1, lat: 1 },
  { lon: -120.5, lat: 33 },
];
const PATHS =
  `title body size rank open done title:lower size:lower id at meta meta.a meta.a.b meta.a.0 meta.0 tags tags:each tags:length
  place.lon place other others others:length others:each other.title others.title others.size other.meta.a items_via_other.title
  items_via_others.size others.tags:each meta:lower tags:lower open:lower @collection.items.title other.other.open`.split(
    /\s+/,
  );
const REQUEST_PATHS =
  `@request.body.title @request.body.size @request.body.open @request.body.other @request.method @request.query.q
  @request.body.title:lower @request.body.tags:length @request.body.title:isset @request.body.tags:each @request.body.title:changed
  @request.body.size:changed @request.body.open:changed @request.body.meta:changed @request.auth.id @request.body.others.title
  @request.body.others:each`.split(/\s+/);
const CALLS = [
  "strftime('%Y', at)",
  "strftime('%Y-%m-%d %H', title)",
  "strftime('%j', at, '+1 month')",
  "strftime('%s', size)",
  "strftime('%Y', others.at)",
  "geoDistance(place.lon, place.lat, 1, 1)",
];
const OPERATORS = ["=", "!=", "~", "!~", "<", "<=", ">", ">=", "?=", "?!=", "?~", "?>"];

const VIEW_PATHS =
  `title size open title:lower size:lower id at meta meta.a meta.a.b meta.a.0 tags tags:each tags:length place.lon other others
  others:length others:each other.title others.title others.size other.meta.a joined joined:lower total total:lower title2 size2
  title2:lower @collection.seen.title @collection.items.size`.split(/\s+/);

export class RandomRules {
  #state: number;
  readonly #paths: readonly string[];

  constructor(seed: number, of: "items" | "seen" = "items") {
    this.#state = seed;
    this.#paths = of === "items" ? PATHS : VIEW_PATHS;
  }

  pick<T>(list: readonly T[]): T {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return list[Math.floor((this.#state / 2 ** 32) * list.length)] as T;
  }

  rule(): string {
    const [one, two, three] = [this.#comparison(), this.#comparison(), this.#comparison()];
    const join = (): string => this.pick([" && ", " || "]);
    return this.pick([one, one, one + join() + two + join() + three, `${one}${join()}(${two}${join()}${three})`]);
  }

  sort(): string {
    const sorts = ["", "title", "-size,title", "meta.a", "-meta", "other.title,-size", "tags:length,-title", "-open"];
    // The rows of a view have no order of their own.
    return this.#paths === PATHS ? this.pick(sorts) : `${this.pick(sorts)},id`.replace(/^,/, "");
  }

  request(): RequestInfo {
    const values = [null, true, false, 0, 1, 10, 0.5, ...TEXTS, ["a"], ["a", "b"], [], { k: 1 }, ["r1", "r2"], "r1"];
    const names = ["title", "size", "open", "tags", "other", "meta", "others"];
    const body = Object.fromEntries(
      names.flatMap((name) => (this.pick([true, true, false]) ? [[name, this.pick(values)]] : [])),
    );
    return requestInfo({ body, query: this.pick([true, false]) ? { q: this.pick(TEXTS) } : {} });
  }

  record(id: string): Record<string, unknown> {
    return {
      id,
      title: this.pick(TEXTS),
      body: this.pick(TEXTS),
      size: this.pick([...NUMBERS, ...ODD_NUMBERS]),
      rank: this.pick(NUMBERS),
      open: this.pick([true, false]),
      done: this.pick([true, false]),
      meta: this.pick(JSON_VALUES),
      tags: this.pick([[], ["a"], ["b"], ["a", "b"]]),
      place: this.pick(POINTS),
      other: this.pick(["", "r1", "r2", "gone"]),
      others: this.pick([[], ["r1"], ["r1", "r2"], ["r3", "gone"]]),
      at: this.pick(["", "2026-01-02 03:04:05.678Z", "2024-12-31 23:59:59.999Z"]),
    };
  }

  #comparison(): string {
    return `${this.#operand()} ${this.pick(OPERATORS)} ${this.#operand()}`;
  }

  #operand(): string {
    const text = this.pick(TEXTS).replaceAll("\\", "\\\\").replaceAll("'", "\\'");
    const words = ["null", "true", "false", "@year", "@weekday"];
    const path = this.pick(this.#paths);
    return this.pick([
      path,
      path,
      path,
      `'${text}'`,
      String(this.pick(NUMBERS)),
      this.pick(words),
      this.pick(REQUEST_PATHS),
      this.pick(CALLS),
    ]);
  }
}
