// Every option of every type of field, the order of fields, and the ways to empty a collection.
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { Dashboard, START_MS, addField, inspect } from "./dashboard-page.ts";

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await Dashboard.start();
  await dashboard.createCollection({ name: "topics", type: "base", fields: [{ name: "name", type: "text" }] });
}, START_MS);

afterAll(() => dashboard[Symbol.asyncDispose](), START_MS);

type Field = Readonly<Record<string, unknown>>;

/** As stored. */
async function fieldsOf(name: string): Promise<readonly Field[]> {
  const token = await dashboard.app.superuserToken();
  const { json } = await dashboard.app.request("GET", `/api/collections/${name}`, { token });
  return (json as { fields: Field[] }).fields;
}

/** What is entered by the labels of the options, and what is stored of it. `true` switches one on. */
const TYPES: readonly (readonly [type: string, entered: Readonly<Record<string, string | true>>, stored: object])[] = [
  [
    "Plain text",
    { Minimum: "2", Maximum: "30", Pattern: "^[a-z]+$", "Autogenerate pattern": "[a-z]{5}" },
    { min: 2, max: 30, pattern: "^[a-z]+$", autogeneratePattern: "[a-z]{5}" },
  ],
  ["Rich text", { "Max size (bytes)": "4096", "Keep URLs as entered": true }, { maxSize: 4096, convertURLs: true }],
  [
    "Number",
    { Minimum: "-5", Maximum: "5", "Whole numbers only": true, Required: true },
    { min: -5, max: 5, onlyInt: true, required: true },
  ],
  ["Yes or no", { Hidden: true }, { hidden: true }],
  ["Email", { "Allowed domains": "example.com\nexample.org" }, { onlyDomains: ["example.com", "example.org"] }],
  ["URL", { "Blocked domains": "example.net" }, { exceptDomains: ["example.net"] }],
  [
    "Date and time",
    { Minimum: "2026-01-31T10:00", "Help text": "When it is due" },
    { min: expect.stringMatching(/^2026-01-31 \d\d:00:00\.000Z$/), max: "", help: "When it is due" },
  ],
  ["Automatic date", { "Set on update": true }, { onCreate: true, onUpdate: true }],
  ["Select", { Choices: "small\nmiddle, or so\nlarge", "Max values": "2" }, { maxSelect: 2 }],
  [
    "File",
    {
      "Max values": "3",
      "Max size (bytes)": "1000000",
      "Allowed types": "image/png\nimage/jpeg",
      "Thumbnail sizes": "100x100\n0x50",
      Protected: true,
    },
    {
      maxSelect: 3,
      maxSize: 1_000_000,
      mimeTypes: ["image/png", "image/jpeg"],
      thumbs: ["100x100", "0x50"],
      protected: true,
    },
  ],
  [
    "Relation",
    { Collection: "topics", "Min values": "1", "Max values": "4", "Cascade delete": true },
    { minSelect: 1, maxSelect: 4, cascadeDelete: true },
  ],
  ["JSON", { "Max size (bytes)": "2000" }, { maxSize: 2000 }],
  ["Geo point", { Presentable: true }, { presentable: true }],
];

async function enter(page: Page, row: number, label: string, value: string | true): Promise<void> {
  const input = page.locator(".field-list > li").nth(row).getByLabel(label, { exact: true });
  if (value === true) await input.check();
  else if (label === "Collection") await input.selectOption(value);
  else await input.fill(value);
}

