import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { TemporaryDirectory } from "../../support/server-process.ts";
import { collectionTypes } from "../../types/collections.ts";

const FIXTURE = join(import.meta.dir, "../../types/baobox-types.ts");
const types = await Bun.file(FIXTURE).text();

test("the types that the checks of test/types use are those that are written", async () => {
  expect(await collectionTypes()).toBe(types);
});

/** What a strict type check of the files says. */
async function check(files: Readonly<Record<string, string>>): Promise<string> {
  using folder = new TemporaryDirectory();
  const compilerOptions = { strict: true, noEmit: true, module: "preserve", lib: ["ESNext", "DOM"], types: [] };
  const all = { "tsconfig.json": JSON.stringify({ compilerOptions, include: ["*.ts"] }), "types.ts": types, ...files };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(join(folder.path, dirname(name)), { recursive: true });
    writeFileSync(join(folder.path, name), text);
  }
  const child = Bun.spawn([process.execPath, "check", "--no-script", "--no-pretty", "-p", folder.path], {
    stdout: "pipe",
    stderr: "pipe",
    cwd: folder.path,
  });
  const [out, errors] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return `${await child.exited} ${out}${errors}`;
}

test("they compile in a project that has neither the SDK nor the package for plugins", async () => {
  const use = `import type { PostsRecord } from "./types"; export const title = (post: PostsRecord): string => post.title;`;
  expect(await check({ "use.ts": use })).toStartWith("0 ");
  const wrong = `import type { PostsRecord } from "./types"; export const title = (post: PostsRecord): number => post.title;`;
  expect(await check({ "use.ts": wrong })).toContain("use.ts(1,");
});

test("where the package for plugins is installed, its collections are those of the types", async () => {
  const files = {
    "node_modules/baobox/package.json": JSON.stringify({ name: "baobox", types: "index.d.ts" }),
    "node_modules/baobox/index.d.ts":
      "export interface CollectionTypes {}\nexport declare function find<N extends keyof CollectionTypes>(name: N): CollectionTypes[N];",
    "use.ts": `import { find } from "baobox"; export const hidden: string = (find("posts") as { record: { internal: string } }).record.internal;
      export const title: string = find("posts").record.internal; // @ts-expect-error: no such collection
      find("post"); export const signUp: ReturnType<typeof find<"members">>["create"] = { email: "", password: "" };`,
  };
  expect(await check(files)).toStartWith("0 ");
});
