import { describe, expect, test } from "bun:test";
import { Database } from "bun:sqlite";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { writeFileSync } from "node:fs";
import { ServerProcess, TemporaryDirectory, runProgram } from "../support/server-process.ts";

test.each([
  [["serve", "--nothing"], "unknown flag --nothing"],
  [["serve", "--htpp", "127.0.0.1:8090"], "unknown flag --htpp: did you mean --http?"],
  [["serve", "--public-dir=site"], "unknown flag --public-dir: did you mean --publicDir?"],
  [["--foo"], "unknown flag --foo"],
  [["--foo=1", "--log", "json"], "unknown flag --foo"],
  [["--log", "json"], "missing command"],
  [["backup", "list", "extra"], 'unexpected argument "extra"'],
  [["serve", "--http", "nonsense"], '--http must be HOST:PORT, not "nonsense"'],
  [["serve", "--http", "127.0.0.1:99999"], '--http must be HOST:PORT, not "127.0.0.1:99999"'],
  [["serve", "--http"], "--http needs a value"],
  [["serve", "--dev=maybe"], '--dev must be true or false, not "maybe"'],
  [["serve", "--indexFallback=maybe"], '--indexFallback must be true or false, not "maybe"'],
  [["serve", "--queryTimeout", "soon"], '--queryTimeout must be a number of seconds above 0, not "soon"'],
  [["dance"], 'unknown command "dance"'],
  [["srve"], 'unknown command "srve": did you mean "serve"?'],
  [["superuser"], "superuser: missing command, use one of create, update, upsert, delete, otp, ips"],
  [["superuser", "dance"], 'superuser: unknown command "dance", use one of create, update, upsert, delete, otp, ips'],
  [
    ["superuser", "upsert", "a@example.com"],
    `superuser upsert: missing PASSWORD: an argument, "-" to read it from the standard input, or BAOBOX_SUPERUSER_PASSWORD in the environment`,
  ],
  [["backup", "create", "one.zip", "two.zip"], 'unexpected argument "two.zip"'],
  [["migrate", "down", "1", "2"], 'unexpected argument "2"'],
  [["superuser", "upsert", "nobody", "1234567890"], '"nobody" is not a valid email address'],
])("%p is one line and exit code 1", async (args, message) => {
  using folder = new TemporaryDirectory();
  const { exitCode, stdout, stderr } = await runProgram([...args, "--dir", join(folder.path, "pb_data")]);
  expect(stderr).toBe(`baobox: ${message} (see baobox --help)\n`);
  expect(stdout).toBe("");
  expect(exitCode).toBe(1);
});

test("PocketBase's flags are taken on every command", async () => {
  using folder = new TemporaryDirectory();
  const args = "superuser upsert a@example.com 1234567890 --hooksDir a --hooksWatch --hooksPool=3 --migrationsDir b";
  const others = "--automigrate=false --publicDir c --indexFallback false --hooksWatch=true --dir";
  const dir = join(folder.path, "pb_data");
  const { stderr, exitCode } = await runProgram([...`${args} ${others}`.split(" "), dir]);
  expect([stderr, exitCode]).toEqual(["", 0]);
});

test.each([undefined, ""])("a variable for the key with the value %p is warned of in one line", async (value) => {
  using folder = new TemporaryDirectory();
  const args = ["superuser", "ips", "--dir", folder.path, "--encryptionEnv", "TEST_KEY"];
  const { exitCode, stderr } = await runProgram(args, { env: { ...process.env, TEST_KEY: value } });
  expect(stderr).toBe(
    "baobox: warning: --encryptionEnv names the variable TEST_KEY, which is not set: settings are stored without encryption\n",
  );
  expect(exitCode).toBe(0);
});

