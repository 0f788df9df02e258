import { describe, expect, test } from "bun:test";
import type { TestApp } from "../support/test-app.ts";
import { hookApp } from "./hook-app.ts";

const HOOKS = `
routerAdd("POST", "/bind", (e) => {
  const model = new DynamicModel({ s: "standard", i: 0, f: -0, b: true, l: ["x"], o: { k: 1 }, n: nullString() });
  let error = "";
  try { e.bindBody(model); } catch (caught) { error = String(caught); }
  return e.json(200, { ...JSON.parse(JSON.stringify(model)), error });
});
routerAdd("POST", "/plain", (e) => { e.bindBody(new DynamicModel({ s: "" })); return e.noContent(204); });
routerAdd("POST", "/info", (e) => { e.requestInfo(); return e.noContent(204); });
routerAdd("POST", "/caught", (e) => { try { e.requestInfo(); } catch (error) { return e.string(200, error); } });`;

function post(app: TestApp, path: string, body: string) {
  return app.request("POST", path, { body, headers: { "content-type": "application/json" } });
}

const STANDARD = { s: "standard", i: 0, f: 0, b: true, l: ["x"], o: { k: 1 }, n: null, error: "" };

test("a model takes values of a body as Go does", async () => {
  await using app = await hookApp({ "main.pb.js": HOOKS });
  const bound = async (body: string): Promise<unknown> => (await post(app, "/bind", body)).json;
  const mistake = (found: string, name: string, type: string): string =>
    `GoError: json: cannot unmarshal ${found} into Go struct field .${name} of type ${type}`;
  expect(await bound('{"s":"a","i":7,"f":1.5,"b":false,"l":[1],"o":{"z":2},"n":"b"}')).toEqual({
    s: "a",
    i: 7,
    f: 1.5,
    b: false,
    l: [1],
    o: { k: 1, z: 2 },
    n: "b",
    error: "",
  });
  expect(await bound('{"S":"upper","s":null,"i":null,"b":null}')).toEqual({ ...STANDARD, s: "upper" });
  expect(await bound('{"s":5,"b":false}')).toEqual({ ...STANDARD, b: false, error: mistake("number", "s", "string") });
  expect(await bound('{"i":1.5}')).toMatchObject({ error: mistake("number 1.5", "i", "int64") });
  expect(await bound('{"f":"1"}')).toMatchObject({ error: mistake("string", "f", "float64") });
  expect(await bound('{"b":1}')).toMatchObject({ error: mistake("number", "b", "bool") });
  expect(await bound('{"l":"x"}')).toMatchObject({ error: mistake("string", "l", "types.JSONArray[interface {}]") });
  expect(await bound('{"o":[]}')).toMatchObject({ error: mistake("array", "o", "types.JSONMap[interface {}]") });
  expect(await bound('{"n":5}')).toMatchObject({ n: "", error: mistake("number", "n", "string") });
});

test("who does not catch that a body does not fit answers as to any mistake", async () => {
  await using app = await hookApp({ "main.pb.js": HOOKS });
  const generic = { status: 400, json: { message: "Something went wrong while processing your request.", data: {} } };
  expect(await post(app, "/plain", '{"s":5}')).toMatchObject(generic);
  expect(await post(app, "/plain", "{bad")).toMatchObject(generic);
  expect(await post(app, "/info", "{bad")).toMatchObject(generic);
  expect((await post(app, "/caught", "{bad")).text).toBe(
    "GoError: invalid character 'b' looking for beginning of object key string",
  );
  expect((await post(app, "/caught", "[1]")).text).toBe(
    "GoError: json: cannot unmarshal array into Go value of type map[string]interface {}",
  );
});

async function bound(app: TestApp, { body, type }: { body: string; type: string }): Promise<unknown> {
  return (await app.request("POST", "/bind?q=1", { body, headers: { "content-type": type } })).json;
}

const POINTED = { ...STANDARD, n: "" };

