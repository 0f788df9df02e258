// Which code of scripts is taken for such as overwrites what JavaScript came with: that costs it 20 µs a call and more.
import { expect, test } from "bun:test";
import { mayOverwrite } from "../../src/jsvm/runtime/built-ins.ts";

const OVERWRITE = [
  "JSON.stringify = f",
  "Math . max ||= f",
  "Array['from'] = f",
  "Map = class {}",
  "const a = Array; a.from = f",
  "const { from } = Array, b = JSON\nb.parse = f",
  "Object.assign(Math, { max })",
  "patch(JSON)",
  "[Map, Set].forEach((one) => { one.x = 1 })",
  "return String",
  "use(/* this one */ Date)",
  "const all = { Date }",
  "const it = is ? Map : Set",
  "patch(() => Map)",
  "things.forEach(Boolean)",
  "delete Array.from",
  "[].map.constructor",
];

const HARMLESS = [
  "if (error instanceof Error) throw error",
  "if (error instanceof TypeError || value instanceof Date) return 1",
  'throw new BadRequestError("Error: no such Map")',
  "throw new Error(`Error of the Map: ${name}`)",
  "// Error where the Date is missing",
  "return ids.filter(Boolean).map(Number).map( String )",
  "const when = new Date(Date.now())",
  "if (JSON.stringify(a) === b || Math.max(a, b) >= Number(c)) return typeof Map",
];

test.each(OVERWRITE)("%s may overwrite", (code) => {
  expect(mayOverwrite(code)).toBe("by name");
});

test.each(HARMLESS)("%s does not", (code) => {
  expect(mayOverwrite(code)).toBe("never");
});
