import { dirname, join } from "node:path";
import type { HookEvents } from "../jsvm/runtime/event-types.ts";
import { ownDeclarations } from "./declarations.ts";
import { TemporaryFolder } from "./temporary-folder.ts";

/** What scripts find as globals: the module below `jsvm/runtime/` and what it exports it as. */
const GLOBALS: ReadonlyMap<string, readonly [module: string, exported: string]> = new Map([
  ["$apis", ["apis", "apis"]],
  ["$dbx", ["dbx/expressions", "dbx"]],
  ["$filepath", ["filepath", "filepath"]],
  ["$filesystem", ["filesystem", "filesystem"]],
  ["$http", ["http", "http"]],
  ["$mails", ["mail", "mails"]],
  ["$os", ["os", "hostOs"]],
  ["$security", ["security", "security"]],
  ["$template", ["template", "templates"]],
  ["ApiError", ["errors", "ApiError"]],
  ["AppleClientSecretCreateForm", ["forms", "AppleClientSecretCreateForm"]],
  ["Collection", ["collection", "Collection"]],
  ["Command", ["cli-command", "CliCommand"]],
  ["Context", ["context", "Context"]],
  ["Cookie", ["cookie", "Cookie"]],
  ["DateTime", ["date-time", "DateTime"]],
  ["DynamicModel", ["dynamic-model", "DynamicModel"]],
  ["FieldsList", ["fields-list", "FieldsList"]],
  ["FormData", ["form-data", "FormData"]],
  ["GoError", ["errors", "GoError"]],
  ["MailerMessage", ["mail", "MailerMessage"]],
  ["Middleware", ["registrations", "Middleware"]],
  ["Record", ["record-class", "Record"]],
  ["RecordUpsertForm", ["forms", "RecordUpsertForm"]],
  ["RequestInfo", ["request-info", "RequestInfo"]],
  ["SubscriptionMessage", ["realtime", "SubscriptionMessage"]],
  ["TestEmailSendForm", ["forms", "TestEmailSendForm"]],
  ["TestS3FilesystemForm", ["forms", "TestS3FilesystemForm"]],
  ["Timezone", ["time-zone", "Timezone"]],
  ["ValidationError", ["validation-error", "ValidationError"]],
  ["arrayOf", ["conversions", "arrayOf"]],
  ["readerToString", ["conversions", "hostToString"]],
  ["require", ["modules", "require"]],
  ["sleep", ["conversions", "sleep"]],
  ["toBytes", ["conversions", "toBytes"]],
  ["toString", ["conversions", "hostToString"]],
  ["unmarshal", ["unmarshal", "unmarshal"]],
]);

const ERRORS = [
  "BadRequestError",
  "UnauthorizedError",
  "ForbiddenError",
  "NotFoundError",
  "TooManyRequestsError",
  "InternalServerError",
];
const FIELDS = "Autodate Bool Date Editor Email File GeoPoint JSON Number Password Relation Select Text URL".split(" ");
const NULLABLES = ["nullArray", "nullBool", "nullFloat", "nullInt", "nullObject", "nullString"];

/** Types whose names scripts need not know, but which events and globals lead to. */
const ENTRIES = ["jsvm/runtime/event-types.ts", "jsvm/runtime/request-event.ts", "jsvm/runtime/registrations.ts"];

