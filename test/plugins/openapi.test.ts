import { expect, test } from "bun:test";
import { Validator } from "@seriousme/openapi-schema-validator";
import { ApiDocument } from "../features/openapi/api-document.ts";
import { pluginApp } from "./plugin-app.ts";

const GREET = `
import { definePlugin, t } from "baobox";
export default definePlugin(async (app) => {
  app.routes.get("/api/hello/:id", ({ params }) => ({ id: params.id }), {
    params: t.Object({ id: t.Numeric() }),
    query: t.Object({ loud: t.Optional(t.BooleanString()) }),
    response: { 200: t.Object({ id: t.Number() }), 404: t.Object({ reason: t.String() }) },
    detail: { summary: "Greets", description: "By number", operationId: "greet" },
    auth: true,
  });
  app.routes.post("/api/upload/*", () => "ok", { body: t.Object({ file: t.File(), at: t.Date() }), auth: "superuser" });
  app.routes.get(await Bun.file(import.meta.dir + "/path.txt").text(), () => "ok");
  app.routes.get("/api/hidden", () => "ok", { detail: { hide: true } });
});`;

test("the document of the API has the routes of plugins with their schemas, and follows a reload", async () => {
  await using plugins = await pluginApp({ "greet.ts": GREET, "path.txt": "/api/plain" }, { isApiDocumentPublic: true });
  const token = await plugins.app.superuserToken();
  const load = async (rest: { token?: string }): Promise<ApiDocument> => {
    const { json } = await plugins.app.request("GET", "/api/openapi.json", rest);
    const validator = new Validator();
    const copy = structuredClone(json) as Parameters<Validator["validate"]>[0];
    expect((await validator.validate(copy)).errors ?? []).toEqual([]);
    return new ApiDocument(json);
  };
  const document = await load({ token });
  const greet = document.find("GET", "/api/hello/7");
  expect(greet).toMatchObject({
    operationId: "greet",
    tags: ["Plugin greet"],
    summary: "Greets",
    description: "By number",
    parameters: [
      { name: "id", in: "path", required: true },
      { name: "loud", in: "query", required: false },
    ],
    security: [{ token: [] }],
  });
  const answer = await plugins.app.request("GET", "/api/hello/7", { token });
  expect(greet === undefined ? "missing" : document.problemOf(greet, answer.status, answer.json)).toBe("");
  expect(greet === undefined ? "missing" : document.problemOf(greet, 404, { reason: 1 })).not.toBe("");
  const upload = JSON.stringify(document.paths["/api/upload/{rest}"]);
  expect(upload).toContain("greet_post_api_upload");
  expect(upload).toContain("multipart/form-data");
  expect(upload).not.toContain('"Date"');
  expect(document.paths).toHaveProperty("/api/plain");
  expect(document.paths).not.toHaveProperty("/api/hidden");

  // What is for superusers alone is not told to others.
  const shown = await load({});
  expect(shown.paths).toHaveProperty("/api/hello/{id}");
  expect(shown.paths).not.toHaveProperty("/api/upload/{rest}");

  // Loaded anew it registers another path. (The test runner's workers would give a changed file as it was.)
  plugins.write({ "path.txt": "/api/fancy" });
  expect((await plugins.reload("greet")).text).toContain("/api/fancy");
  expect((await load({ token })).paths).toHaveProperty("/api/fancy");
});
