import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ServerProcess, TemporaryDirectory, runProgram } from "../support/server-process.ts";

const EMAIL = "root@example.com";
const PASSWORD = "from-the-environment";

/** The test's own environment with `variables` added. */
function env(variables: Record<string, string>): Record<string, string | undefined> {
  return { ...process.env, ...variables };
}

async function signIn(server: ServerProcess, password: string, email = EMAIL): Promise<Response> {
  return fetch(`${server.url}/api/collections/_superusers/auth-with-password`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ identity: email, password }),
  });
}

async function settingsOf(
  server: ServerProcess,
  password = PASSWORD,
): Promise<Record<string, Record<string, unknown>>> {
  const { token } = (await (await signIn(server, password)).json()) as { token: string };
  const answer = await fetch(`${server.url}/api/settings`, { headers: { authorization: token } });
  return (await answer.json()) as Record<string, Record<string, unknown>>;
}

describe("flags from the environment", () => {
  test("each flag has a variable, which the command line overrides", async () => {
    using folder = new TemporaryDirectory();
    const [site, other] = [join(folder.path, "site"), join(folder.path, "other")];
    await Bun.write(join(site, "index.html"), "of the variable");
    await Bun.write(join(other, "index.html"), "of the flag");
    const dir = join(folder.path, "data");
    const variables = env({ BAOBOX_DIR: dir, BAOBOX_PUBLIC_DIR: site });
    expect(await runProgram(["superuser", "upsert", EMAIL, PASSWORD], { env: variables })).toMatchObject({
      exitCode: 0,
    });
    {
      await using server = await ServerProcess.start({ env: variables, dir });
      expect(await (await fetch(server.url)).text()).toBe("of the variable");
      expect((await signIn(server, PASSWORD)).status).toBe(200);
    }
    await using server = await ServerProcess.start({ env: variables, dir, args: ["--publicDir", other] });
    expect(await (await fetch(server.url)).text()).toBe("of the flag");
  });

  test.each([
    [{ BAOBOX_HTTP: "nonsense" }, 'BAOBOX_HTTP must be HOST:PORT, not "nonsense"'],
    [{ BAOBOX_DEV: "maybe" }, 'BAOBOX_DEV must be true or false, not "maybe"'],
    [{ BAOBOX_QUERY_TIMEOUT: "soon" }, 'BAOBOX_QUERY_TIMEOUT must be a number of seconds above 0, not "soon"'],
    [{ BAOBOX_SUPERUSER_EMAIL: "nobody" }, 'BAOBOX_SUPERUSER_EMAIL: "nobody" is not a valid email address'],
    [
      { BAOBOX_SUPERUSER_EMAIL: EMAIL },
      "BAOBOX_SUPERUSER_EMAIL needs BAOBOX_SUPERUSER_PASSWORD, or BAOBOX_SUPERUSER_PASSWORD_FILE with the path of a file",
    ],
    [
      { BAOBOX_SUPERUSER_EMAIL: EMAIL, BAOBOX_SUPERUSER_PASSWORD: "a", BAOBOX_SUPERUSER_PASSWORD_FILE: "b" },
      "BAOBOX_SUPERUSER_PASSWORD and BAOBOX_SUPERUSER_PASSWORD_FILE are both set: remove one of them",
    ],
    [
      { BAOBOX_SUPERUSER_EMAIL: EMAIL, BAOBOX_SUPERUSER_PASSWORD_FILE: "/nowhere/password" },
      "BAOBOX_SUPERUSER_PASSWORD_FILE: can't read /nowhere/password: there is no such file",
    ],
    [
      { BAOBOX_DATABASE_FILE: "/nowhere/database" },
      "BAOBOX_DATABASE_FILE: can't read /nowhere/database: there is no such file",
    ],
    [{ BAOBOX_SETTINGS: "/nowhere/s.json" }, "BAOBOX_SETTINGS: can't read /nowhere/s.json: there is no such file"],
  ])("%j is one line and exit code 1", async (variables, message) => {
    using folder = new TemporaryDirectory();
    const args = ["serve", "--dir", join(folder.path, "pb_data")];
    const http = "BAOBOX_HTTP" in variables ? [] : ["--http", "127.0.0.1:0"];
    const { exitCode, stderr } = await runProgram([...args, ...http], { env: env(variables) });
    expect(stderr).toBe(`baobox: ${message} (see baobox --help)\n`);
    expect(exitCode).toBe(1);
  });

  test("the database's address, which holds a password, may be in a file", async () => {
    using folder = new TemporaryDirectory();
    const file = join(folder.path, "address");
    writeFileSync(file, "mysql://baobox:secret@127.0.0.1/baobox\n");
    const { exitCode, stderr } = await runProgram(["serve", "--dir", join(folder.path, "pb_data")], {
      env: env({ BAOBOX_DATABASE_FILE: file, BAOBOX_HTTP: "127.0.0.1:0" }),
    });
    expect(stderr).toStartWith("baobox: BAOBOX_DATABASE: ");
    expect(stderr).not.toContain("secret");
    expect(exitCode).toBe(1);
  });

  test("a variable with a slip of the keyboard is pointed at", async () => {
    using folder = new TemporaryDirectory();
    const { stderr, exitCode } = await runProgram(["superuser", "ips"], {
      env: env({ BAOBOX_DIR: join(folder.path, "pb_data"), BAOBOX_PUBLICDIR: "x", BAOBOX_OWN_THING: "y" }),
    });
    expect(stderr).toBe("baobox: BAOBOX_PUBLICDIR has no effect: did you mean BAOBOX_PUBLIC_DIR?\n");
    expect(exitCode).toBe(0);
  });
});

