import { expect, test } from "bun:test";
import { outputOf } from "../../src/commands/output.ts";
import { hookApp, writeHookFile } from "./hook-app.ts";

const TALKS = `
  console.log("loading");
  routerAdd("GET", "/talk", (e) => {
    const itself = {};
    itself.self = itself;
    console.log("a", 1, null, undefined, { b: [1] }, new Error("x"));
    console.info("%s is %d of %j%%", "it", "5", { c: 1 }, "more");
    console.debug("%s");
    console.log();
    console.log(itself);
    console.warn("careful");
    console.error("bad");
    return e.noContent(204);
  });
`;

test("what hook files give console is printed, mistakes apart", async () => {
  const lines: [string, boolean][] = [];
  await using app = await hookApp({ "main.pb.js": TALKS }, { print: (...line) => void lines.push(line) });
  expect((await app.request("GET", "/talk")).status).toBe(204);
  expect(lines).toEqual([
    ["loading", false],
    ['a 1 null undefined {"b":[1]} Error: x', false],
    ['it is 5 of {"c":1}% more', false],
    ["%s", false],
    ["", false],
    ["[object Object]", false],
    ["careful", true],
    ["bad", true],
  ]);
});

test("without a terminal it is in the log", async () => {
  const lines: string[] = [];
  const into = (level: string) => (message: string) => void lines.push(`${level} ${message}`);
  const log = { debug: () => {}, info: into("info"), warn: into("warn"), error: into("error") };
  await using app = await hookApp({ "main.pb.js": TALKS }, { log });
  await app.request("GET", "/talk");
  expect(lines).toContain("info loading");
  expect(lines).toContain("warn careful");
  expect(lines).toContain("error bad");
});

test("the program prints with the time, or logs lines of JSON", () => {
  const text = outputOf({ words: [], flags: {} } as never, null);
  const printed: unknown[][] = [];
  const { log, error } = console;
  console.log = (...values) => void printed.push(["out", ...values]);
  console.error = (...values) => void printed.push(["err", ...values]);
  try {
    text.print?.("fine", false);
    text.print?.("bad", true);
  } finally {
    Object.assign(console, { log, error });
  }
  const stamp = expect.stringMatching(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d (fine|bad)$/);
  expect(printed).toEqual([
    ["out", stamp],
    ["err", stamp],
  ]);
  expect(outputOf({ words: [], flags: { log: "json" } } as never, null).print).toBeNull();
});

test("a load of hook files is told in a line", async () => {
  const told: string[] = [];
  const isTold = Promise.withResolvers<void>();
  const tell = (line: string): void => {
    told.push(line.replace(/\d+ ms/, "N ms"));
    if (told.length === 2) isTold.resolve();
  };
  const files = { "a.pb.js": "", "b.pb.js": "" };
  await using app = await hookApp(files, { watches: true, tell });
  writeHookFile(app.folder, "a.pb.js", "// changed");
  await isTold.promise;
  expect(told).toEqual(["loaded 2 hook files (N ms)", "reloaded 2 hook files (N ms)"]);
});
