import { expect, test } from "bun:test";
import { rankAll } from "../../admin/pages/palette/rank.ts";

const named = (...labels: string[]) => labels.map((label) => ({ label }));
const labels = (list: readonly { label: string }[]) => list.map(({ label }) => label);

test("whole names, then beginnings, then words, and nothing that only holds the letters", () => {
  const all = named(
    "New record in products",
    "border_crossings",
    "Edit orders",
    "order_totals",
    "New record in orders",
    "ord",
  );
  expect(labels(rankAll(all, "ord"))).toEqual(["ord", "order_totals", "Edit orders", "New record in orders"]);
});

test("parts of words count where no word begins with what is typed, and scattered letters last", () => {
  const all = named("logs", "products", "outdoor stuff", "Export records");
  expect(labels(rankAll(all, "ducts"))).toEqual(["products"]);
  expect(labels(rankAll(all, "prds"))).toEqual(["products", "Export records"]);
  expect(labels(rankAll(all, " "))).toHaveLength(4);
});

test("words are those of every script", () => {
  expect(labels(rankAll(named("Überschrift", "Neue Übersicht"), "über"))).toEqual(["Überschrift", "Neue Übersicht"]);
});
