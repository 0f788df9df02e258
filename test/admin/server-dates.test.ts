import { expect, test } from "bun:test";
import { isServerDate } from "../../admin/pages/records/server-dates.ts";
import { parseDate } from "../../src/lib/dates.ts";

const DATES = [
  "2024-02-29",
  "2024-01-31 10:30:00.123Z",
  "2024-01-31T10:30:00Z",
  "2024-01-31 10:30:00,5",
  "2024-01-31T10:30:00+02:00",
  "2024-01-31T10:30:00-0930",
  "2024-01-31 10:30:00 +0200",
  "2024-01-31 10:30:00 -07:00",
  "2024-01-31 10:30:00 +0200 CEST",
  "Wed, 31 Jan 2024 10:30:00 +0100",
  "Wed, 31 Jan 2024 10:30:00 GMT",
  "31 Jan 24 10:30 +0100",
  "31 Jan 24 10:30 UTC",
  "Wednesday, 31-Jan-24 10:30:00 UTC",
  "Wed Jan 31 10:30:00 2024",
  "Wed Jan  3 10:30:00 2024",
  "Wed Jan 31 10:30:00 UTC 2024",
  "Wed Jan 31 10:30:00 +0100 2024",
  "31 Jan 2024",
  "3:04PM",
  "Jan  2 15:04:05",
];
const OTHERS = [
  "01/02/2024",
  "Jan 2, 2024",
  "2024-1-2",
  "2024-02-30",
  "2023-02-29",
  "2024-13-01",
  "2024-01-01 24:00:00Z",
  "2024-01-01T10:00",
  "1704067200",
  "31.01.2024",
  "0001-01-01",
  "0001-01-01 00:00:00.000Z",
  "13:00PM",
  "today",
  "",
];

test("the formats of dates are those of the server", () => {
  expect(DATES.filter((text) => !isServerDate(text))).toEqual([]);
  expect(OTHERS.filter(isServerDate)).toEqual([]);
});

test("texts near a date are dates where they are for the server", () => {
  const letters = "0123456789 :-+.,TZJFeb".split("");
  const different = DATES.flatMap((date) =>
    date.split("").flatMap((_, index) =>
      letters.flatMap((letter) => {
        const replaced = date.slice(0, index) + letter + date.slice(index + 1);
        const inserted = date.slice(0, index) + letter + date.slice(index);
        const removed = date.slice(0, index) + date.slice(index + 1);
        return [replaced, inserted, removed].filter((text) => isServerDate(text) !== (parseDate(text) !== ""));
      }),
    ),
  );
  expect(different).toEqual([]);
});
