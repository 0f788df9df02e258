import { expect, test } from "bun:test";
import { hookApp } from "./hook-app.ts";

/** What the expression gives in a route. `caught(work)` gives the message of what it throws, `here` is a folder of its own. */
async function valueOf(expression: string): Promise<unknown> {
  await using app = await hookApp({
    "main.pb.js": `routerAdd("GET", "/value", (e) => {
      const caught = (work) => { try { return work(); } catch (error) { return error.message.replaceAll(here, "HERE"); } };
      const here = __hooks + "/work";
      $os.mkdirAll(here + "/sub", 0o755);
      $os.writeFile(here + "/a.txt", "ay", 0o644);
      return e.json(200, ${expression});
    });`,
  });
  return (await app.request("GET", "/value")).json;
}

test("programs run with their own environment and folder, and errors are told as by Go", async () => {
  const values = await valueOf(`{
    output: toString($os.cmd("printf", "%s|", "a b", "$HOME").output()),
    env: (() => { const c = $os.cmd("sh", "-c", "echo $ONLY"); c.env = ["ONLY=this"]; return toString(c.output()); })(),
    dir: (() => { const c = $os.cmd("pwd"); c.dir = "/"; return toString(c.output()); })(),
    status: caught(() => $os.cmd("sh", "-c", "exit 4").run()),
    code: (() => { try { $os.cmd("false").run(); } catch (error) { return error.value.exitCode(); } })(),
    signal: caught(() => $os.cmd("sh", "-c", "kill -9 $$").run()),
    missing: caught(() => $os.cmd("no-such-program").run()),
    twice: caught(() => { const c = $os.cmd("true"); c.run(); c.run(); }),
  }`);
  expect(values).toEqual({
    output: "a b|$HOME|",
    env: "this\n",
    dir: "/\n",
    status: "exit status 4",
    code: 1,
    signal: "signal: killed",
    missing: `exec: "no-such-program": executable file not found in $PATH`,
    twice: "exec: already started",
  });
});

test("a program that never ends does not hold up others, and its run can be waited for", async () => {
  await using app = await hookApp({
    "main.pb.js": `
      routerAdd("GET", "/slow", (e) => { $os.cmd("sleep", "1").run(); return e.string(200, "slept"); });
      routerAdd("GET", "/fast", (e) => e.string(200, "fast"));
    `,
  });
  const order: string[] = [];
  const ask = async (path: string): Promise<void> => void order.push((await app.request("GET", path)).text);
  await Promise.all([ask("/slow"), ask("/fast")]);
  expect(order).toEqual(["fast", "slept"]);
});

test("what goes wrong with files reads as by Go", async () => {
  const values = await valueOf(`{
    read: caught(() => $os.readFile(here + "/none")),
    folder: caught(() => $os.readFile(here)),
    mkdir: caught(() => $os.mkdir(here, 0o755)),
    full: caught(() => { $os.writeFile(here + "/sub/b", "b", 0o644); $os.remove(here + "/sub"); }),
    bytes: caught(() => $os.writeFile(here + "/n", 5, 0o644)),
    stat: (() => { const s = $os.stat(here + "/a.txt"); return [s.name(), s.size(), s.isDir(), s.mode().string()]; })(),
    list: $os.readDir(here).map((entry) => [entry.name(), entry.isDir()]),
  }`);
  expect(values).toEqual({
    read: "open HERE/none: no such file or directory",
    folder: "read HERE: is a directory",
    mkdir: "mkdir HERE: file exists",
    full: "remove HERE/sub: directory not empty",
    bytes: "could not convert function call parameter 1: could not convert 5 to []uint8",
    stat: ["a.txt", 2, false, "-rw-r--r--"],
    list: [
      ["a.txt", false],
      ["sub", true],
    ],
  });
});

test("a root holds what lies in it, also behind links", async () => {
  const values = await valueOf(`(() => {
    $os.cmd("ln", "-s", "/etc", here + "/out").run();
    const root = $os.openRoot(here);
    return [
      toString(root.readFile("a.txt")), caught(() => root.readFile("../x")), caught(() => root.readFile("out/passwd")),
      caught(() => root.writeFile("out/new", "x", 0o644)), caught(() => $os.openInRoot(here, "/etc/passwd")),
    ];
  })()`);
  expect(values).toEqual([
    "ay",
    "openat ../x: path escapes from parent",
    "openat out/passwd: path escapes from parent",
    "openat out/new: path escapes from parent",
    "openat /etc/passwd: path escapes from parent",
  ]);
});

test("paths are Go's", async () => {
  const values = await valueOf(`{
    base: ["", "/", "a/", "/a/b//"].map((x) => $filepath.base(x)),
    clean: ["", "a//b/../c", "../a", "/../a"].map((x) => $filepath.clean(x)),
    dir: ["", "a", "/a/b/", "/a//b"].map((x) => $filepath.dir(x)),
    ext: [".bashrc", "a.b/c", "a.tar.gz"].map((x) => $filepath.ext(x)),
    rel: [$filepath.rel("a", "a/b"), $filepath.rel("a", "a"), caught(() => $filepath.rel("a", "/b"))],
    match: [$filepath.match("a*c", "abc"), $filepath.match("a?c", "a/c"), caught(() => $filepath.match("[", "a"))],
    glob: $filepath.glob(here + "/[a-b]*").map((x) => $filepath.base(x)),
    walk: (() => { const seen = []; $filepath.walk(here, (path, info) => { seen.push([$filepath.base(path), info.isDir()]); }); return seen; })(),
    stopped: caught(() => $filepath.walkDir(here, () => { throw new Error("stop"); })),
  }`);
  expect(values).toEqual({
    base: [".", "/", "a", "b"],
    clean: [".", "a/c", "../a", "/a"],
    dir: [".", ".", "/a/b", "/a"],
    ext: [".bashrc", "", ".gz"],
    rel: ["b", ".", "Rel: can't make /b relative to a"],
    match: [true, false, "syntax error in pattern"],
    glob: ["a.txt"],
    walk: [
      ["work", true],
      ["a.txt", false],
      ["sub", true],
    ],
    stopped: "stop",
  });
});
