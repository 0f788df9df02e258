import { expect, test } from "bun:test";
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
