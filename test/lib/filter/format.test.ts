import { expect, test } from "bun:test";
import { formatFilter } from "../../../src/lib/filter/format.ts";
import { parseFilter } from "../../../src/lib/filter/parse.ts";
import { scanFilter } from "../../../src/lib/filter/scan.ts";

const FILTERS = [
  "a = 1 && b != '' || c ?~ \"x\"",
  "(a = 1 || b = 2) && (c >= -1.5 || (d !~ 'x' && e ?= true))",
  String.raw`a = 'it\'s "quoted" \\ \n \t \r' && b = "\d"`,
  "@request.body.title:isset = true && @collection.posts:p.tags:each ?= 'a'",
  "geoDistance(place.lon, place.lat, 1, 2) < 3 && strftime('%Y', created) = '2026'",
  "a = 123456789012345678901234567890 && b = 0.00000000000000000001234 && c = @now // a comment",
];

test.each(FILTERS)("is parsed to the same filter: %s", (source) => {
  const parsed = parseFilter(scanFilter(source));
  expect(parseFilter(scanFilter(formatFilter(parsed)))).toEqual(parsed);
});