test(
  "each option of each type is stored as it was entered, and shown again",
  async () => {
    const { page, errors } = await dashboard.openSignedIn("#/collections/new");
    await page.getByLabel("Name", { exact: true }).fill("everything");
    for (const [index, [type, entered]] of TYPES.entries()) {
      const name = `field${index}`;
      await addField(page, type, name);
      const names = await page
        .locator(".field-name")
        .evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value));
      const row = names.indexOf(name);
      const options = page.getByRole("button", { name: `Options of ${name}`, exact: true });
      if ((await options.getAttribute("aria-expanded")) === "false") await options.click();
      for (const [label, value] of Object.entries(entered)) await enter(page, row, label, value);
    }
    expect(await inspect(page, "editor-options")).toEqual([]);
    await page.getByRole("button", { name: "Create collection" }).click();
    await page.getByRole("heading", { name: "everything" }).waitFor();
    const stored = await fieldsOf("everything");
    for (const [index, [, , expected]] of TYPES.entries()) {
      expect({ ...stored.find(({ name }) => name === `field${index}`) }).toMatchObject(expected);
    }
    expect(stored.find(({ name }) => name === "field8")).toMatchObject({ values: ["small", "middle, or so", "large"] });

    await page.getByRole("link", { name: "Edit collection" }).click();
    await page.getByRole("button", { name: "Options of field9", exact: true }).click();
    expect(await page.getByLabel("Allowed types").inputValue()).toBe("image/png\nimage/jpeg");
    expect(await page.getByLabel("Protected").isChecked()).toBe(true);
    expect(errors).toEqual([]);
  },
  2 * START_MS,
);

test(
  "fields are moved by the pointer and by keys, duplicated and removed; the order is stored",
  async () => {
    const fields = ["one", "two", "three"].map((name) => ({ name, type: "text" }));
    await dashboard.createCollection({ name: "ordered", type: "base", fields });
    const { page, errors } = await dashboard.openSignedIn("#/collections/ordered/edit");
    const names = async (): Promise<string[]> =>
      page.locator(".field-name").evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value));
    await page.getByRole("button", { name: "More for three" }).waitFor();
    expect(await names()).toEqual(["id", "one", "two", "three"]);
    const gripOf = (row: number) => page.locator(".field-list > li").nth(row).locator(".field-grip");
    const [from, to] = [await gripOf(3).boundingBox(), await gripOf(1).boundingBox()];
    if (from === null || to === null) throw new Error("the grips are there");
    await page.mouse.move(from.x + 5, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(to.x + 5, to.y - 5, { steps: 6 });
    await page.mouse.up();
    expect(await names()).toEqual(["id", "three", "one", "two"]);
    await page.getByRole("button", { name: "Options of two", exact: true }).press("Alt+ArrowUp");
    expect(await names()).toEqual(["id", "three", "two", "one"]);
    await page.getByRole("button", { name: "More for one" }).click();
    await page.getByRole("menuitem", { name: "Duplicate" }).click();
    expect(await names()).toEqual(["id", "three", "two", "one", "one2"]);
    await page.keyboard.press("ControlOrMeta+s");
    await page.getByRole("heading", { name: "ordered" }).waitFor();
    expect((await fieldsOf("ordered")).map(({ name }) => name)).toEqual(["id", "three", "two", "one", "one2"]);
    expect(errors).toEqual([]);
  },
  START_MS,
);

test(
  "all records of a collection are deleted once its name was typed; who refers to it is named",
  async () => {
    for (const name of ["a", "b"]) await dashboard.app.create("topics", { name });
    const { page, errors } = await dashboard.openSignedIn("#/collections/topics/edit");
    await page.getByRole("button", { name: "More for this collection" }).click();
    await page.getByRole("menuitem", { name: "Delete all records" }).click();
    const question = page.getByRole("dialog", { name: "Delete all records of topics?" });
    await question.getByText("2 records, their files").waitFor();
    await question.getByText("everything").waitFor();
    expect(await inspect(page, "truncate")).toEqual([]);
    await question.getByRole("textbox").fill("topics");
    await question.getByRole("button", { name: "Delete all records" }).click();
    await page.getByText("All records of topics were deleted.").waitFor();
    expect(await dashboard.records("topics")).toEqual([]);
    expect(errors).toEqual([]);
  },
  START_MS,
);
