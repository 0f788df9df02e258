import type { Draft } from "./drafts.ts";
import type { Random } from "./random.ts";
import { RawJson, type Source } from "./values.ts";

type Inflate = (draft: Draft, size: number, random: Random) => void;

/** What a client can make large. The size is a count, such that a request has some 10 to 500 KB. */
const KINDS: readonly Inflate[] = [
  (draft, size) => void (draft.body = new RawJson(`{${list(size, (index) => `"k${index}":${index}`)}}`)),
  (draft, size) => void (draft.body = new RawJson(`{"title":[${list(size, () => "1e999")}]}`)),
  (draft, size) => void (draft.body = { title: "t".repeat(size * 10), body: "<p>".repeat(size) }),
  (draft, size) => void (draft.body = new RawJson(`{"meta":${'{"a":'.repeat(size)}1${"}".repeat(size)}}`)),
  (draft, size) => {
    draft.form = "form";
    draft.body = { a: Array.from({ length: size }, () => "1") };
  },
  (draft, size, random) => {
    draft.form = random.pick(["form", "multipart"] as const);
    draft.body = Object.fromEntries(Array.from({ length: size }, (_, index) => [`k${index}`, "v"]));
  },
  (draft, size) => {
    draft.form = "multipart";
    draft.body = { body: "\r\n--fuzz".repeat(size) };
  },
  (draft, size) =>
    void (draft.body = { requests: Array.from({ length: size }, () => ({ method: "POST", url: "/x" })) }),
  (draft, size) =>
    void (draft.body = { clientId: "x", subscriptions: Array.from({ length: size }, (_, i) => `posts/${i}`) }),
  (draft, size, random) => {
    const names = ["fields", "expand", "sort", "filter", "thumb", "a"];
    const part = random.pick(["a,", "a.", "author.", "-id,", "(", "id=1||", "id=1 && ", "*,", "'", "a:excerpt(1),"]);
    draft.query.push([random.pick(names), part.repeat(Math.min(size, 6000 / part.length))]);
  },
  (draft, size) => {
    for (let index = 0; index < Math.min(size, 2000); index += 1) draft.query.push(["a", ""]);
  },
  (draft, size, random) => {
    const count = Math.min(size, 150);
    for (let index = 0; index < count; index += 1) draft.headers.push([`x-h${index}`, "v".repeat(random.int(100))]);
  },
  (draft, size) => void draft.headers.push(["x-long", "v".repeat(Math.min(size, 14_000))]),
];

/** Makes one thing of the request large. */
export function inflate(draft: Draft, { random }: Source): void {
  if (draft.method === "GET" && random.chance(0.5)) draft.method = "POST";
  random.pick(KINDS)(draft, 2 ** (8 + random.int(8)), random);
}

function list(length: number, item: (index: number) => string): string {
  return Array.from({ length }, (_, index) => item(index)).join();
}
