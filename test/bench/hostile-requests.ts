import { connect } from "node:net";
import type PocketBase from "pocketbase";
import { pipelines } from "./hostile-pipelines.ts";
import { hostileRealtime } from "./hostile-realtime.ts";
import { type Hostile, type Victims, summary } from "./hostile-shape.ts";
import { underRules } from "./hostile-rules.ts";

const RECORDS = "/api/collections/victims/records";
const JSON_TYPE = "application/json";
const FORM_TYPE = "application/x-www-form-urlencoded";
const MULTIPART_TYPE = "multipart/form-data; boundary=XX";
const RELATED = 20;
const KNOTS = 400;

/** A collection that guests may use wholly, and records of which a few requests make much. */
export async function prepareVictims(admin: PocketBase): Promise<Victims> {
  const open = { listRule: "", viewRule: "", createRule: "", updateRule: "" };
  await admin.settings.update({ batch: { enabled: true, maxRequests: 50, timeout: 3 } });
  await admin.collections.create({
    name: "victims",
    type: "base",
    ...open,
    fields: [
      { name: "title", type: "text" },
      { name: "html", type: "editor" },
      { name: "data", type: "json" },
      { name: "tags", type: "select", maxSelect: 3, values: ["a", "b", "c"] },
      { name: "email", type: "email" },
      { name: "link", type: "url" },
      { name: "at", type: "date" },
      { name: "photo", type: "file", maxSelect: 1, maxSize: 2 ** 26, thumbs: ["3000x3000", "100x9000"] },
    ],
  });
  const rule = "html ~ @request.query.q";
  const ruled = { name: "ruled", type: "base", createRule: rule, updateRule: rule, deleteRule: rule };
  const fields = [
    { name: "html", type: "editor" },
    { name: "title", type: "text" },
  ];
  await admin.collections.create({ ...ruled, fields });
  const ruledRecord = await admin.collection("ruled").create({ html: "<p>".repeat(1_000_000) });
  const knots = await admin.collections.create({ name: "knots", type: "base", ...open, fields: [] });
  const relation = { name: "r", type: "relation", collectionId: knots.id, maxSelect: RELATED };
  await admin.collections.update(knots.id, { fields: [...knots["fields"], relation] });
  await tieKnots(admin);
  const victims = admin.collection("victims");
  const photo = async (width: number, height: number): Promise<string> => {
    const record = await victims.create({ photo: new File([(await drawn(width, height)) as BlobPart], "photo.jpg") });
    return new URL(admin.files.getURL(record, String(record["photo"]))).pathname;
  };
  await victims.create({ data: Object.fromEntries(Array.from({ length: 40_000 }, (_, index) => [`a${index}`, "x"])) });
  await crowd(admin);
  return {
    viewId: (await victims.create({ title: "the one to see" })).id,
    ruledId: ruledRecord.id,
    htmlId: (await victims.create({ html: "<p>".repeat(1_000_000) })).id,
    photoUrl: await photo(3000, 2000),
    phonePhotoUrl: await photo(3840, 2160),
    largePhotoUrl: await photo(6000, 4000),
  };
}

/** Records each of which relates to twenty others. */
async function tieKnots(admin: PocketBase): Promise<void> {
  const ids = Array.from({ length: KNOTS }, (_, index) => `knot${String(index).padStart(11, "0")}`);
  for (const id of ids) await admin.collection("knots").create({ id });
  for (const [index, id] of ids.entries()) {
    const r = Array.from({ length: RELATED }, (_, step) => ids[(index + step + 1) % KNOTS]);
    await admin.collection("knots").update(id, { r });
  }
}

/** A page of a thousand small records. */
async function crowd(admin: PocketBase): Promise<void> {
  const text = { name: "title", type: "text" };
  await admin.collections.create({ name: "crowd", type: "base", listRule: "", fields: [text] });
  for (let batch = 0; batch < 20; batch += 1) {
    const records = admin.createBatch();
    for (let index = 0; index < 50; index += 1) records.collection("crowd").create({ title: `one of many ${index}` });
    await records.send();
  }
}

