import { expect, test } from "bun:test";
import { isOnPostgres } from "../support/test-database.ts";
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

test("errors of files, programs and addresses have what Go's have", async () => {
  const told = `const told = (work) => {
    try { work(); } catch ({ value }) {
      const names = ["op", "path", "url", "name", "old", "new"].filter((name) => value[name] !== undefined);
      const fields = Object.fromEntries(names.map((name) => [name, value[name]]));
      let within = "";
      try { value.unwrap(); } catch (error) { within = error.message; }
      return [fields, String(value.err) === within, value.timeout?.(), value.temporary?.(), value.error()];
    }
  };`;
  const route = `routerAdd("GET", "/ask", (e) => {
    ${told}
    return e.json(200, [
      told(() => $os.readFile("/nope/x")),
      told(() => $os.readFile(__hooks)),
      told(() => $os.rename("/nope/a", "/nope/b")),
      told(() => $filesystem.fileFromPath("/nope/x")),
      told(() => $os.cmd("nope-nope").run()),
      told(() => $http.send({ url: "ftp://a.example" })),
      told(() => $http.send({ url: ":" })),
    ]);
  });`;
  await using app = await hookApp({ "main.pb.js": route });
  const missing = "no such file or directory";
  expect((await app.request("GET", "/ask")).json).toEqual([
    [{ op: "open", path: "/nope/x" }, true, false, null, `open /nope/x: ${missing}`],
    [{ op: "read", path: expect.any(String) }, true, false, null, expect.stringMatching(/^read .*: is a directory$/)],
    [{ op: "rename", old: "/nope/a", new: "/nope/b" }, true, null, null, `rename /nope/a /nope/b: ${missing}`],
    [{ op: "stat", path: "/nope/x" }, true, false, null, `stat /nope/x: ${missing}`],
    [{ name: "nope-nope" }, true, null, null, 'exec: "nope-nope": executable file not found in $PATH'],
    [
      { op: "Get", url: "ftp://a.example" },
      true,
      false,
      false,
      'Get "ftp://a.example": unsupported protocol scheme "ftp"',
    ],
    [{ op: "parse", url: ":" }, true, false, false, 'parse ":": missing protocol scheme'],
  ]);
});

test("the error of a program that failed has its status and errors, that of a statement its number", async () => {
  const route = `routerAdd("GET", "/ask", (e) => {
    const told = (work) => { try { work(); } catch ({ value }) { return value; } };
    const failed = told(() => $os.cmd("sh", "-c", "echo out; echo wrong >&2; exit 3").output());
    const silent = told(() => $os.cmd("sh", "-c", "echo wrong >&2; kill -9 $$").run());
    const programs = [failed, silent].map((value) => [
      value.exitCode(), value.exited(), value.success(), value.pid() > 0, value.string(), toString(value.stderr), value.processState.exitCode(),
    ]);
    const codes = ["SELEC 1", "INSERT INTO _params (id) SELECT id FROM _params"].map(
      (sql) => told(() => $app.db().newQuery(sql).execute()).code?.() ?? null,
    );
    return e.json(200, { programs, codes });
  });`;
  await using app = await hookApp({ "main.pb.js": route });
  expect((await app.request("GET", "/ask")).json).toEqual({
    programs: [
      [3, true, false, true, "exit status 3", "wrong\n", 3],
      [-1, false, false, true, "signal: killed", "", -1],
    ],
    // PostgreSQL has other numbers, which nobody asks for.
    codes: isOnPostgres ? [null, null] : [1, 1555],
  });
});
