import { expect, test } from "bun:test";
import { rowsFile } from "../../admin/api/rows-file.ts";
import { asCsv } from "../../admin/pages/sql/result-format.ts";

const TEXTS = ["=cmd|' /C calc'!A0", "@SUM(1)", "+1", "-1+1", "\t=1", "-5.5", "plain", "a=b"];

async function csv(escapesFormulas: boolean): Promise<string[]> {
  async function* pages() {
    yield TEXTS.map((value) => ({ value }));
    yield [{ value: -3 }];
  }
  const options = { format: "csv", columns: ["value"], escapesFormulas, onProgress: () => undefined } as const;
  const lines = (await (await rowsFile(pages(), options)).file.text()).trimEnd().split("\r\n");
  return lines.map((line) => line.replace(/^"(.*)"$/, "$1"));
}

test("a CSV file has no formulas in it, unless they are asked for", async () => {
  const escaped = ["'=cmd|' /C calc'!A0", "'@SUM(1)", "'+1", "'-1+1", "'\t=1", "-5.5", "plain", "a=b", "-3"];
  expect(await csv(true)).toEqual(["value", ...escaped]);
  expect(await csv(false)).toEqual(["value", ...TEXTS, "-3"]);
});

test("nor has the result of a query", async () => {
  const columns = [{ name: "a" }] as unknown as Parameters<typeof asCsv>[0]["columns"];
  const result = { columns, rows: [["=1"], ["-1"], [null]], affectedRows: 0, execTime: 0 };
  expect(await asCsv(result as unknown as Parameters<typeof asCsv>[0])).toBe('a\r\n"\'=1"\r\n-1\r\n\r\n');
});