test.each<[string, object]>([
  ["s=a&s=b&i=0x10&f=1e3&b=&l=x&l=2&l=1.0&n=", { s: "a", i: 16, f: 1000, b: false, l: ["x", 2, "1.0"] }],
  ["i=010&b=T&s=a+b%20c", { i: 8, s: "a b c" }],
  ["S=upper&unknown=1", {}],
  ["@jsonPayload=%7B%22s%22%3A%22p%22%7D&s=q", { s: "p" }],
  ["i=1.5", { n: null, error: 'GoError: strconv.ParseInt: parsing "1.5": invalid syntax' }],
  ["b=yes", { n: null, error: 'GoError: strconv.ParseBool: parsing "yes": invalid syntax' }],
  ["f=1e400", { n: null, error: 'GoError: strconv.ParseFloat: parsing "1e400": value out of range' }],
  ["o=x", { error: "GoError: unknown value type map" }],
  ["s=a&i=%zz", { n: null, error: 'GoError: invalid URL escape "%zz"' }],
  ["s=a;i=5", { n: null, error: "GoError: invalid semicolon separator in query" }],
])("a model takes values of the form %s as Go does", async (body, changes) => {
  await using app = await hookApp({ "main.pb.js": HOOKS });
  const type = "application/x-www-form-urlencoded";
  expect(await bound(app, { body, type })).toEqual({ ...POINTED, ...changes });
});

test("whole numbers, types and what follows the first value are read as Go does", async () => {
  await using app = await hookApp({ "main.pb.js": HOOKS });
  const type = "application/json; charset=utf-8";
  const wrong = (number: string): string =>
    `GoError: json: cannot unmarshal number ${number} into Go struct field .i of type int64`;
  expect(await bound(app, { body: '{"i":1.0}', type })).toMatchObject({ i: 0, error: wrong("1.0") });
  expect(await bound(app, { body: '{"i":1e3}', type })).toMatchObject({ i: 0, error: wrong("1e3") });
  expect(await bound(app, { body: '{"i":7} {', type })).toMatchObject({ i: 7, error: "" });
  const headers = { "content-type": "text/plain", "content-length": "0" };
  expect((await app.request("POST", "/bind", { body: "", headers })).json).toEqual(STANDARD);
  expect(await bound(app, { body: '{"s":"a"}', type: "text/plain" })).toMatchObject({
    error: "GoError: Unsupported Content-Type.",
  });
  const array = (await bound(app, { body: "[1]", type })) as { error: string };
  expect(array.error).toStartWith('GoError: json: cannot unmarshal array into Go value of type struct { B bool "db:');
});

test("a form with files has the values of the query before its own", async () => {
  await using app = await hookApp({ "main.pb.js": HOOKS });
  const body = new FormData();
  for (const [name, value] of [
    ["s", "own"],
    ["i", "3"],
    ["l", "a"],
    ["l", "5"],
  ] as const)
    body.append(name, value);
  const answer = await app.request("POST", "/bind?s=query", { body });
  expect(answer.json).toEqual({ ...POINTED, s: "query", i: 3, l: ["a", 5] });
  const broken = { body: "abc", type: "multipart/form-data" };
  expect(await bound(app, broken)).toMatchObject({
    error: "GoError: no multipart boundary param in Content-Type",
  });
});

const TARGETS = `
routerAdd("POST", "/plain", (e) => {
  const target = { s: "" };
  try { e.bindBody(target); } catch (error) { return e.json(200, { target, error: String(error) }); }
});
routerAdd("POST", "/lists", (e) => {
  const [models, texts] = [arrayOf(new DynamicModel({ s: "" })), arrayOf("")];
  let error = "";
  try { e.bindBody(models); } catch (caught) { error = String(caught); }
  try { e.bindBody(texts); } catch (caught) { error += String(caught); }
  return e.json(200, { models, texts, error });
});
routerAdd("POST", "/record", (e) => {
  const record = new Record($app.findCollectionByNameOrId("users"));
  e.bindBody(record);
  return e.json(200, { id: record.id, name: record.get("name") });
});
onRecordCreateRequest((e) => {
  const model = new DynamicModel({ name: "", extra: 0 });
  e.bindBody(model);
  e.record.set("name", model.name + model.extra);
  return e.next();
}, "users");`;