describe("help and version", () => {
  test.each([
    [["--help"]],
    [["help"]],
    [["help", "serve"]],
    [["serve", "--help"]],
    [["superuser", "--help"]],
    [["superuser", "upsert", "-h"]],
    [[]],
  ])("%p shows help", async (args) => {
    const { exitCode, stdout, stderr } = await runProgram(args);
    expect(stdout).toContain("Usage: baobox");
    expect(stderr).toBe("");
    expect(exitCode).toBe(0);
  });

  test.each([[["--version"]], [["serve", "--version"]]])("%p shows the version", async (args) => {
    const { exitCode, stdout } = await runProgram(args);
    expect(stdout).toMatch(/^baobox \d+\.\d+\.\d+ \(compatible with PocketBase 0\.39\.\d+\)\n$/);
    expect(exitCode).toBe(0);
  });
});

test("a host without an address is named", async () => {
  using folder = new TemporaryDirectory();
  const args = ["serve", "--http", "nowhere.invalid:8090", "--dir", join(folder.path, "pb_data")];
  const { exitCode, stderr } = await runProgram(args);
  expect(stderr).toBe("baobox: can't listen on nowhere.invalid:8090: the host was not found\n");
  expect(exitCode).toBe(1);
});

test("all addresses are those of both families", async () => {
  using folder = new TemporaryDirectory();
  await using server = await ServerProcess.start({ dir: join(folder.path, "pb_data"), args: ["--http", ":0"] });
  const { port } = new URL(server.url);
  expect(server.url).toBe(`http://0.0.0.0:${port}`);
  expect((await fetch(`http://127.0.0.1:${port}/api/health`)).status).toBe(200);
  const isIpv6 = Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === "::1"));
  if (isIpv6) expect((await fetch(`http://[::1]:${port}/api/health`)).status).toBe(200);
});

describe("a data directory that can't be opened", () => {
  test("because it is a file", async () => {
    using folder = new TemporaryDirectory();
    const dir = join(folder.path, "file");
    writeFileSync(dir, "");
    const { exitCode, stderr } = await runProgram(["serve", "--dir", dir]);
    expect(stderr).toStartWith(`baobox: can't use the data directory ${dir}: `);
    expect(stderr.trimEnd()).not.toContain("\n");
    expect(exitCode).toBe(1);
  });

  test("because its database is none", async () => {
    using folder = new TemporaryDirectory();
    writeFileSync(join(folder.path, "data.db"), "this is no database, however long it may be");
    const { exitCode, stderr } = await runProgram(["serve", "--dir", folder.path]);
    expect(stderr).toContain(join(folder.path, "data.db"));
    expect(stderr.trimEnd()).not.toContain("\n");
    expect(exitCode).toBe(1);
  });

  test("because its settings are encrypted with another key", async () => {
    using folder = new TemporaryDirectory();
    const args = ["superuser", "ips", "--dir", folder.path, "--encryptionEnv", "TEST_KEY"];
    const env = (key: string) => ({ env: { ...process.env, TEST_KEY: key } });
    expect((await runProgram(args, env("k".repeat(32)))).exitCode).toBe(0);
    using database = new Database(join(folder.path, "data.db"), { readonly: true });
    const { value } = database
      .query<{ value: string }, []>("SELECT value FROM _params WHERE id = 'settings'")
      .get() ?? {
      value: "",
    };
    expect(value).toMatch(/^[A-Za-z0-9+/]+=*$/);

    const wrong = await runProgram(args, env("x".repeat(32)));
    expect(wrong.stderr).toBe("baobox: the stored settings can't be decrypted with the given key\n");
    expect(wrong.exitCode).toBe(1);
    const none = await runProgram(["superuser", "ips", "--dir", folder.path]);
    expect(none.stderr).toContain("--encryptionEnv");
    expect(none.exitCode).toBe(1);
    const short = await runProgram(args, env("short"));
    expect([short.exitCode, short.stderr]).toEqual([
      1,
      "baobox: --encryptionEnv: the encryption key in TEST_KEY must have 32 bytes, not 5 (see baobox --help)\n",
    ]);
    expect((await runProgram(args, env("k".repeat(32)))).exitCode).toBe(0);
  });
});