async function drawn(width: number, height: number): Promise<Uint8Array> {
  const header = Buffer.alloc(54);
  header.write("BM");
  header.writeUInt32LE(54, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(24, 28);
  const pixels = new Uint8Array(width * height * 3).map((_, index) => (index * 7 + (index >> 9) * 13) & 255);
  return new Bun.Image(Buffer.concat([header, pixels])).jpeg().bytes();
}

export function hostileRequests(victims: Victims): readonly Hostile[] {
  const { htmlId, photoUrl, phonePhotoUrl, largePhotoUrl } = victims;
  return [
    { name: "nothing", send: async () => (await Bun.sleep(3000), "") },
    ...forms(),
    ...jsonBodies(),
    ...multipartBodies(),
    ...queries(htmlId),
    ...filters(),
    ...hostileRealtime(victims),
    ...underRules(victims),
    ...pipelines(victims),
    batchOf(262_000),
    {
      name: "160,000 ranges of a file",
      async send(url) {
        const headers = { range: `bytes=${"0-0,".repeat(160_000)}0-0` };
        return summary(await fetch(`${url}${photoUrl}`, { headers }));
      },
    },
    { name: "AVIF of 3000x2000", send: (url) => get(url, `${photoUrl}?format=avif`) },
    { name: "AVIF of 6000x4000", send: (url) => get(url, `${largePhotoUrl}?format=avif`) },
    { name: "AVIF of 3840x2160", send: (url) => get(url, `${phonePhotoUrl}?format=avif`) },
    { name: "WebP of 6000x4000", send: (url) => get(url, `${largePhotoUrl}?format=webp`) },
    { name: "cropped thumb 3000x3000 of 3000x2000", send: (url) => get(url, `${photoUrl}?thumb=3000x3000`) },
    { name: "cropped thumb 100x9000 of 6000x4000", send: (url) => get(url, `${largePhotoUrl}?thumb=100x9000`) },
    { name: "a Host that is none", send: (url) => raw(url, "GET / HTTP/1.1\r\nHost: a b\r\n\r\n") },
    { name: "two Host headers", send: (url) => raw(url, "GET /api/health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n") },
  ];
}

function forms(): Hostile[] {
  const form = (name: string, make: () => string): Hostile => ({
    name: `form: ${name}`,
    send: (url) => post(url, FORM_TYPE, make()),
  });
  return [
    form("50,000 values of one name", () => "a=1&".repeat(50_000)),
    form("200,000 names", () => Array.from({ length: 200_000 }, (_, index) => `k${index}=1`).join("&")),
    form("30 MB of one escaped value", () => `title=${"%41".repeat(10_000_000)}`),
    form("20 MB of one number", () => `title=${"1".repeat(20_000_000)}`),
    form("a JSON payload of 500,000 names", () => `@jsonPayload=${encodeURIComponent(objectOf(500_000))}`),
    form("a JSON field of 4,000,000 lists", () => `data=${encodeURIComponent(`[${"[],".repeat(4_000_000)}0]`)}`),
  ];
}

function jsonBodies(): Hostile[] {
  const json = (name: string, make: () => string): Hostile => ({
    name: `JSON: ${name}`,
    send: (url) => post(url, JSON_TYPE, make()),
  });
  const data = (name: string, make: () => string): Hostile => json(name, () => `{"data":${make()}}`);
  const distinct = (prefix: string): string => Array.from({ length: 50_000 }, (_, i) => `"${prefix}${i}"`).join();
  return [
    json("1,500,000 names", () => objectOf(1_500_000)),
    json("9,000 names", () => objectOf(9_000)),
    data("500,000 numbers beyond all", () => `[${"1e999,".repeat(500_000)}0]`),
    data("500,000 numbers", () => `[${"1,".repeat(499_999)}0]`),
    data("16,000,000 numbers", () => `[${"1,".repeat(15_999_999)}0]`),
    data("10,000,000 lists", () => `[${"[],".repeat(9_999_999)}[]]`),
    data("500,000 lists", () => `[${"[],".repeat(499_999)}[]]`),
    data("450,000 short texts", () => `[${Array.from({ length: 450_000 }, (_, i) => `"${i.toString(36)}"`).join()}]`),
    data("45,000 names", () => objectOf(45_000)),
    data("250,000 objects of one name", () => `[${'{"a":1},'.repeat(249_999)}{}]`),
    data("250,000 objects with emoji", () => `[${'{"a":"\\ud83d\\ude00"},'.repeat(249_999)}{}]`),
    data("9,990 levels a hundred times", () => `[${`${"[".repeat(9_990)}${"]".repeat(9_990)},`.repeat(25)}[]]`),
    data("30 MB of escapes", () => `"${"\\u0041".repeat(5_000_000)}"`),
    data("30 MB of white space", () => " ".repeat(30_000_000) + "1"),
    data("30 MB of one number", () => "1".repeat(30_000_000)),
    json("30 MB of open brackets that close", () => `${"{}".repeat(15_000_000)}`),
    json("tags and tags- with 50,000 each", () => `{"tags":[${distinct("a")}],"tags-":[${distinct("b")}]}`),
    json("a title of 30 MB", () => `{"title":"${"a".repeat(30_000_000)}"}`),
    json("an email of 5 MB", () => `{"email":"${"a.".repeat(2_500_000)}@example.com"}`),
    json("a link of 5 MB", () => `{"link":"http://${"a.".repeat(2_500_000)}com"}`),
    json("a date of 5 MB", () => `{"at":"${"2026-".repeat(1_000_000)}"}`),
    json("4 MB of HTML", () => `{"html":"${"<p>".repeat(1_400_000)}"}`),
  ];
}

function multipartBodies(): Hostile[] {
  const head = (name: string): string => `--XX\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`;
  const multipart = (name: string, make: () => string): Hostile => ({
    name: `multipart: ${name}`,
    send: (url) => post(url, MULTIPART_TYPE, make()),
  });
  return [
    multipart("8 MB of false delimiters", () => `${head("title")}${"\r\n--XXa\r\n".repeat(900_000)}\r\n--XX--`),
    multipart("8 MB of almost delimiters", () => `${head("title")}${"\r\n--X".repeat(1_600_000)}\r\n--XX--`),
    multipart("a delimiter line of 8 MB", () => `${head("title")}${`\r\n--XX${" ".repeat(16_000)}`.repeat(500)}`),
    multipart("900 parts of one name", () => `${`${head("title")}1\r\n`.repeat(900)}--XX--`),
    multipart("5,000 parts", () => `${`${head("title")}1\r\n`.repeat(5_000)}--XX--`),
    multipart("heads of 15 KB", () => `${`${head(`a${"; ".repeat(7_000)}`)}1\r\n`.repeat(900)}--XX--`),
    multipart("30 MB of one value", () => `${head("title")}${"a".repeat(30_000_000)}\r\n--XX--`),
  ];
}

function queries(htmlId: string): Hostile[] {
  const query = (name: string, path: string): Hostile => ({ name, send: (url) => get(url, path) });
  const names = (length: number): string => Array.from({ length }, (_, index) => `f${index}`).join(",");
  return [
    query("expand of six levels, 20 each", "/api/collections/knots/records?perPage=500&expand=r.r.r.r.r.r"),
    query("expand of two levels, 20 each", "/api/collections/knots/records?perPage=200&expand=r.r"),
    query("expand of two levels back", "/api/collections/knots/records?perPage=100&expand=knots_via_r.knots_via_r"),
    query(
      "fields of two expanded levels",
      "/api/collections/knots/records?perPage=200&expand=r.r&fields=id,expand.r.id",
    ),
    query("excerpt of 3 MB of HTML", `${RECORDS}/${htmlId}?fields=html:excerpt(5000000)`),
    query("3 MB of HTML", `${RECORDS}/${htmlId}`),
    query("fields of 15 KB", `${RECORDS}?fields=${names(2_500)}`),
    query("expand of 15 KB", `/api/collections/knots/records?expand=${names(2_500)}`),
    query("7,000 parameters", `${RECORDS}?${"a&".repeat(7_000)}`),
    query("fields of 800 KB", `${RECORDS}?fields=${names(100_000)}`),
    query("400,000 parameters", `${RECORDS}?${"a&".repeat(400_000)}`),
    query("sort of 15 KB", `${RECORDS}?sort=${"title,".repeat(2_500)}`),
    query("filter of 3,400 bytes", `${RECORDS}?filter=${"(".repeat(1_000)}id=1${")".repeat(1_000)}`),
    {
      name: "5,000 ranges",
      async send(url) {
        const headers = { range: `bytes=${"0-0,".repeat(3_500)}0-0` };
        return summary(await fetch(`${url}/_/`, { headers }));
      },
    },
  ];
}

/** Each reads large texts, or a large value many times. */
function filters(): Hostile[] {
  const filter = (name: string, text: string, more = ""): Hostile => ({
    name,
    send: (url) => get(url, `${RECORDS}?filter=${encodeURIComponent(text)}${more}`),
  });
  const paths = Array.from({ length: 195 }, (_, index) => `data.a${index} = ${index}`).join(" || ");
  return [
    filter("a filter of 195 JSON paths", paths),
    filter("a search with many wildcards", `html ~ "${"%p".repeat(40)}z"`),
    filter("a search with few wildcards", 'html ~ "%p%p%p%p%p%p%pz"'),
    filter("a search for 10 KB", `html ~ "${"p>".repeat(5_000)}z"`),
    filter("eight sorts by a large text", 'title != "x"', `&sort=${"html,-html,".repeat(3)}html,-html`),
  ];
}

/** Of a batch with files: a form whose one field holds all its requests. */
function batchOf(count: number): Hostile {
  return {
    name: `a batch of ${count} items`,
    async send(url) {
      const form = new FormData();
      form.set("@jsonPayload", `{"requests":[${`{"method":"POST","url":"${RECORDS}"},`.repeat(count - 1)}{}]}`);
      form.set("requests.0.photo", new File(["x"], "x.jpg"));
      return summary(await fetch(`${url}/api/batch`, { method: "POST", body: form }));
    },
  };
}

function objectOf(names: number): string {
  return `{${Array.from({ length: names }, (_, index) => `"k${index}":${index}`).join()}}`;
}

async function post(url: string, contentType: string, body: string): Promise<string> {
  return summary(await fetch(`${url}${RECORDS}`, { method: "POST", headers: { "content-type": contentType }, body }));
}

async function get(url: string, path: string): Promise<string> {
  return summary(await fetch(url + path));
}

/** The first line of what comes for a request that `fetch` would not send. */
function raw(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect(Number(port), hostname, () => socket.write(text));
  socket.setTimeout(5000, () => reject(new Error("no answer")));
  socket.on("error", reject);
  socket.on("data", (data) => resolve(data.toString("latin1").split("\r\n")[0] ?? ""));
  return promise.finally(() => socket.destroy());
}
