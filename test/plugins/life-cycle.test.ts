// The hooks of a server's start, end and restore, from two plugins in a process of their own.
import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { FreshServer } from "../support/fresh-server.ts";
import { insideTest } from "../support/inside-test.ts";
import { runProgram, TemporaryDirectory } from "../support/server-process.ts";
import { LIFE_CYCLE_HOOKS } from "./life-cycle-hooks.ts";
import { isOnPostgres, rowsOf } from "../support/test-database.ts";

const TIMEOUT_MS = 120_000;

type Hook = (typeof LIFE_CYCLE_HOOKS)[number];

/** A folder with two plugins that write what runs; `a` runs further code in one of the hooks. */
class Project implements Disposable {
  readonly #directory = new TemporaryDirectory();
  readonly path = this.#directory.path;
  readonly #log = join(this.path, "log.txt");

  constructor(code: Partial<Record<Hook, string>> = {}) {
    mkdirSync(join(this.path, "plugins"));
    for (const name of ["a", "b"]) {
      const handlers = LIFE_CYCLE_HOOKS.map(
        (hook) => `app.${hook}(async (e) => {
          write("${hook} ${name}" + (e.isRestart === undefined ? "" : " " + e.isRestart));
          ${name === "a" ? (code[hook] ?? "") : ""}
          await e.next();
          write("${hook} ${name} after");
        });`,
      );
      const text = `import { appendFileSync } from "node:fs";
        import { definePlugin } from "baobox";
        const write = (line) => appendFileSync(${JSON.stringify(this.#log)}, line + "\\n");
        export default definePlugin((app) => { ${handlers.join("\n")} });`;
      writeFileSync(join(this.path, `plugins/${name}.ts`), text);
    }
  }

  /** What ran since it was asked for the last time. */
  taken(): string[] {
    const lines = existsSync(this.#log) ? readFileSync(this.#log, "utf8").split("\n").slice(0, -1) : [];
    writeFileSync(this.#log, "");
    return lines;
  }

  async until(line: string): Promise<void> {
    while (!readFileSync(this.#log, "utf8").includes(line)) await setTimeout(5);
  }

  [Symbol.dispose](): void {
    this.#directory[Symbol.dispose]();
  }
}

const around = (hook: Hook, note = ""): string[] => [
  `${hook} a${note}`,
  `${hook} b${note}`,
  `${hook} b after`,
  `${hook} a after`,
];

async function start(project: Project): Promise<FreshServer> {
  return FreshServer.start({ cwd: project.path });
}

insideTest(
  "run in their order over start, restore and end",
  async () => {
    using project = new Project();
    await using server = await start(project);
    const opened = [...around("onBootstrap"), ...around("onServe")];
    // The command that made the superuser opened the directory too, without plugins.
    expect(project.taken()).toEqual(opened);
    const admin = await server.admin();
    await admin.backups.create("one.zip");
    await admin.backups.restore("one.zip");
    await project.until("onServe a after");
    expect(project.taken()).toEqual([...around("onBackupRestore"), ...around("onTerminate", " true"), ...opened]);
    expect(await server.process.stop()).toBe(0);
    expect(project.taken()).toEqual(around("onTerminate", " false"));
  },
  TIMEOUT_MS,
);

test.each(["onBootstrap", "onServe"] as const)(
  "an error in %s keeps the server from starting",
  async (hook) => {
    using project = new Project({ [hook]: `throw new Error("not today");` });
    const refused = await runProgram(["serve", "--http", "127.0.0.1:0"], { cwd: project.path });
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("not today") });
    expect(project.taken()).not.toContain(`${hook} b`);
  },
  TIMEOUT_MS,
);

test(
  "a handler of onServe that doesn't go on keeps the server from starting",
  async () => {
    using project = new Project({ onServe: "return;" });
    const refused = await runProgram(["serve", "--http", "127.0.0.1:0"], { cwd: project.path });
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("did not call e.next()") });
    expect(project.taken()).not.toContain("onServe b");
  },
  TIMEOUT_MS,
);

test(
  "an error in onTerminate is told, and the server ends all the same",
  async () => {
    using project = new Project({ onTerminate: `throw new Error("not today");` });
    await using server = await start(project);
    project.taken();
    expect(await server.process.stop()).toBe(0);
    expect(project.taken()).toEqual(["onTerminate a false"]);
    expect(await server.process.output()).toContain("not today");
    // All was closed: SQLite leaves no journal behind then.
    expect(existsSync(join(server.dir, "data.db-wal"))).toBe(false);
  },
  TIMEOUT_MS,
);

test(
  "an error in onBackupRestore keeps the data as it is",
  async () => {
    using project = new Project({ onBackupRestore: `throw new Error("not today");` });
    await using server = await start(project);
    const admin = await server.admin();
    await admin.backups.create("one.zip");
    await admin
      .collection("users")
      .create({ email: "a@example.com", password: "12345678", passwordConfirm: "12345678" });
    project.taken();
    await admin.backups.restore("one.zip").catch(() => undefined);
    while (!(await server.process.output()).includes("not today")) await setTimeout(5);
    expect(project.taken()).toEqual(["onBackupRestore a"]);
    expect((await admin.collection("users").getList()).totalItems).toBe(1);
  },
  TIMEOUT_MS,
);

test(
  "what they change holds",
  async () => {
    using project = new Project({
      // Of the data, and of which backup is restored and what is left alone.
      onBootstrap: `await e.app.settings.update({ meta: { appName: "by a hook" } });`,
      onServe: `await e.app.settings.update({ meta: { senderName: "by a hook" } });`,
      onTerminate: `await e.app.sql("UPDATE users SET name = 'at the end'");`,
      onBackupRestore: `e.name = "one.zip"; e.exclude.push("kept.txt");`,
    });
    await using server = await start(project);
    let admin = await server.admin();
    expect((await admin.settings.getAll())["meta"]).toMatchObject({ appName: "by a hook", senderName: "by a hook" });
    const login = { password: "12345678", passwordConfirm: "12345678" };
    await admin.collection("users").create({ email: "one@example.com", ...login });
    await admin.backups.create("one.zip");
    await admin.collection("users").create({ email: "two@example.com", ...login });
    await admin.backups.create("two.zip");
    writeFileSync(join(server.dir, "kept.txt"), "kept");
    writeFileSync(join(server.dir, "lost.txt"), "lost");
    project.taken();
    await admin.backups.restore("two.zip");
    await project.until("onServe a after");
    // It listens after the hook.
    while (!(await fetch(`${server.process.url}/api/health`).then(isOk, () => false))) await setTimeout(5);
    admin = await server.admin();
    const emails = (await admin.collection("users").getFullList()).map((user) => user["email"] as string);
    expect(emails).toEqual(["one@example.com"]);
    expect(existsSync(join(server.dir, "kept.txt"))).toBe(true);
    // Beside PostgreSQL the directory is not exchanged: what the backup does not hold stays.
    expect(existsSync(join(server.dir, "lost.txt"))).toBe(isOnPostgres);
    expect(await server.process.stop()).toBe(0);
    expect(await rowsOf(server.dir, "SELECT name FROM users")).toEqual([{ name: "at the end" }]);
  },
  TIMEOUT_MS,
);

function isOk({ ok }: Response): boolean {
  return ok;
}