test("only objects of Go take a body", async () => {
  await using app = await hookApp({ "main.pb.js": TARGETS });
  const target = { s: "" };
  const plain = "map[string]interface {}";
  expect((await post(app, "/plain", '{"s":"a"}')).json).toEqual({
    target,
    error: `GoError: json: Unmarshal(non-pointer ${plain})`,
  });
  expect((await post(app, "/lists", '[{"s":"a"},{}]')).json).toEqual({
    models: [{ s: "a" }, { s: "" }],
    texts: ["", ""],
    error: "GoError: json: cannot unmarshal object into Go value of type string",
  });
  expect((await post(app, "/lists", "null")).json).toEqual({ models: null, texts: null, error: "" });
  expect((await post(app, "/record", '{"id":"abc","name":"Ann"}')).json).toEqual({ id: "abc", name: "Ann" });
});

test("hooks of requests read the body, too", async () => {
  await using app = await hookApp({ "main.pb.js": TARGETS });
  const user = { email: "a@example.com", password: "12345678", passwordConfirm: "12345678", name: "Ann", extra: 5 };
  const headers = { authorization: await app.superuserToken() };
  const created = await app.request("POST", "/api/collections/users/records", { body: user, headers });
  expect(created.json).toMatchObject({ name: "Ann5" });
  const body = new FormData();
  for (const [name, value] of Object.entries({ ...user, email: "b@example.com" })) body.append(name, String(value));
  const sent = await app.request("POST", "/api/collections/users/records?extra=7", { body, headers });
  expect(sent.json).toMatchObject({ name: "Ann7" });
});

