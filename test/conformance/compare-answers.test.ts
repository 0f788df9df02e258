import { describe, expect, test } from "bun:test";
import { keyOrderDifference, maskAnswer, valueDifference } from "./compare-answers.ts";

describe("comparing answers", () => {
  test("finds a differing value, a missing key, an unexpected key and a list of another length", () => {
    expect(valueDifference({ a: [1, { b: 2 }] }, { a: [1, { b: 3 }] })).toBe("$.a[1].b: expected 2, got 3");
    expect(valueDifference({ a: 1 }, {})).toBe("$.a: missing");
    expect(valueDifference({}, { a: 1 })).toBe("$.a: unexpected");
    expect(valueDifference([1], [1, 2])).toBe("$: 1 items expected, got 2");
    expect(valueDifference(null, {})).toBe("$: expected null, got {}");
    expect(valueDifference({ toString: 1 }, {})).toBe("$.toString: missing");
  });

  test("takes equal values in another order of keys as equal, and tells the order apart", () => {
    expect(valueDifference({ a: 1, b: 2 }, { b: 2, a: 1 })).toBeUndefined();
    expect(keyOrderDifference([{ a: 1, b: 2 }], [{ b: 2, a: 1 }])).toBe("$[0]: expected the keys a,b, got b,a");
    expect(keyOrderDifference({ a: { b: 1 } }, { a: { b: 1 } })).toBeUndefined();
  });

  test("masks what differs from run to run and nothing else", () => {
    const options = { answeredAt: Date.parse("2026-11-23T03:04:05Z"), knownIds: new Set(["aaaaaaaaaaaaaaa"]) };
    const masked = maskAnswer(
      {
        items: [{ id: "bbbbbbbbbbbbbbb" }, { id: "aaaaaaaaaaaaaaa" }],
        created: "2026-11-23 03:04:06.000Z",
        old: "2020-01-02 03:04:06.000Z",
        // Of the world, so a date like any other, however soon after it was made the answer was given.
        ofWorld: "2026-11-23 02:10:05.264Z",
        title: "bbbbbbbbbbbbbbb",
        message: "Failed. SQL logic error: no such column",
      },
      options,
    );
    expect(masked).toEqual({
      items: [{ id: "<id>" }, { id: "aaaaaaaaaaaaaaa" }],
      created: "<now>",
      old: "2020-01-02 03:04:06.000Z",
      ofWorld: "2026-11-23 02:10:05.264Z",
      title: "bbbbbbbbbbbbbbb",
      message: "Failed. SQL logic error:…",
    });
  });
});
