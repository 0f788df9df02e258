// The shape of the source, checked: who may import whom, how long a file may be and how files are named.
import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** Bottom first: a file may import its own layer and the layers before it. */
const LAYERS = [
  "lib",
  "client",
  // The supervisor of several processes, and how they talk: it knows nothing of what they serve.
  "workers",
  "database",
  "model",
  "features",
  "server",
  // The host of plugins and what they work with; plugin.ts is the public module.
  "plugins",
  // PocketBase's hook files.
  "jsvm",
  // Users' migrations, which work with what plugins work with.
  "migrations",
  "app-options.ts",
  // Opens what a backup held; the app gives it to the parts that ask for it.
  "check-directory.ts",
  "app.ts",
  "commands",
  // Baobox as a part of other programs.
  "baobox.ts",
  "plugin.ts",
  "main.ts",
  // The scripts that build the executable and the npm package: nothing imports them.
  "build",
  "build.ts",
  "release.ts",
  "build-package.ts",
  "build-client.ts",
  // Runs before main.ts and dev.ts, for it needs no package.
  "install.ts",
  // Starts main.ts, again and again.
  "dev.ts",
];
/** A feature stands alone, unless it is listed here with the features it builds on and the reason. */
const FEATURES_BUILD_ON: Record<string, string[]> = {
  // A batch is a list of record operations in one transaction.
  batch: ["records"],
  // Who signs in by OAuth2 for the first time gets an account as the records API makes it, under its rules and hooks.
  auth: ["records"],
};
/**
 * The folders of model/, bottom first: a folder may import itself and those before it. "" are the files at the top of model/: the
 * contract that all folders share (context, hooks, request), which names types of all of them and imports no code of any.
 */
const MODEL_FOLDERS = [
  "",
  // What instances of a server tell each other.
  "protocol",
  "params",
  // What a schema is made of, and how it is stored.
  "fields",
  "collections",
  "settings",
  "old-format",
  // Rules and filters as SQL and as predicates.
  "rules",
  "records",
  "views",
  // Creating, changing, importing and deleting collections, with their tables.
  "schema-changes",
  // The databases of one engine written into another one.
  "database-copies",
  "type-declarations",
  // Accounts and tokens.
  "auth",
  "files",
  "logs",
  // What statements took, and which indexes would help.
  "slow-queries",
  "mails",
  "backups",
  "realtime",
  "migrations",
  "operation",
];
/** Types that all of model/ speaks of: folders below may import them, too. */
const MODEL_TYPES = ["model/collections/collection.ts", "model/records/record.ts"];
const LINES_MAX = 300;
/** Files above LINES_MAX, by path, with the reason. */
const LONG_FILES: Record<string, string> = {
  "test/types/baobox-types.ts": "written by the program",
};
/** Where each language is one file, so that a translator has everything in one place. */
const DASHBOARD_TEXTS = "texts/";
/** Names that say nothing about what a file does. */
const EMPTY_NAMES = /(^|[/-])(helpers?|utils?|managers?|services?|core)(\.|\/|-|$)/;
/** Above database/ nobody names an engine: what differs between engines is the dialect's. */
const ENGINE_NAMES = /\b(bun:sqlite|sqlite_\w+|pragma_\w+|json_each|json_extract|PRAGMA)\b/;
/** Files above database/ that name the engine all the same, with the reason. */
const NAMES_ENGINE: Record<string, string> = {};
/** `_params` has one store, which lists what is kept in it. */
const PARAMS_TABLE = /\b_params\b/;
/** Files that name the table all the same, with the reason. */
const NAMES_PARAMS: Record<string, string> = {
  "model/params/param-rows.ts": "the store",
  "model/migrations/upgrade-old-directory.ts": "the table of before v0.23 has other columns",
  "model/database-copies/copy-database.ts": "its rows are copied as they are",
  "database/sqlite/system-tables.ts": "its definition",
  "database/postgres/system-tables.ts": "its definition",
  "database/postgres/staged-schemas.ts": "the table as a whole takes the place of another",
};

/** Packages that many modules may import, with the reason. */
const SHARED_PACKAGES: Record<string, string> = {
  "@sinclair/typebox": "its schemas are the types of what crosses the wire, beside the code that handles them",
  "@sinclair/typebox/value": "as above",
  elysia: "the server is one app of it, and the routes of each plugin are another",
  baobox: "the public module itself, in comments and in what is written for users",
  yazl: "backups are packed as they are read, quickly; archives of a release small, with modes and a time of their own",
  "bun:sqlite": "the engine is several modules in database/sqlite; ENGINE_NAMES keeps it there",
};

