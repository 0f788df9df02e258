import { expect, test } from "bun:test";
import { indexesOf, placeAt } from "../../admin/components/use-rows-in-sight.ts";

const rowPx = 40;
const rowsPx = 730;

test("what is in sight is rendered, each row in a slot of its own, wherever the rows are scrolled to", () => {
  for (const total of [0, 1, 12, 5000, 1_000_000]) {
    const { heightPx } = placeAt({ total, rowPx, rowsPx, scrollTop: 0 });
    const end = Math.max(0, heightPx - rowsPx);
    for (const scrollTop of [0, 1, 399, end / 3, end / 2, end - 1, end].filter((top) => top >= 0 && top <= end)) {
      const place = placeAt({ total, rowPx, rowsPx, scrollTop });
      const rows = indexesOf(place);
      expect(new Set(rows.map(place.slotOf)).size).toBe(rows.length);
      const tops = rows.map((row) => place.boxPx + place.placeOf(row));
      const shown = Math.min(total * rowPx, rowsPx);
      if (total === 0) expect(rows).toEqual([]);
      else {
        expect(tops[0]).toBeLessThanOrEqual(scrollTop);
        expect((tops.at(-1) ?? 0) + rowPx).toBeGreaterThanOrEqual(scrollTop + shown - 0.001);
      }
    }
  }
});

test("a row keeps its place in the box for a thousand rows, and its slot while it is in sight", () => {
  const at = (scrollTop: number) => placeAt({ total: 1_000_000, rowPx, rowsPx, scrollTop });
  const [before, after] = [at(3000), at(3010)];
  const row = before.last;
  expect(row).toBeGreaterThanOrEqual(after.first);
  expect(after.placeOf(row)).toBe(before.placeOf(row));
  expect(after.slotOf(row)).toBe(before.slotOf(row));
  expect(after.boxPx).not.toBe(before.boxPx);
});

test("a row is scrolled to from above and below, and not where it is in sight", () => {
  for (const total of [5000, 1_000_000]) {
    const at = (scrollTop: number) => placeAt({ total, rowPx, rowsPx, scrollTop });
    for (const row of [0, 7, 777, total - 1]) {
      for (const from of [0, 90_000]) {
        const scrollTop = at(from).scrollTopFor(row);
        const place = at(scrollTop);
        const top = place.boxPx + place.placeOf(row);
        expect(top).toBeGreaterThanOrEqual(scrollTop - 0.01);
        expect(top + rowPx).toBeLessThanOrEqual(scrollTop + rowsPx + 0.01);
        expect(place.scrollTopFor(row)).toBeCloseTo(scrollTop, 2);
      }
    }
  }
});
