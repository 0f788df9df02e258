import { expect, test } from "bun:test";

// What the module's client needs of a browser.
Object.assign(globalThis, { location: { href: "http://127.0.0.1/_/" } });
const { readFault } = await import("../../admin/pages/records/filter-fault.ts");

test("the place of a fault is the operand that the server names", () => {
  const reason = 'invalid left operand "owner.nix" - unknown field "nix".';
  expect(readFault(reason, "title = 'a' && owner.nix = 1")).toEqual({ reason, place: { from: 15, to: 24 } });
});

test("where the server names nothing of the filter, there is no place", () => {
  const reason = "invalid or incomplete filter expression.";
  expect(readFault(reason, "price >")).toEqual({ reason, place: null });
});