/** Members that are between the runtime and the server. */
const INNER = /^(?:#private|private |protected |static |\[(?!\w+: string)|toWire\b|get hasNews\b|update\(sent)/;

const ADDRESSES = `interface AddressParts {
    name?: string;
    address: string;
}
interface AddressList extends Array<Address> {
    push(...addresses: AddressParts[]): number;
}
`;

const SIGNATURES: readonly (readonly [RegExp, string])[] = [
  [
    /findRecordsByFilter\(.*\): /,
    "findRecordsByFilter(collection: any, filter: string, sort?: string, limit?: number, offset?: number, ...params: object[]): ",
  ],
  [/addIndex\(.*\): /, "addIndex(name: string, unique: boolean, columns: string, where?: string): "],
  // Addresses are made of what is assigned.
  [/ {4}from: Address;\n/, "    get from(): Address;\n    set from(address: AddressParts);\n"],
  ...["to", "cc", "bcc"].map((name): readonly [RegExp, string] => [
    new RegExp(` {4}${name}: Address\\[\\];\\n`),
    `    get ${name}(): AddressList;\n    set ${name}(addresses: AddressParts[]);\n`,
  ]),
  [/(?=\/\*\* Go's mail\.Address\. \*\/)/, ADDRESSES],
  [
    /interface App extends AppDatabases \{\n/,
    "$&    /** While a file is loaded: the function runs once its file has run, and may register more. */\n" +
      "    onServe(): {\n        bind(handler: { func: ServeHandler }): void;\n        bindFunc(handler: ServeHandler): void;\n    };\n",
  ],
  [/(?=\/\*\* `\$app`, `e\.app` and)/, "type ServeHandler = (e: { readonly app: App; next(): void }) => any;\n"],
];

interface Statement {
  readonly comment: string;
  readonly text: string;
}

/** One module of declarations. */
interface Module {
  readonly statements: ReadonlyMap<string, Statement>;
  /** Where the names that it imports come from. */
  readonly imports: ReadonlyMap<string, string>;
}

/** The declarations that editors get for hook files, generated from the types of the runtime itself. */
export async function hookTypes(): Promise<string> {
  using folder = new TemporaryFolder();
  const modules = [...new Set([...GLOBALS.values()].map(([module]) => `jsvm/runtime/${module}.ts`))];
  const files = await ownDeclarations([...modules, ...ENTRIES], folder.path);
  return new Flattened(new Map([...files].map(([path, text]) => [path, readModule(path, text)]))).write();
}

function readModule(path: string, text: string): Module {
  const imports = new Map<string, string>();
  for (const [, names = "", from = ""] of text.matchAll(/import (?:type )?\{([^}]*)\} from "([^"]+)";/g)) {
    for (const name of names.split(",")) {
      const local = name.replace(/^\s*type /, "").trim();
      imports.set(local, join(dirname(path), from).replace(/\.js$/, ".d.ts"));
    }
  }
  const statements = new Map<string, Statement>();
  const pattern =
    /(\/\*\*(?:[^*]|\*(?!\/))*\*\/\n)?^(?:export )?(?:declare )?((?:abstract )?class|interface|type|const|function) (\w+)[^\n]*(?:\n[ }][^\n]*)*/gm;
  for (const [whole, comment = "", , name = ""] of text.matchAll(pattern)) {
    statements.set(name, { comment, text: whole.slice(comment.length).replace(/^export /, "") });
  }
  return { statements, imports };
}

/** All modules as one file of globals. */
class Flattened {
  readonly #modules: ReadonlyMap<string, Module>;
  readonly #written = new Map<string, string>();
  readonly #names = new Map<string, string>();

  constructor(modules: ReadonlyMap<string, Module>) {
    this.#modules = modules;
  }

  write(): string {
    const globals = [...GLOBALS].map(([name, [module, exported]]) =>
      this.#global(name, `jsvm/runtime/${module}.d.ts`, exported),
    );
    const events = this.#modules.get("jsvm/runtime/event-types.d.ts")?.statements.get("HookEvents")?.text ?? "";
    this.#nameOf("jsvm/runtime/event-types.d.ts", "HookEvents");
    const hooks = [...events.matchAll(/^ +(on\w+):/gm)].map(([, name = ""]) => hookText(name as keyof HookEvents));
    for (const name of ["RouteEvent"]) this.#nameOf("jsvm/runtime/request-event.d.ts", name);
    this.#nameOf("jsvm/runtime/app.d.ts", "App");
    const lines = [...this.#written.values(), ...globals, ...FIXED, ...hooks];
    return SIGNATURES.reduce((text, [from, to]) => text.replace(from, to), `${lines.join("\n")}\n`);
  }

  #global(name: string, path: string, exported: string): string {
    const statement = this.#modules.get(path)?.statements.get(exported);
    if (statement === undefined) throw new Error(`${path} declares no ${exported}`);
    const text = this.#resolved(path, statement.text, exported);
    const [, parameters, result] = /function \w+\(([^]*)\): ([^]*);$/.exec(text) ?? [];
    if (/class /.test(text)) return `${statement.comment}${classText(text).replace(/class \w+/, `class ${name}`)}`;
    if (parameters === undefined) return `${statement.comment}${text.replace(/const \w+/, `const ${name}`)}`;
    if (!/^[A-Z]/.test(name)) return `${statement.comment}declare function ${name}(${parameters}): ${result ?? "any"};`;
    const own = parameters.replace(/^this: \w+(?:, )?/, "");
    return `${statement.comment}declare const ${name}: { new (${own}): ${result ?? "any"}; (${own}): ${result ?? "any"} };`;
  }

  /** What the name in the module is called in the file, with all that it names. */
  #nameOf(path: string, name: string): string | null {
    const module = this.#modules.get(path);
    if (module === undefined) return null;
    const statement = module.statements.get(name);
    if (statement === undefined) {
      const from = module.imports.get(name);
      return from === undefined ? null : this.#nameOf(from, name);
    }
    const key = `${path} ${name}`;
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const isTaken = [...this.#names.values()].includes(name) || (GLOBALS.has(name) && GLOBALS.get(name)?.[1] !== name);
    const called = isTaken ? `Host${name}` : name;
    this.#names.set(key, called);
    if (isGlobal(path, name)) return called;
    const text = this.#resolved(path, statement.text, name).replace(new RegExp(`\\b${name}\\b`), called);
    this.#written.set(
      key,
      statement.comment + (/^(?:declare )?(?:abstract )?class /.test(text) ? interfaceText(text) : declared(text)),
    );
    return called;
  }

  /** How properties of `TypedObject` come about is nothing that scripts see. */
  #resolved(path: string, text: string, own: string): string {
    const plain = text.replaceAll(/\bunknown\b/g, "any");
    const isMade = [...GLOBALS.values()].some(
      ([module, name]) => name === own && path === `jsvm/runtime/${module}.d.ts`,
    );
    const cleaned = /^(?:declare )?(?:abstract )?class /.test(plain)
      ? withoutInner(plain.replace(/(?: implements [^{]*| extends TypedObject) \{/, " {"), isMade)
      : plain;
    return cleaned.replaceAll(/(?<![.\w$"])[A-Za-z_]\w*\b(?!\??:|\()/g, (word) =>
      word === own ? word : (this.#nameOf(path, word) ?? word),
    );
  }
}

function hookText(name: keyof HookEvents): string {
  return `declare function ${name}(handler: (e: HookEvents["${name}"]) => any, ...tags: string[]): void;`;
}

function isGlobal(path: string, name: string): boolean {
  return [...GLOBALS].some(
    ([global, [module, exported]]) => global === name && exported === name && path === `jsvm/runtime/${module}.d.ts`,
  );
}

/** Without what scripts don't see, and with plain properties in place of accessors. */
function withoutInner(text: string, isMade: boolean): string {
  const kept: string[] = [];
  let comment = "";
  for (const part of membersOf(text)) {
    const member = part.trim();
    if (member.startsWith("/**")) {
      comment = part;
      continue;
    }
    const [, property] = /^set (\w+)/.exec(member) ?? [];
    const isTwice = property !== undefined && kept.some((one) => one.trim().startsWith(`${property}:`));
    const isInner = INNER.test(member) || (!isMade && member.startsWith("constructor("));
    if (!isInner && !isTwice) kept.push(...(comment === "" ? [] : [comment]), memberText(part));
    comment = "";
  }
  return kept.join("\n");
}

/** The first line, each comment, each member whole, and the last line. */
function membersOf(text: string): string[] {
  const members: string[] = [];
  let open: string[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    open.push(line);
    const whole = open.join("\n");
    const isComment = whole.trim().startsWith("/**");
    const isDone = isComment ? whole.trim().endsWith("*/") : index === 0 || line === "}" || isBalanced(whole);
    if (isDone) {
      members.push(whole);
      open = [];
    }
  }
  return members;
}

function isBalanced(text: string): boolean {
  const plain = text.replaceAll("=>", "");
  const count = (pattern: RegExp): number => plain.match(pattern)?.length ?? 0;
  return plain.trim().endsWith(";") && count(/[({[]/g) === count(/[)}\]]/g);
}

function memberText(line: string): string {
  return line
    .replace(/^( +)get (\w+)\(\): /, "$1$2: ")
    .replace(/^( +)set (\w+)\(\w+: (.*)\);$/, "$1$2: $3;")
    .replace(/^( +)(?:abstract|declare) /, "$1")
    .replace(
      /^( +[\w ]+) = ([^;]+);$/,
      (_all, name: string, value: string) =>
        `${name}: ${value.startsWith('"') ? "string" : /^\d/.test(value) ? "number" : value};`,
    );
}

function classText(text: string): string {
  return declared(text);
}

/** Scripts get objects of the class, but make none. */
function interfaceText(text: string): string {
  return text.replace(/^(?:declare )?(?:abstract )?class /, "interface ").replaceAll(/^ +constructor\(.*\);\n/gm, "");
}

function declared(text: string): string {
  return /^(?:declare|interface|type)\b/.test(text) ? text : `declare ${text}`;
}

const FIXED: readonly string[] = [
  "declare const $app: App;",
  "declare const __hooks: string;",
  "declare const __args: string[];",
  ...ERRORS.map((name) => `declare class ${name} extends ApiError { constructor(message?: string, data?: any); }`),
  "declare const Field: { new (data?: object): HostField };",
  ...FIELDS.map((name) => `declare const ${name}Field: { new (data?: object): HostField };`),
  ...NULLABLES.map((name) => `declare function ${name}(): any;`),
  "/** A function, a `Middleware`, or what `$apis` gives. */",
  "type RouteHandler = ((e: RouteEvent) => any) | Middleware | NativeHandler;",
  "declare function routerAdd(method: string, path: string, handler: RouteHandler, ...middlewares: RouteHandler[]): void;",
  "declare function routerUse(...middlewares: RouteHandler[]): void;",
  "declare function cronAdd(id: string, expression: string, handler: () => any): void;",
  "declare function cronRemove(id: string): void;",
  "declare function migrate(up: (app: App) => any, down?: (app: App) => any): void;",
];

if (import.meta.main) await Bun.write(join(import.meta.dir, "../jsvm/hook-types.txt"), await hookTypes());
