import { expect, test } from "bun:test";
import { replaceValues } from "../../src/server/change-request.ts";

test("an object gets the values and no others, whatever they are called", () => {
  const object: Record<string, unknown> = { kept: 1, gone: 2 };
  const values = JSON.parse('{"kept":3,"__proto__":{"inherited":true}}') as Record<string, unknown>;
  replaceValues(object, values);
  expect(JSON.stringify(object)).toBe('{"kept":3,"__proto__":{"inherited":true}}');
  expect(object["inherited"]).toBeUndefined();
});
