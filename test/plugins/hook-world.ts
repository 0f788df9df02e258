import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import "../../src/plugin.ts";
import { createAuthToken, createToken } from "../../src/model/auth/tokens.ts";
import { createHooks } from "../../src/model/hooks.ts";
import type { RecordModel } from "../../src/model/records/record.ts";
import { OAuth2World } from "../features/auth/oauth2-world.ts";
import { Mailbox } from "../support/mailbox.ts";
import { TemporaryDirectory } from "../support/server-process.ts";
import type { TestApp, TestResponse } from "../support/test-app.ts";

export const PASSWORD = "1234567890";

/** What the handlers of the two plugins do; they find it in the global object, which plugins share with the server. */
export interface Probe {
  hook: string;
  mode: "pass" | "stop" | "change";
  /** What ran, in order. */
  readonly log: string[];
}

/** An app with two plugins, `a` and `b`, that handle every hook there is, and only the one that is asked for. */
export class HookWorld implements AsyncDisposable {
  readonly probe: Probe;
  readonly mailbox: Mailbox;
  readonly superuser: string;
  readonly oauth2: OAuth2World;
  readonly #parent: TemporaryDirectory;

  private constructor(oauth2: OAuth2World, parts: { probe: Probe; superuser: string; parent: TemporaryDirectory }) {
    this.oauth2 = oauth2;
    this.probe = parts.probe;
    this.superuser = parts.superuser;
    this.#parent = parts.parent;
    this.mailbox = new Mailbox(oauth2.app);
  }

  /** `changes`: what the handler of `a` does to the event, by hook. */
  static async open(changes: Readonly<Record<string, string>>): Promise<HookWorld> {
    const parent = new TemporaryDirectory();
    const folder = join(parent.path, "plugins");
    const key = crypto.randomUUID();
    const probe: Probe = { hook: "", mode: "pass", log: [] };
    Object.assign(globalThis, { [key]: probe });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "a.ts"), source(key, "a", changes));
    writeFileSync(join(folder, "b.ts"), source(key, "b", {}));
    const plugins = { folder, watches: false, hookTimeoutMs: 15_000, builtIn: [] };
    const collection = { otp: { enabled: true, duration: 180, length: 8 }, authAlert: { enabled: true } };
    const oauth2 = await OAuth2World.open({ collection, app: { plugins } });
    const superuser = await oauth2.app.superuserToken();
    const world = new HookWorld(oauth2, { probe, superuser, parent });
    const fields = [
      { name: "title", type: "text", required: true },
      { name: "file", type: "file", maxSelect: 1 },
    ];
    const rules = { listRule: "", viewRule: "", createRule: "", updateRule: "", deleteRule: "" };
    await world.post("collections", { name: "notes", type: "base", fields, ...rules });
    await world.send("PATCH", "settings", { batch: { enabled: true } });
    return world;
  }

  get app(): TestApp {
    return this.oauth2.app;
  }

  /** As a superuser. */
  send(method: string, path: string, body?: object): Promise<TestResponse> {
    return this.app.request(method, `/api/${path}`, { token: this.superuser, ...(body === undefined ? {} : { body }) });
  }

  post(path: string, body: object = {}): Promise<TestResponse> {
    return this.send("POST", path, body);
  }

  asGuest(method: string, path: string): Promise<TestResponse> {
    return this.app.request(method, `/api/${path}`);
  }

  /** To an operation of the users' collection, signed in as nobody unless a token says otherwise. */
  users(operation: string, body: object, token = ""): Promise<TestResponse> {
    const path = `/api/collections/users/${operation}`;
    return this.app.request("POST", path, { body, ...(token === "" ? {} : { token }) });
  }

  note(): Promise<RecordModel> {
    return this.app.create("notes", { title: "before" });
  }

  /** A new user with a token to sign in with. */
  async user(): Promise<{ record: RecordModel; email: string; token: string }> {
    const email = `${crypto.randomUUID()}@example.com`;
    const record = await this.app.create("users", { email, password: PASSWORD, verified: false });
    return { record, email, token: createAuthToken(record) };
  }

  mailToken(record: RecordModel, type: "verification" | "passwordReset" | "emailChange", claims: object = {}): string {
    return createToken(record, { type, claims: { email: record.text("email"), ...claims } });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.oauth2[Symbol.asyncDispose]();
    this.#parent[Symbol.dispose]();
  }
}

function source(key: string, name: string, changes: Readonly<Record<string, string>>): string {
  const handlers = Object.keys(createHooks()).map(
    (hook) => `app.${hook}(async (e) => {
      if (probe.hook !== ${JSON.stringify(hook)}) return e.next();
      probe.log.push(${JSON.stringify(name)});
      if (probe.mode === "stop" && ${name === "a"}) throw baobox.badRequest("stopped by a plugin");
      if (probe.mode === "change") { ${changes[hook] ?? ""} }
      await e.next();
      probe.log.push(${JSON.stringify(`${name} after`)});
    }, { priority: -1 });`,
  );
  return `import * as baobox from "baobox";
    const probe = globalThis[${JSON.stringify(key)}];
    export default baobox.definePlugin((app) => { ${handlers.join("\n")} });`;
}
