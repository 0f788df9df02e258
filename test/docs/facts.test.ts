// What the pages name exists, and what a reader looks up in the reference pages is all there.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { join, resolve } from "node:path";
import { settingsGroups } from "../../admin/pages/settings/settings-groups.ts";
import { editorEn } from "../../admin/texts/editor/en.ts";
import { en } from "../../admin/texts/en.ts";
import { referenceEn } from "../../admin/texts/reference/en.ts";
import { commandList } from "../../src/commands/command-list.ts";
import { createHooks } from "../../src/model/hooks.ts";
import { type TestApp, testApp } from "../support/test-app.ts";

const DOCS = resolve(import.meta.dir, "../../docs");
/** Without fenced code, and with the name of the page for messages. */
const pages: { readonly name: string; readonly text: string }[] = [];
for (const name of [...new Bun.Glob("*.md").scanSync(DOCS)].sort()) {
  const markdown = await Bun.file(join(DOCS, name)).text();
  pages.push({ name, text: markdown.replaceAll(/^( *)```[\s\S]*?^ *```$/gm, "") });
}

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app[Symbol.asyncDispose]());

test("names of the dashboard are as the dashboard has them", () => {
  const { auth } = editorEn;
  const labels = new Set([...textsOf([en, editorEn, referenceEn]), auth.endAll(auth.tokenNames.authToken)]);
  const places = settingsGroups.flatMap(({ entries }) => entries.map(({ label }) => label));
  const wrong = pages.flatMap(({ name, text }) => {
    // What has an arrow within the emphasis is a place at a provider of OAuth2.
    const own = text.replaceAll(/_\w[^_\n]*→[^_\n]*\w_/g, "");
    const emphasised = [...own.matchAll(/(?<![\w`])_([A-Z][^_]*)_(?!\w)/g)].map(([, label = ""]) => label);
    const settings = [...own.matchAll(/Settings → (.{0,40})/g)].map(([, place = ""]) => place);
    return [
      ...emphasised.filter((label) => !labels.has(label.replaceAll(/\s+/g, " "))),
      ...settings.filter((place) => !places.some((label) => place.startsWith(label))),
    ].map((label) => `${name}: ${label}`);
  });
  expect(wrong).toEqual([]);
});

test("docs/command-line.md has every command and flag, and no other", () => {
  const page = textOf("command-line.md");
  const commands = commandList({ builtIn: [], migrations: {} });
  const flags = new Set(["help", "version", ...commands.flatMap((command) => Object.keys(command.flags))]);
  const named = new Set([...page.matchAll(/--([a-zA-Z]\w*)/g)].map(([, flag = ""]) => flag));
  expect([...named].toSorted()).toEqual([...flags].toSorted());
  const missing = commands.filter(({ name }) => !new RegExp(`\`${name}\\b|^## ${name}$`, "m").test(page));
  expect(missing.map(({ name }) => name)).toEqual([]);
});

test("docs/rest.md has every route, and no other", async () => {
  const { json } = await app.request("GET", "/api/openapi.json", { token: await app.superuserToken() });
  const { paths } = json as { readonly paths: Readonly<Record<string, object>> };
  // Those of the collections that there are repeat those of any collection.
  const ofAny = (path: string): string => path.replace(/\/collections\/(?!meta\/)[_a-zA-Z]+\//, "/collections/{}/");
  const plain = (path: string): string => ofAny(path.replaceAll(/\{[^}]*\}/g, "{}"));
  const routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations)
      .filter((key) => /^(get|post|put|patch|delete)$/.test(key))
      .map((method) => `${method.toUpperCase()} ${plain(path)}`),
  );
  const rows = [...textOf("rest.md").matchAll(/^\|([^|]*)\|([^|]*\/api\/[^|]*)\|/gm)];
  const named = rows.flatMap(([, methods = "", addresses = ""]) =>
    codes(methods).flatMap((method) => codes(addresses).map((address) => `${method} ${plain(address)}`)),
  );
  expect([...new Set(named)].toSorted()).toEqual([...new Set(routes)].toSorted());
});

test("docs/settings.md has every setting", async () => {
  const { json } = await app.request("GET", "/api/settings", { token: await app.superuserToken() });
  const named = new Set(codes(textOf("settings.md")));
  const keys = Object.entries(json as Record<string, unknown>).flatMap(([group, values]) =>
    typeof values === "object" && values !== null && !Array.isArray(values) ? [group, ...Object.keys(values)] : [group],
  );
  expect(keys.filter((key) => !named.has(key))).toEqual([]);
});

test("the pages name hooks that there are", () => {
  const hooks = new Set(Object.keys(createHooks()));
  const wrong = pages.flatMap(({ name, text }) =>
    codes(text)
      .filter((code) => /^on(Record|Collection|Model|Settings|Mailer|Realtime|Backup|File|Batch)[A-Z]\w+$/.test(code))
      .filter((code) => !hooks.has(code))
      .map((code) => `${name}: ${code}`),
  );
  expect(wrong).toEqual([]);
});

function textOf(page: string): string {
  return pages.find(({ name }) => name === page)?.text ?? "";
}

function codes(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
}

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