describe("XML", () => {
  const HOOK = `routerAdd("POST", "/xml", (e) => {
    const model = new DynamicModel({ text: "", count: 0, rate: -0, done: false, list: [], first_name: nullString() });
    let error = "";
    try { e.bindBody(model); } catch (caught) { error = String(caught); }
    return e.json(200, { ...JSON.parse(JSON.stringify(model)), error });
  });
  routerAdd("POST", "/xml-list", (e) => {
    const models = arrayOf(new DynamicModel({ text: "" }));
    e.bindBody(models);
    let error = "";
    try { e.bindBody({ text: "" }); } catch (caught) { error = String(caught); }
    return e.json(200, [models, error]);
  });`;
  const EMPTY = { text: "", count: 0, rate: 0, done: false, list: [], first_name: null, error: "" };
  const wrongOnLine = (line: number, problem: string): object => ({
    error: `XML syntax error on line ${line}: ${problem}`,
  });
  const bodies: [body: string, expected: object][] = [
    [
      "<r><Text>a<i>no</i>b</Text><Count> 7 </Count><Rate>1.5e3</Rate><Done>true</Done></r>",
      { text: "ab", count: 7, rate: 1500, done: true },
    ],
    ["<r><text>lower case is no name of Go</text><Text>1</Text><Text>2</Text></r>", { text: "2" }],
    ["<r><List>1</List><List>2</List><First_name>x</First_name></r>", { list: [null, null], first_name: "x" }],
    [
      '<?xml version="1.0"?><!DOCTYPE r><!-- c --><n:r a="1"><n:Text><![CDATA[<&]]>&amp;&#65;&#x42;</n:Text></n:r><',
      { text: "<&&AB" },
    ],
    [
      "<r><Text>x</Text><Count>0x10</Count></r>",
      { text: "x", error: 'strconv.ParseInt: parsing "0x10": invalid syntax' },
    ],
    ["<r><Count/><Done> </Done></r>", { error: 'strconv.ParseBool: parsing "": invalid syntax' }],
    ["<r>\n<Text>x</Text>", { text: "x", error: "XML syntax error on line 2: unexpected EOF" }],
    ["<r><Text>x</r>", { error: "XML syntax error on line 1: element <Text> closed by </r>" }],
    ["<r a=1/>", { error: "XML syntax error on line 1: unquoted or missing attribute value in element" }],
    ["<r>a & b</r>", { error: "XML syntax error on line 1: invalid character entity & (no semicolon)" }],
    ["plain", { error: "EOF" }],
    ["<r>\n<Text>&constructor;</Text>\n</r>", wrongOnLine(2, "invalid character entity &constructor;")],
    ["<r><Text>a\n&b;\n</Text></r>", wrongOnLine(2, "invalid character entity &b;")],
    ["<r><Text>&é; </Text></r>", wrongOnLine(1, "invalid character entity &é;")],
    ["<r><Text>&#1;</Text></r>", wrongOnLine(1, "illegal character code U+0001")],
    ["<r><Text>&#xD800;\r\n</Text></r>", { text: "\uFFFD\n" }],
    [`<!DOCTYPE r [<!ENTITY a "<b>'</b>"><!-- > " --><!ENTITY c '>'>]><r><Text>x</Text></r>`, { text: "x" }],
    ["<!DOCTYPE r [<!ENTITY a><r/>", wrongOnLine(1, "unexpected EOF")],
    ["<!-- a -- b --><r/>", wrongOnLine(1, 'invalid sequence "--" not allowed in comments')],
    ["<!-r-><r/>", wrongOnLine(1, "invalid sequence <!- not part of <!--")],
    ["<![r]><r/>", wrongOnLine(1, "invalid <![ sequence")],
    ["<r><![CDATA[x</r>", wrongOnLine(1, "unexpected EOF in CDATA section")],
    ["<? r?><r/>", wrongOnLine(1, "expected target name after <?")],
    ["<?xml version='1.1'?><r/>", { error: 'xml: unsupported version "1.1"; only version 1.0 is supported' }],
    ["<r><a:b:c/></r>", wrongOnLine(1, "expected element name after <")],
    [
      "<r><Count>9223372036854775808</Count></r>",
      { error: 'strconv.ParseInt: parsing "9223372036854775808": value out of range' },
    ],
  ];
  test.each(bodies)("a model takes %s as Go does", async (body, expected) => {
    await using app = await hookApp({ "main.pb.js": HOOK });
    const { json } = await app.request("POST", "/xml", { body, headers: { "content-type": "text/xml" } });
    const { error = "" } = expected as { error?: string };
    expect(json).toEqual({ ...EMPTY, ...expected, error: error === "" ? "" : `GoError: ${error}` });
  });

  test("a list gets one item of it, a plain object nothing", async () => {
    await using app = await hookApp({ "main.pb.js": HOOK });
    const sent = { body: "<r><Text>x</Text></r>", headers: { "content-type": "application/xml" } };
    expect((await app.request("POST", "/xml-list", sent)).json).toEqual([
      [{ text: "x" }],
      "GoError: non-pointer passed to Unmarshal",
    ]);
  });
});

test("a request without a body has its info after the body was read too", async () => {
  const route = `routerAdd("GET", "/read", (e) => {
    const body = toString(e.request.body);
    return e.json(200, { body, info: e.requestInfo().body, query: e.requestInfo().query });
  });`;
  await using app = await hookApp({ "main.pb.js": route });
  expect((await app.request("GET", "/read?a=1")).json).toEqual({ body: "", info: {}, query: { a: "1" } });
});

test("a collection takes a form: rules that it has none of are empty then", async () => {
  const route = `routerAdd("POST", "/collection", (e) => {
    const c = new Collection({ name: "made", type: "base" });
    e.bindBody(c);
    return e.json(200, [c.name, c.listRule, c.viewRule, c.indexes, c.system]);
  });`;
  await using app = await hookApp({ "main.pb.js": route });
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const sent = { headers, body: "name=other&listRule=id+%3D+1&indexes=a&indexes=b&system=true" };
  expect((await app.request("POST", "/collection", sent)).json).toEqual(["other", "id = 1", "", ["a", "b"], false]);
});
