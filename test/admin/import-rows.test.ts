import { describe, expect, test } from "bun:test";
import type { CollectionField } from "pocketbase";
import { checkRows } from "../../admin/pages/records/import-rows.ts";
import { ParseError, parseRows } from "../../admin/pages/records/parse-rows.ts";
import { failure } from "../support/failure.ts";

function fileOf(...parts: (string | Uint8Array<ArrayBuffer>)[]): File {
  return new File(parts, "rows.csv");
}

function field(name: string, type: string): CollectionField {
  return { id: name, name, type, system: false, hidden: false, presentable: false, required: false };
}

function utf16(text: string, isBigEndian: boolean): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.from(text, "utf16le");
  return new Uint8Array(isBigEndian ? bytes.swap16() : bytes);
}

const CONTENT = "name,city\nMüller,Köln\n";
const ROWS = [{ name: "Müller", city: "Köln" }];

describe("the text of a file", () => {
  test.each([
    ["UTF-8", new TextEncoder().encode(CONTENT), "UTF-8"],
    ["UTF-8 with a mark", new TextEncoder().encode(`\uFEFF${CONTENT}`), "UTF-8"],
    ["UTF-16 with a mark, as spreadsheets write it", utf16(`\uFEFF${CONTENT}`, false), "UTF-16"],
    ["UTF-16 with a mark, the other way round", utf16(`\uFEFF${CONTENT}`, true), "UTF-16"],
    ["UTF-16 without a mark", utf16(CONTENT, false), "UTF-16"],
    ["UTF-16 without a mark, the other way round", utf16(CONTENT, true), "UTF-16"],
    ["Windows-1252", new Uint8Array(Buffer.from(CONTENT, "latin1")), "Windows-1252"],
  ])("is read as %s", async (_, bytes, encoding) => {
    expect(await parseRows(fileOf(bytes))).toMatchObject({ rows: ROWS, columns: ["name", "city"], encoding });
  });

  test("has the signs of Windows-1252 that Latin-1 lacks", async () => {
    const { rows } = await parseRows(fileOf("price\n", new Uint8Array([0x80, 0x35, 0x0a])));
    expect(rows).toEqual([{ price: "€5" }]);
  });

  test("is refused as broken UTF-16", async () => {
    const error = await failure(parseRows(fileOf(new Uint8Array([0xff, 0xfe, 0x00, 0xd8, 0x41, 0x00]))));
    expect(error).toBeInstanceOf(ParseError);
    expect(String(error)).toContain("UTF-16");
  });
});

describe("rows of another length", () => {
  const fields = [field("a", "text"), field("b", "text")];
  const mapping = { a: "a", b: "b" };

  test("are problems of these rows, and the others are ready", async () => {
    const parsed = await parseRows(fileOf("a,b\n\n1,2\n3\n\n4,5,6\n7,8\n"));
    expect(parsed.columns).toEqual(["a", "b"]);
    expect(checkRows(parsed, mapping, fields)).toEqual({
      ready: [
        { row: 1, body: { a: "1", b: "2" } },
        { row: 4, body: { a: "7", b: "8" } },
      ],
      errors: [
        { row: 2, field: "", message: "The row has 1 value, but the file has 2 columns." },
        { row: 3, field: "", message: "The row has 3 values, but the file has 2 columns." },
      ],
    });
  });

  test("of which only one is in the file leave nothing to import", async () => {
    expect(checkRows(await parseRows(fileOf("a,b\n1\n")), mapping, fields)).toMatchObject({
      ready: [],
      errors: [{ row: 1 }],
    });
  });

  test("are not what follows a quote that is never closed, which refuses the file", async () => {
    const error = await failure(parseRows(fileOf('a,b\n1,2\n3,"x\n5,6\n')));
    expect(error).toMatchObject({ row: 2 });
  });
});

test("dates in another format than the server's are problems, and so are numbers", async () => {
  const list = ["2024-01-31", " 2024-01-31T10:30:00+02:00 ", "01/02/2024", "Jan 2, 2024", 1704067200, ""];
  const parsed = await parseRows(new File([JSON.stringify(list.map((on) => ({ on })))], "rows.json"));
  const { ready, errors } = checkRows(parsed, { on: "on" }, [field("on", "date")]);
  expect(ready.map(({ row, body }) => [row, body["on"]])).toEqual([
    [1, "2024-01-31"],
    [2, "2024-01-31T10:30:00+02:00"],
    [6, undefined],
  ]);
  expect(errors.map(({ row }) => row)).toEqual([3, 4, 5]);
});
