import { expect, test } from "bun:test";
import { snakeCase, storedFileName } from "../../src/lib/file-name.ts";

test.each<[string, RegExp]>([
  ["note.txt", /^note_[a-z0-9]{10}\.txt$/],
  ["My fileName (1).tar.gz", /^my_file_name_1_[a-z0-9]{10}\.tar\.gz$/],
  ["a.txt", /^a[a-z0-9]{10}_[a-z0-9]{10}\.txt$/],
  ["noext", /^noext_[a-z0-9]{10}\.txt$/],
  ["image", /^image_[a-z0-9]{10}\.txt$/],
  ["ÄÖÜ.png", /^[a-z0-9]{10}_[a-z0-9]{10}\.png$/],
  ["../../etc/passwd", /^[a-z0-9_]+_[a-z0-9]{10}\.[\w.]*passwd$/],
  ["test.ex!t", /^test_[a-z0-9]{10}\.ext$/],
  [`${"x".repeat(300)}.txt`, /^x{100}_[a-z0-9]{10}\.txt$/],
  [`name.${"y".repeat(30)}`, /^name_[a-z0-9]{10}\.y{20}$/],
  ["report.отчёт.pdf", /^report_[a-z0-9]{10}\.pdf$/],
  ["x.проверка", /^x[a-z0-9]{10}_[a-z0-9]{10}\.txt$/],
  ["a.b.", /^a[a-z0-9]{10}_[a-z0-9]{10}\.b$/],
  ["photo..jpg", /^photo_[a-z0-9]{10}\.jpg$/],
  ["dots...", /^dots_[a-z0-9]{10}\.txt$/],
  [".hidden", /^[a-z0-9]{10}_[a-z0-9]{10}\.hidden$/],
  [`name.${"y".repeat(15)}.${"z".repeat(19)}`, /^name_[a-z0-9]{10}\.z{19}$/],
])("%s is stored as %p", async (name, expected) => {
  expect(await storedFileName(name, new Blob(["text"]))).toMatch(expected);
});

test("two files of one name get different names", async () => {
  const content = new Blob(["text"]);
  expect(await storedFileName("a.txt", content)).not.toBe(await storedFileName("a.txt", content));
});

test.each<[string, string]>([
  ["", ""],
  ["myTestDB", "my_test_db"],
  ["Test Name", "test_name"],
  ["__a--b__", "a_b"],
  ["ABC", "abc"],
  ["1A2B", "1_a2_b"],
])("snakeCase(%p) is %p", (text, expected) => expect(snakeCase(text)).toBe(expected));
