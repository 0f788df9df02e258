import { expect, test } from "bun:test";

// What the module's client needs of a browser.
Object.assign(globalThis, { location: { href: "http://127.0.0.1/_/" } });
const { readFault } = await import("../../admin/pages/records/filter-fault.ts");

test("the place of a fault is the operand that the server names", () => {
  const reason = 'invalid left operand "owner.nix" - unknown field "nix".';
  expect(readFault(reason, "title = 'a' && owner.nix = 1")).toEqual({ reason, place: { from: 15, to: 24 } });
});

test("of a sign that stands twice, the place is the wrong one", () => {
  const reason = 'expected right operand (identifier, function text or number), got "=" (sign).';
  expect(readFault(reason, "nothing = = this").place).toEqual({ from: 10, to: 11 });
});

const INCOMPLETE = "invalid or incomplete filter expression.";

for (const [filter, marked] of [
  ["price >", ">"],
  ["price >> 4", ">>"],
  ["price = 4 title = 'a'", "title"],
  ["price = 4 & title = 'a'", "&"],
  ["(price = 4 && title = 'a'", "'a'"],
  ["price = 4) || title = 'a'", ")"],
  ["= 4", "="],
  ["title = 'it''s'", "'s'"],
  ['title = "open', '"'],
  ["geoDistance(a.lon, 1, 2, (3) < 4", "4"],
] as const) {
  test(`where the server names nothing of ${filter}, the place is ${marked}`, () => {
    const { place } = readFault(INCOMPLETE, filter);
    expect(filter.slice(place?.from, place?.to)).toBe(marked);
    expect(place).not.toBeNull();
  });
}

for (const filter of [
  "(@request.auth.id != '' && owner ?= 'x') || tags:length > 2 // why",
  "geoDistance(a.lon, a.lat, strftime('%d', b), -2.5) < 4 && c !~ \"a'\\\"\"",
]) {
  test(`where the words of ${filter} are in order, there is no place`, () => {
    expect(readFault("the filter is too long", filter).place).toBeNull();
  });
}
