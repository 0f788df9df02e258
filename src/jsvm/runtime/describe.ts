import { App } from "./app.ts";
import { HostCollection } from "./collection.ts";
import { HostRecord } from "./record.ts";
import { HostFile } from "./file.ts";
import { FileSystem } from "./filesystem.ts";
import { Query } from "./dbx/query.ts";
import { SelectQuery } from "./dbx/select-query.ts";
import { Builder } from "./dbx/builder.ts";
import { RequestHookEvent, RouteEvent } from "./request-event.ts";
import { HookEvent } from "./event.ts";
import { Store } from "./store.ts";

/** Asks a realm for declarations of what scripts may use, for editors. */
export interface DescribeMessage {
  readonly describe: { readonly hookNames: readonly string[] };
}

type Names = Readonly<Record<string, unknown>>;

/** Classes that scripts get objects of, but can't name. */
const HANDED_OUT: Names = {
  App,
  Builder,
  FileSystem,
  HookEvent,
  HostCollection,
  HostFile,
  HostRecord,
  Query,
  RequestHookEvent,
  RouteEvent,
  SelectQuery,
  Store,
};

/** Globals that make objects of those. */
const CONSTRUCTED: ReadonlyMap<string, string> = new Map([
  ["Collection", "HostCollection"],
  ["Record", "HostRecord"],
]);

/** What methods give, where it is worth knowing. */
const RESULTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    app: "App",
    build: "Query",
    db: "Builder",
    auxDB: "Builder",
    newQuery: "Query",
    newFilesystem: "FileSystem",
    select: "SelectQuery",
    recordQuery: "SelectQuery",
    collectionQuery: "SelectQuery",
    store: "Store",
    findRecordById: "HostRecord",
    findFirstRecordByData: "HostRecord",
    findFirstRecordByFilter: "HostRecord",
    findAuthRecordByEmail: "HostRecord",
    findAuthRecordByToken: "HostRecord",
    findRecordsByFilter: "HostRecord[]",
    findRecordsByIds: "HostRecord[]",
    findAllRecords: "HostRecord[]",
    findCollectionByNameOrId: "HostCollection",
    original: "HostRecord",
  }),
);

/** Declarations of all globals and of the classes that they lead to, generated from what there is. */
export function describeGlobals(globals: Names, { hookNames }: DescribeMessage["describe"]): string {
  const lines: string[] = [];
  for (const [name, value] of Object.entries({ ...globals, ...HANDED_OUT })) lines.push(...declaration(name, value));
  for (const name of hookNames) {
    const event = name.includes("Request") ? "RequestHookEvent" : "HookEvent";
    lines.push(
      `declare function ${name}(handler: (e: ${event} & { [name: string]: any }) => any, ...tags: string[]): void;`,
    );
  }
  lines.push(
    "type Handler = ((e: RouteEvent) => any) | Middleware;",
    "declare function routerAdd(method: string, path: string, handler: Handler, ...middlewares: Handler[]): void;",
    "declare function routerUse(...middlewares: Handler[]): void;",
    "declare function migrate(up: (app: App) => any, down?: (app: App) => any): void;",
    "",
  );
  return lines.join("\n");
}

function declaration(name: string, value: unknown): string[] {
  if (name === "console") return [];
  if (typeof value === "function") {
    // The name of a type of TypeScript's own, which a class can't have.
    const made = CONSTRUCTED.get(name);
    if (made !== undefined) return [`declare const ${name}: { new (...args: any[]): ${made} };`];
    return isClass(value) ? classLines(name, value) : [`declare function ${name}${signature(value)}: any;`];
  }
  if (Array.isArray(value)) return [`declare const ${name}: any[];`];
  if (value instanceof App) return [`declare const ${name}: App;`];
  if (typeof value !== "object" || value === null) return [`declare const ${name}: ${typeof value};`];
  const members = memberLines(value).concat(prototypeLines(Object.getPrototypeOf(value)));
  return [`declare const ${name}: {`, ...members, "};"];
}

function classLines(name: string, made: Function): string[] {
  const lines: string[] = [];
  for (let at: unknown = made.prototype; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    lines.push(...prototypeLines(at as object));
  }
  return [
    `declare class ${name} {`,
    "  constructor(...args: any[]);",
    ...new Set(lines),
    "  [name: string]: any;",
    "}",
  ];
}

function prototypeLines(prototype: unknown): string[] {
  if (typeof prototype !== "object" || prototype === null || prototype === Object.prototype) return [];
  return memberLines(prototype).filter((line) => !line.startsWith("  constructor"));
}

function memberLines(owner: object): string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(owner)).flatMap(([name, { value }]) => {
    if (!/^[A-Za-z_$][\w$]*$/.test(name) || name === "toWire" || name === "hasNews") return [];
    const result = RESULTS.get(name) ?? "any";
    if (typeof value !== "function") return [`  ${name}: ${result};`];
    return isClass(value) ? [`  ${name}: any;`] : [`  ${name}${signature(value)}: ${result};`];
  });
}

function isClass(value: Function): boolean {
  return Function.prototype.toString.call(value).startsWith("class");
}

/** The names of the parameters as they stand in the source. */
function signature(value: Function): string {
  const source = Function.prototype.toString.call(value);
  const [, list = "", single = ""] = /^[^(=]*\(([^)]*)\)|^(?:async\s+)?([\w$]+)\s*=>/.exec(source) ?? [];
  const names = (list || single).split(",").map((part) => part.trim());
  const parameters: string[] = [];
  for (const name of names) {
    const [plain = ""] = /^[A-Za-z_$][\w$]*/.exec(name) ?? [];
    if (plain === "")
      return `(${[...parameters, "...args: any[]"].join(", ")})`.replace(
        /^\(\.\.\.args: any\[\]\)$/,
        name === "" ? "()" : "$&",
      );
    parameters.push(`${plain}?: any`);
  }
  return `(${parameters.join(", ")})`;
}
