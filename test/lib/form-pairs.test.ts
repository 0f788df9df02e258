import { expect, test } from "bun:test";
import { checkPairs, parsePairs } from "../../src/lib/form-pairs.ts";
import { LimitError } from "../../src/lib/limit-error.ts";
import { TimeSlicer } from "../../src/lib/time-slicer.ts";
import { failure } from "../support/failure.ts";

test.each(["a=1&b=2&a=3", "&&a&=b&c==d=&", "%C3%A4=%e2%82%ac+x&bad=%zz%4&%", "half=%ff%C3&bom=%EF%BB%BFx&ä=ß", ""])(
  "a long body that begins with %p is read as a short one",
  async (text) => {
    const long = `${text}&long=${"a%20+".repeat(20_000)}`;
    expect(await parsePairs(long, new TimeSlicer())).toEqual([...new URLSearchParams(long)]);
  },
);

test("more than ten thousand values are refused by a message that names the limit", async () => {
  const text = "a=1&".repeat(9_999);
  expect(await parsePairs(`${text}a=1`, new TimeSlicer())).toHaveLength(10_000);
  const error = await failure(parsePairs(`${text}a=1&a=1`, new TimeSlicer()));
  expect(error).toBeInstanceOf(LimitError);
  expect(error).toMatchObject({ message: "a query or form must not have more than 10,000 values" });
  expect(() => checkPairs("&".repeat(10_000))).toThrow(LimitError);
});

test("others have their turn while a long body is decoded", async () => {
  let turns = 0;
  const pause = (): null => ((turns += 1), null);
  await parsePairs(`a=${"%41".repeat(300_000)}`, { pause });
  expect(turns).toBeGreaterThan(100);
});
