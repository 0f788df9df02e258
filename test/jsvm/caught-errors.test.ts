import { expect, test } from "bun:test";
import { hookApp } from "./hook-app.ts";

const HOOKS = `
routerAdd("GET", "/read", () => { $os.readFile("/nope/x"); });
routerAdd("GET", "/stat", () => { $os.stat("/nope/x"); });
routerAdd("GET", "/file", () => { $filesystem.fileFromPath("/nope/x"); });
routerAdd("GET", "/template", () => { $template.loadFiles("/nope/x").render({}); });
routerAdd("GET", "/program", () => { $os.cmd("/nope/x").run(); });
routerAdd("GET", "/transaction", () => { $app.runInTransaction(() => { $os.readFile("/nope/x"); }); });
routerAdd("GET", "/value", () => { try { $os.readFile("/nope/x"); } catch (error) { throw error.value; } });
routerAdd("GET", "/no-folder", () => { $os.readFile(__hooks + "/main.pb.js/x"); });
routerAdd("GET", "/no-program", () => { $os.cmd(__hooks + "/main.pb.js").run(); });
routerAdd("GET", "/caught", (e) => { try { $os.readFile("/nope/x"); } catch (error) { return error; } });
routerAdd("GET", "/within", (e) => { try { $os.readFile("/nope/x"); } catch (error) { return error.value; } });
routerAdd("GET", "/not-found", (e) => { try { $app.findRecordById("users", "x"); } catch (error) { return error; } });
routerAdd("GET", "/texts", (e) => {
  const texts = [];
  for (const value of [{ a: 1 }, [1, 2], "x", false, new Error("y")]) {
    try { $app.runInTransaction(() => value); } catch (error) { texts.push(String(error)); }
  }
  try { $os.readFile("/nope/x"); } catch (error) { texts.push(toString(error.value)); }
  return e.json(200, texts);
});`;

test("who does not catch that a file is missing answers 404", async () => {
  await using app = await hookApp({ "main.pb.js": HOOKS });
  const paths = ["/read", "/stat", "/file", "/template", "/program", "/transaction", "/value"];
  for (const path of paths) expect(`${path} ${(await app.request("GET", path)).status}`).toBe(`${path} 404`);
  // There is a file where a folder would have to be, and a file that is no program.
  for (const path of ["/no-folder", "/no-program"]) expect((await app.request("GET", path)).status).toBe(400);
});

test("a caught error of the server that a handler returns is no error, the error within is", async () => {
  await using app = await hookApp({ "main.pb.js": HOOKS });
  expect((await app.request("GET", "/caught")).status).toBe(200);
  expect((await app.request("GET", "/not-found")).status).toBe(200);
  expect((await app.request("GET", "/within")).status).toBe(404);
});

test("texts of values that a transaction's function returned, and of errors", async () => {
  await using app = await hookApp({ "main.pb.js": HOOKS });
  expect((await app.request("GET", "/texts")).json).toEqual([
    "GoError: could not convert [object Object] to error",
    "GoError: could not convert 1,2 to error",
    "GoError: could not convert x to error",
    "GoError: could not convert false to error",
    "GoError: could not convert Error: y to error",
    "open /nope/x: no such file or directory",
  ]);
});
