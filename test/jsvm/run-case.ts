import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CaseServer, type CaseWorld } from "./case-server.ts";
import { EventReader, parsed } from "./event-reader.ts";
import type { CaseStep, HookCase } from "./hook-cases.ts";
import { type Masks, maskValue, namedIds } from "./mask.ts";
import { CalledServer } from "./called-server.ts";

const LIMIT_MS = 30_000;
const KEPT_HEADERS = new Set([
  "content-type",
  "location",
  "set-cookie",
  "content-encoding",
  "content-disposition",
  "allow",
  "www-authenticate",
]);

interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Runs the steps of a case on a server of its own and gives the masked answers. */
export async function runCase(world: CaseWorld, one: HookCase): Promise<unknown[]> {
  const { steps, env = {}, double = [] } = one.script;
  using service = new CalledServer(double);
  using _env = new Environment({ ...env, CASE_URL: service.url });
  try {
    await using server = await CaseServer.start(world, one);
    using run = new CaseRun({ world, one, server, service });
    const answers: unknown[] = [];
    for (const step of steps) {
      answers.push(await run.step(step).catch((error: unknown) => ({ failed: (error as Error).message })));
    }
    return answers;
  } catch {
    return steps.map(() => ({ failed: "the server did not start" }));
  }
}

class Environment implements Disposable {
  readonly #before: Readonly<Record<string, string | undefined>>;

  constructor(values: Readonly<Record<string, string>>) {
    this.#before = Object.fromEntries(Object.keys(values).map((name) => [name, process.env[name]]));
    Object.assign(process.env, values);
  }

  [Symbol.dispose](): void {
    for (const [name, value] of Object.entries(this.#before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

interface Parts {
  readonly world: CaseWorld;
  readonly one: HookCase;
  readonly server: CaseServer;
  readonly service: CalledServer;
}

class CaseRun implements Disposable {
  readonly #parts: Parts;
  readonly #captured = new Map<string, string>();
  readonly #connections = new Map<string, EventReader>();
  readonly #known: ReadonlySet<string>;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { files, script } = parts.one;
    const texts = Object.values(files).map((content) => Buffer.from(content, "base64").toString());
    this.#known = namedIds([...texts, JSON.stringify(script), BASE_IDS]);
  }

  async step(step: CaseStep): Promise<unknown> {
    const { service, server } = this.#parts;
    if (step.method !== undefined) return this.#request(step);
    if (step.received !== undefined) return maskValue(await service.take(step.received), this.#masks);
    if (step.connect !== undefined) return this.#connect(step.connect, step);
    if (step.events !== undefined) {
      const events = await this.#connections.get(step.events)?.take(step.count ?? 1);
      return maskValue(events ?? null, this.#masks);
    }
    if (step.write !== undefined) {
      const file = join(server.folder.path, step.write);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, step.text ?? "");
    }
    if (step.restart === true) await server.restart();
    if (step.wait !== undefined) await Bun.sleep(step.wait);
    return null;
  }

  [Symbol.dispose](): void {
    for (const connection of this.#connections.values()) connection[Symbol.dispose]();
  }

  get #masks(): Masks {
    const { server, service } = this.#parts;
    const captured = [...this.#captured].map(([name, value]): [string, string] => [value, `<${name}>`]);
    const { host, folder } = server;
    const names: [string, string][] = [
      [service.url, "<double>"],
      [`http://${host}`, "<server>"],
      [host, "<host>"],
      [folder.path, "<root>"],
      ...captured,
    ];
    return { known: this.#known, names };
  }

  async #connect(name: string, step: CaseStep): Promise<unknown> {
    const connection = new EventReader(`http://${this.#parts.server.host}/api/realtime`, this.#headers(step));
    this.#connections.set(name, connection);
    const [first] = await connection.take(1);
    this.#captured.set(name, String(valueAt(first?.data, "clientId")));
    return { event: first?.event ?? null, keys: Object.keys((first?.data as object | undefined) ?? {}) };
  }

  async #request(step: CaseStep): Promise<unknown> {
    const { until, capture = {} } = step;
    for (const end = performance.now() + LIMIT_MS; ; await Bun.sleep(25)) {
      const isLast = until === undefined || performance.now() > end;
      const got = await this.#ask(step).catch((error: unknown) => {
        if (isLast) throw error;
        return null;
      });
      if (got === null) continue;
      const there = until === undefined ? null : valueAt(got, until.at);
      const isThere = until?.is === undefined ? Boolean(there) : Bun.deepEquals(until.is, there);
      if (!isLast && !isThere) continue;
      for (const [name, path] of Object.entries(capture)) this.#captured.set(name, String(valueAt(got, path)));
      const masks = this.#masks;
      return { status: got.status, headers: maskValue(got.headers, masks), body: maskValue(got.body, masks) };
    }
  }

  async #ask(step: CaseStep): Promise<Got> {
    const headers = this.#headers(step);
    const body = this.#body(step);
    if (step.body !== undefined) headers["content-type"] ??= "application/json";
    const url = `http://${this.#parts.server.host}${this.#filled(step.path ?? "")}`;
    const init = {
      method: step.method ?? "GET",
      headers,
      redirect: "manual",
      ...(body === null ? {} : { body }),
    } as const;
    const response = await fetch(url, init).catch(() => {
      throw new Error("no answer");
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const text = bytes.toString("utf8");
    const isText = Buffer.from(text).equals(bytes);
    const content = step.raw === true ? text : parsed(text);
    return {
      status: response.status,
      headers: keptHeaders(response.headers, step.keep ?? []),
      body: isText ? content : { base64: bytes.toString("base64") },
    };
  }

  #body({ text, body, form }: CaseStep): BodyInit | null {
    if (form !== undefined) {
      const data = new FormData();
      for (const { name, value = "", filename, type = "text/plain", text: content = "", base64 } of form) {
        const bytes = base64 === undefined ? content : Buffer.from(base64, "base64");
        if (filename === undefined) data.append(name, this.#filled(value));
        else data.append(name, new Blob([bytes], { type }), filename);
      }
      return data;
    }
    if (body !== undefined) return this.#filled(JSON.stringify(body));
    return text === undefined ? null : this.#filled(text);
  }

  #headers({ headers: given = {}, as = "guest" }: CaseStep): Record<string, string> {
    const headers: Record<string, string> = { "accept-encoding": "identity", "user-agent": "case" };
    for (const [name, value] of Object.entries(given)) headers[name.toLowerCase()] = this.#filled(value);
    const token = this.#parts.world.tokens[as];
    return token === undefined ? headers : { ...headers, authorization: token };
  }

  #filled(text: string): string {
    return text.replaceAll(/\{\{(\w+)\}\}/g, (all, name: string) => this.#captured.get(name) ?? all);
  }
}

/** Ids of the base's migrations. */
const BASE_IDS =
  "superuserroot01 userannuserann1 userbobuserbob1 pbc_tags0000001 pbc_notes000001 pbc_audit000001 tagredtagredtag tagbluetagblue1 noteonenoteone1 notetwonotetwo2 notethreenote33";

function keptHeaders(headers: Headers, keep: readonly string[]): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of headers) {
    if (!KEPT_HEADERS.has(name) && !keep.includes(name) && !name.startsWith("x-case")) continue;
    kept[name] = name in kept ? `${kept[name]} | ${value}` : value;
  }
  return kept;
}

function valueAt(value: unknown, path: string): unknown {
  return path
    .split(".")
    .filter((key) => key !== "")
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | null | undefined)?.[key], value);
}