test("the environment's superuser is created where there is none, and only then", async () => {
  using folder = new TemporaryDirectory();
  const dir = join(folder.path, "pb_data");
  const file = join(folder.path, "password");
  writeFileSync(file, `${PASSWORD}\n`);
  const variables = { BAOBOX_SUPERUSER_EMAIL: EMAIL, BAOBOX_SUPERUSER_PASSWORD_FILE: file };
  {
    await using server = await ServerProcess.start({ env: env(variables), dir });
    expect((await signIn(server, PASSWORD)).status).toBe(200);
    expect(await server.output()).toContain(`Created the superuser ${EMAIL}`);
    expect(await server.output()).not.toContain("There is no superuser yet");
  }
  await runProgram(["superuser", "update", EMAIL, "changed-since-then", "--dir", dir]);
  const others = { BAOBOX_SUPERUSER_EMAIL: "second@example.com", BAOBOX_SUPERUSER_PASSWORD: "another-password" };
  await using server = await ServerProcess.start({ env: env(others), dir });
  expect((await signIn(server, "changed-since-then")).status).toBe(200);
  expect((await signIn(server, "another-password", "second@example.com")).status).toBe(400);
});

test("a password of the environment that is too short stops the start with one line", async () => {
  using folder = new TemporaryDirectory();
  const file = join(folder.path, "password");
  await Bun.write(file, "short");
  const serve = ["serve", "--http", "127.0.0.1:0"];
  const upsert = ["superuser", "upsert", EMAIL];
  for (const [args, name, value] of [
    [serve, "BAOBOX_SUPERUSER_PASSWORD", "short"],
    [serve, "BAOBOX_SUPERUSER_PASSWORD_FILE", file],
    [upsert, "BAOBOX_SUPERUSER_PASSWORD", "short"],
  ] as const) {
    const { exitCode, stderr } = await runProgram([...args, "--dir", join(folder.path, "pb_data")], {
      env: env({ BAOBOX_SUPERUSER_EMAIL: EMAIL, [name]: value }),
    });
    expect(stderr).toBe(`baobox: failed to save the superuser ${EMAIL}: ${name}: Must be at least 8 character(s).\n`);
    expect(exitCode).toBe(1);
  }
});

describe("--settings", () => {
  test("its values are stored at each start, secrets come from the environment, the rest stays", async () => {
    using folder = new TemporaryDirectory();
    const dir = join(folder.path, "pb_data");
    const [file, secret] = [join(folder.path, "settings.json"), join(folder.path, "smtp")];
    writeFileSync(secret, "smtp-secret\n");
    const settings = {
      meta: { appName: "${APP}, $${kept}" },
      smtp: { enabled: true, host: "mail.example.com", username: "me", password: "${SMTP}" },
      rateLimits: { rules: [{ label: "*:auth", maxRequests: 2, duration: 3 }] },
    };
    writeFileSync(file, JSON.stringify(settings));
    const variables = {
      APP: "Shop",
      SMTP_FILE: secret,
      BAOBOX_SUPERUSER_EMAIL: EMAIL,
      BAOBOX_SUPERUSER_PASSWORD: PASSWORD,
    };
    const options = { env: env(variables), dir, args: ["--settings", file] };
    {
      await using server = await ServerProcess.start(options);
      expect(await settingsOf(server)).toMatchObject({
        meta: { appName: "Shop, ${kept}", senderName: "Support" },
        smtp: { enabled: true, host: "mail.example.com", port: 587 },
        rateLimits: { rules: [{ label: "*:auth", maxRequests: 2, duration: 3, audience: "" }] },
      });
      expect(await server.output()).toContain(`Applied the settings of ${file}`);
      expect(await server.output()).not.toContain("smtp-secret");
    }
    // Nothing has changed: nothing is written.
    await using server = await ServerProcess.start(options);
    expect(await server.output()).not.toContain("Applied the settings");
  });

  test.each([
    ["{", "is not valid JSON: "],
    ["[]", 'must hold an object, such as {"meta": {"appName": "My app"}}'],
    ['{"smtp":{"pasword":""}}', ": there is no setting smtp.pasword"],
    ['{"rateLimits":{"rules":[{"max":1}]}}', ": there is no setting rateLimits.rules.0.max"],
    [
      '{"meta":{"appName":"${NOT_SET_ANYWHERE}"}}',
      ": meta.appName: the environment variable NOT_SET_ANYWHERE is not set",
    ],
    ['{"meta":{"appName":"${a b}"}}', ": meta.appName: ${a b} is not the name of a variable"],
    ['{"smtp":{"port":"x"}}', ': smtp.port: expected integer, got "x"'],
    ['{"meta":{"appURL":"nonsense"}}', ": meta.appURL: Must be a valid URL"],
  ])("%s is one line and exit code 1", async (content, message) => {
    using folder = new TemporaryDirectory();
    const file = join(folder.path, "settings.json");
    writeFileSync(file, content);
    const args = ["serve", "--http", "127.0.0.1:0", "--settings", file, "--dir", join(folder.path, "pb_data")];
    const { exitCode, stderr } = await runProgram(args);
    expect(stderr).toStartWith(`baobox: ${file}`);
    expect(stderr).toContain(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(exitCode).toBe(1);
  });
});
