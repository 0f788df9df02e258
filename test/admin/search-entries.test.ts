import { expect, test } from "bun:test";
import { type SearchEntry, searchEntries } from "../../admin/docs/search-entries.ts";

const entries: SearchEntry[] = [
  { page: "Rules", href: "./rules", title: "Rules", text: "A rule is a filter on the record and on the requester." },
  {
    page: "Rules",
    href: "./rules#owners",
    title: "Owners",
    text: "Records of their owner, with an example of a filter.",
  },
  { page: "Files", href: "./files", title: "Files", text: `${"Long text. ".repeat(30)}At its end a rule is named.` },
];
const found = (query: string): string[] => searchEntries(entries, query).map(({ entry }) => entry.href);

test("finds the sections that hold all words, titles first", () => {
  expect(found("rule")).toEqual(["./rules", "./rules#owners", "./files"]);
  expect(found("FILTER own")).toEqual(["./rules#owners"]);
  expect(found("nowhere")).toEqual([]);
});

test("shows the words around what was found", () => {
  const [result] = searchEntries(entries, "named");
  expect(result?.excerpt).toEndWith("At its end a rule is named.");
  expect(result?.excerpt).toStartWith("…");
});
