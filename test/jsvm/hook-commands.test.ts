import { expect, test } from "bun:test";
import { mkdtempDisposableSync, mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hookApp } from "./hook-app.ts";

const MAIN = join(import.meta.dir, "../../src/main.ts");

/** Calls the program in a folder with such a hook file. */
async function call(folder: string, ...args: string[]): Promise<{ status: number; output: string; errors: string }> {
  const program = Bun.spawn([process.execPath, MAIN, ...args], { cwd: folder, stdout: "pipe", stderr: "pipe" });
  const [output, errors, status] = await Promise.all([
    new Response(program.stdout).text(),
    new Response(program.stderr).text(),
    program.exited,
  ]);
  return { output, errors, status };
}

test("hook files add commands, whose functions see what is around them, and whose writes their hooks hear of", async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "hook-commands-"));
  mkdirSync(join(folder.path, "pb_hooks"));
  writeFileSync(
    join(folder.path, "pb_hooks/main.pb.js"),
    `
      const word = "from the file";
      const hello = new Command({ use: "hello NAME", aliases: ["hi"], run: (command, args) => {
        const user = new Record($app.findCollectionByNameOrId("users"), { email: "a@example.com" });
        user.setPassword("1234567890");
        $app.save(user);
        console.log(args.join(","), word, command.flags().getInt("times"), user.get("name"));
      } });
      hello.flags().int("times", 1, "how often");
      $app.rootCmd.addCommand(hello, new Command({ use: "fail", run: () => { throw new Error("on purpose"); } }));
      onRecordCreate((e) => { e.record.set("name", "heard"); return e.next(); }, "users");
    `,
  );
  expect(await call(folder.path, "hi", "ann", "--times", "3", "--dir", "data")).toMatchObject({
    output: "ann from the file 3 heard\n",
    status: 0,
  });
  const failed = await call(folder.path, "fail", "--dir", "data");
  expect(failed.status).toBe(1);
  expect(failed.errors).toContain("on purpose");
  const unknown = await call(folder.path, "nothing", "--dir", "data");
  expect(unknown.status).toBe(1);
  expect(unknown.errors).toContain('unknown command "nothing"');
});

test("a command applies migrations only where it says so, and what hooks print is printed", async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "hook-commands-"));
  mkdirSync(join(folder.path, "pb_hooks"));
  mkdirSync(join(folder.path, "pb_migrations"));
  writeFileSync(
    join(folder.path, "pb_migrations/1700000001_made.js"),
    'migrate((app) => { app.save(new Collection({ type: "base", name: "made" })); }, () => undefined);',
  );
  writeFileSync(
    join(folder.path, "pb_hooks/main.pb.js"),
    `
      const isMade = () => $app.findAllCollections().some((one) => one.name === "made");
      $app.rootCmd.addCommand(new Command({ use: "up", run: () => {
        console.log("before", isMade());
        $app.runSystemMigrations();
        console.log("between", isMade());
        $app.runAllMigrations();
        $app.runAppMigrations();
        console.log("after", isMade());
      } }));
      onCollectionCreate((e) => { console.log("creates", e.collection.name); return e.next(); });
    `,
  );
  expect(await call(folder.path, "up")).toMatchObject({
    output: "before false\nbetween false\ncreates made\nafter true\n",
    errors: "",
    status: 0,
  });
});

test("migrations that a hook file has applied in its transaction run in it", async () => {
  const applied: boolean[] = [];
  await using app = await hookApp(
    {
      "main.pb.js": `
        routerAdd("POST", "/again", (e) => {
          $app.runInTransaction((txApp) => { txApp.runAppMigrations(); });
          return e.noContent(204);
        });`,
    },
    { applyMigrations: (context) => Promise.resolve(applied.push(context.transaction !== null)) },
  );
  expect((await app.request("POST", "/again")).status).toBe(204);
  expect(applied).toEqual([true]);
});