const root = join(import.meta.dir, "..");
const src = join(root, "src");
const IMPORT = /\b(?:from|import)\s*\(?\s*["'](\.[^"']+)["']/g;
const PACKAGE_IMPORT = /\bfrom\s+["']((?!node:|bun["'])[^."'][^"']*)["']/g;
const COMMENT = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm;

for (const file of [...new Bun.Glob("**/*.ts").scanSync(src)].sort()) {
  const text = await Bun.file(join(src, file)).text();
  const imports = [...text.matchAll(IMPORT)].map((match) => relative(src, join(src, dirname(file), match[1] ?? "")));

  test(`${file} keeps to the layers, the length and the names`, () => {
    expect(LAYERS).toContain(part(file, 0));
    if (part(file, 0) === "model") {
      expect(MODEL_FOLDERS).toContain(modelFolder(file));
      expect(modelImports(file, text).filter((found) => !mayImportInModel(file, found))).toEqual([]);
    }
    expect(imports.filter((target) => !mayImport(file, target))).toEqual([]);
    expect({ lines: text.split("\n").length <= LINES_MAX || file in LONG_FILES }).toEqual({ lines: true });
    expect(file).not.toMatch(EMPTY_NAMES);
    if (part(file, 0) !== "database" && !(file in NAMES_ENGINE)) {
      expect(text.replace(COMMENT, "").match(ENGINE_NAMES)?.[0]).toBeUndefined();
    }
  });
}

for (const file of [...new Bun.Glob("**/*.{ts,tsx}").scanSync(join(root, "admin"))].sort()) {
  const text = await Bun.file(join(root, "admin", file)).text();

  test(`admin/${file} knows nothing of the server's source, and keeps to the length and the names`, () => {
    const outside = [...text.matchAll(IMPORT)].filter(([, path = ""]) => join(dirname(file), path).startsWith(".."));
    expect(outside.map(([found]) => found)).toEqual([]);
    const isShort = text.split("\n").length <= LINES_MAX || file.startsWith(DASHBOARD_TEXTS);
    expect({ lines: isShort }).toEqual({ lines: true });
    expect(file).not.toMatch(EMPTY_NAMES);
  });
}

test("the dashboard's styles keep to the length", async () => {
  const style = join(root, "admin/style");
  for (const file of new Bun.Glob("*.css").scanSync(style)) {
    const { length } = (await Bun.file(join(style, file)).text()).split("\n");
    expect({ file, lines: length <= LINES_MAX }).toEqual({ file, lines: true });
  }
});

test("a package is imported by one module, which wraps it", async () => {
  const importers = new Map<string, string[]>();
  for (const file of new Bun.Glob("**/*.ts").scanSync(src)) {
    const text = await Bun.file(join(src, file)).text();
    for (const [, name = ""] of text.matchAll(PACKAGE_IMPORT)) {
      importers.set(name, [...(importers.get(name) ?? []), file]);
    }
  }
  const shared = [...importers].filter(([name, files]) => files.length > 1 && !(name in SHARED_PACKAGES));
  expect(shared).toEqual([]);
});

test("the table of parameters is read and written by one module", async () => {
  const naming: string[] = [];
  for (const file of new Bun.Glob("**/*.ts").scanSync(src)) {
    const text = await Bun.file(join(src, file)).text();
    if (PARAMS_TABLE.test(text.replace(COMMENT, ""))) naming.push(file);
  }
  expect(naming.sort()).toEqual(Object.keys(NAMES_PARAMS).sort());
});

test("ARCHITECTURE.md names what exists", async () => {
  const text = await Bun.file(join(root, "ARCHITECTURE.md")).text();
  const paths = [...text.matchAll(/`((?:src|test|docs|admin|plugins)\/[\w./-]+|[A-Z]+\.md)`/g)].map(
    ([, path = ""]) => path,
  );
  expect(paths.length).toBeGreaterThan(30);
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  // Each layer and each folder of model/ has its line.
  const layers = LAYERS.filter((layer) => !layer.endsWith(".ts")).filter((layer) => layer !== "build");
  expect(layers.filter((layer) => !text.includes(`src/${layer}\``))).toEqual([]);
  expect(MODEL_FOLDERS.filter((folder) => folder !== "" && !text.includes(`\`${folder}\``))).toEqual([]);
});

test("tests mirror the source and keep to the length", async () => {
  const long: string[] = [];
  for (const file of new Bun.Glob("test/**/*.ts").scanSync(root)) {
    const text = await Bun.file(join(root, file)).text();
    if (text.split("\n").length > LINES_MAX && !(file in LONG_FILES)) long.push(file);
    expect(file).not.toMatch(EMPTY_NAMES);
  }
  expect(long).toEqual([]);
});

test("every exception is still needed", async () => {
  for (const file of Object.keys(LONG_FILES)) {
    const path = file.startsWith("test/") ? join(root, file) : join(src, file);
    expect((await Bun.file(path).text()).split("\n").length).toBeGreaterThan(LINES_MAX);
  }
  for (const file of Object.keys(NAMES_ENGINE)) {
    expect((await Bun.file(join(src, file)).text()).replace(COMMENT, "")).toMatch(ENGINE_NAMES);
  }
});

function mayImport(file: string, target: string): boolean {
  const from = LAYERS.indexOf(part(file, 0));
  const to = LAYERS.indexOf(part(target, 0));
  if (part(file, 0) !== "features" || from !== to) return to <= from;
  const [own, other] = [part(file, 1), part(target, 1)];
  return own === other || (FEATURES_BUILD_ON[own]?.includes(other) ?? false);
}

interface ModelImport {
  readonly target: string;
  readonly isType: boolean;
}

function modelImports(file: string, text: string): ModelImport[] {
  const found = [...text.matchAll(IMPORT)].map((match) => {
    const statement =
      text
        .slice(0, match.index)
        .split(/^(?=import |export )/m)
        .at(-1) ?? "";
    const target = relative(src, join(src, dirname(file), match[1] ?? ""));
    return { target, isType: statement.startsWith("import type ") };
  });
  return found.filter(({ target }) => part(target, 0) === "model");
}

function mayImportInModel(file: string, { target, isType }: ModelImport): boolean {
  const [from, to] = [modelFolder(file), modelFolder(target)];
  if (MODEL_FOLDERS.indexOf(to) <= MODEL_FOLDERS.indexOf(from)) return true;
  return isType && (from === "" || MODEL_TYPES.includes(target));
}

function modelFolder(path: string): string {
  return path.split("/").length > 2 ? part(path, 1) : "";
}

function part(path: string, index: number): string {
  return path.split("/")[index] ?? "";
}
