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
    console.log([], new DateTime("2024-01-01"), [new DateTime("2024-01-01")]);
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
    ['[] 2024-01-01 00:00:00.000Z ["2024-01-01 00:00:00.000Z"]', false],
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

test("a load of hook files is told in a line, which does not count those that failed", async () => {
  const told: string[] = [];
  const isTold = Promise.withResolvers<void>();
  const tell = (line: string): void => {
    told.push(line.replace(/\d+ ms/, "N ms"));
    if (told.length === 2) isTold.resolve();
  };
  const files = { "a.pb.js": "", "b.pb.js": "" };
  await using app = await hookApp(files, { watches: true, tell });
  writeHookFile(app.folder, "a.pb.js", "nope();");
  await isTold.promise;
  expect(told).toEqual(["loaded 2 hook files (N ms)", "reloaded 1 of 2 hook files (N ms)"]);
});

/** What handlers log. */
async function linesOf(statements: string): Promise<unknown[]> {
  const lines: unknown[] = [];
  const ignore = (): void => undefined;
  const log = { debug: ignore, info: (...line: unknown[]) => void lines.push(line), warn: ignore, error: ignore };
  const code = `routerAdd("GET", "/log", (e) => { ${statements} });`;
  await using app = await hookApp({ "main.pb.js": code }, { log });
  lines.length = 0;
  await app.request("GET", "/log");
  return lines;
}

test("values of the log that have no name, or names without a value, stand under !BADKEY, as in Go", async () => {
  const lines = await linesOf(`
    $app.logger().info("pairs", "a", 1, "b", new Error("c"));
    $app.logger().with("a", 1).info("odd", "k");
    $app.logger().info("numbers", 5, "x", 6);`);
  expect(lines).toEqual([
    ["pairs", { a: 1, b: "Error: c" }],
    ["odd", { a: 1, "!BADKEY": "k" }],
    ["numbers", { "!BADKEY": 5, x: 6 }],
  ]);
});

test("groups of the log are objects, and what stands around wins, as in PocketBase", async () => {
  const lines = await linesOf(`
    const logger = $app.logger();
    logger.withGroup("g").info("one", "a", 1);
    logger.with("x", 2).withGroup("g").withGroup("h").with("y", 3).info("nested", "b", { c: 1 });
    logger.withGroup("").info("no name", "b", 4);
    logger.withGroup("g").info("empty");
    logger.withGroup("g").with("y", 1).withGroup("h").info("empty within");
    logger.withGroup("g").info("odd", "k");
    logger.with("g", 1).withGroup("g").info("same name", "b", 1);`);
  expect(lines).toEqual([
    ["one", { g: { a: 1 } }],
    ["nested", { g: { h: { b: { c: 1 }, y: 3 } }, x: 2 }],
    ["no name", { b: 4 }],
    ["empty", {}],
    ["empty within", { g: { y: 1 } }],
    ["odd", { g: { "!BADKEY": "k" } }],
    ["same name", { g: 1 }],
  ]);
});
