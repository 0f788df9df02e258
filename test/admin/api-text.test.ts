import { expect, test } from "bun:test";
import { translate } from "../../admin/texts/api/api-text.ts";
import { details } from "../../admin/texts/api/details-de.ts";
import { summaries } from "../../admin/texts/api/summaries-de.ts";
import { testApp } from "../support/test-app.ts";

/** What was worded anew a moment ago is shown in English until its German words follow. */
const MISSING_AT_MOST = 10;

interface Described {
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly summary: string }>>>>;
}

test("what the server says of each route, parameter and field has its German words", async () => {
  await using app = await testApp();
  const { json } = await app.request("GET", "/api/openapi.json", { token: await app.superuserToken() });
  const { tags, paths } = json as Described;
  const collections = app.context.collections.current().all.map(({ name }) => name);
  const names = tags.map(({ name }) => name).filter((name) => !collections.includes(name));
  const routes = Object.values(paths).flatMap((methods) => Object.values(methods).map(({ summary }) => summary));
  const german = { ...summaries, ...details };
  const said = new Set([...names, ...routes, ...descriptionsIn(json)]);
  const missing = [...said].filter((text) => translate(text, german) === undefined);
  if (missing.length > MISSING_AT_MOST) expect(missing).toEqual([]);
});

test("the name of a collection stays behind what its routes do", () => {
  expect(translate("Creates a record (posts)", summaries)).toBe("Erstellt einen Datensatz (posts)");
  expect(translate("Greets (loudly)", summaries)).toBeUndefined();
  expect(translate("toString", summaries)).toBeUndefined();
});

function descriptionsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]: [string, unknown]) =>
    key === "description" && typeof part === "string" ? [part] : descriptionsIn(part),
  );
}
