import { expect, test } from "bun:test";
import { macros } from "../../../src/lib/filter/macros.ts";

test("macros are parts and limits of the time in UTC", () => {
  const now = new Date("2024-02-29T23:05:06.007Z");
  const values = Object.fromEntries(Object.entries(macros).map(([name, read]) => [name, read(now)]));
  expect(values).toEqual({
    "@now": "2024-02-29 23:05:06.007Z",
    "@second": 6,
    "@minute": 5,
    "@hour": 23,
    "@day": 29,
    "@month": 2,
    "@weekday": 4,
    "@year": 2024,
    "@yesterday": "2024-02-28 23:05:06.007Z",
    "@tomorrow": "2024-03-01 23:05:06.007Z",
    "@todayStart": "2024-02-29 00:00:00.000Z",
    "@todayEnd": "2024-02-29 23:59:59.999Z",
    "@monthStart": "2024-02-01 00:00:00.000Z",
    "@monthEnd": "2024-02-29 23:59:59.999Z",
    "@yearStart": "2024-01-01 00:00:00.000Z",
    "@yearEnd": "2024-12-31 23:59:59.999Z",
  });
});
