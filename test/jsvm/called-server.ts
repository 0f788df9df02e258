import type { ScriptedAnswer } from "./hook-cases.ts";

const LIMIT_MS = 30_000;

/** The service that hooks call: it answers what the case scripts and keeps what it was sent. */
export class CalledServer implements Disposable {
  readonly #received: unknown[] = [];
  readonly #server: Bun.Server<undefined>;

  constructor(script: readonly ScriptedAnswer[]) {
    this.#server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: (request) => this.#answer(request, script) });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.port}`;
  }

  /** What was received since the last time, once there are that many requests. */
  async take(count: number): Promise<unknown[]> {
    for (const end = performance.now() + LIMIT_MS; this.#received.length < count && performance.now() < end;) {
      await Bun.sleep(5);
    }
    return this.#received.splice(0);
  }

  [Symbol.dispose](): void {
    void this.#server.stop(true);
  }

  async #answer(request: Request, script: readonly ScriptedAnswer[]): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const isForm = request.headers.get("content-type")?.startsWith("multipart/") === true;
    const body = isForm ? await formParts(request) : await request.text();
    const kept = [...request.headers].filter(
      ([name]) => ["content-type", "authorization", "cookie"].includes(name) || name.startsWith("x-"),
    );
    const headers = Object.fromEntries(kept);
    if (isForm) headers["content-type"] = "multipart/form-data";
    this.#received.push({ method: request.method, path: pathname + search, headers, body });
    const scripted = script.find(({ path, method = request.method }) => path === pathname && method === request.method);
    if (scripted?.delayMs !== undefined) await Bun.sleep(scripted.delayMs);
    const content = scripted?.body === undefined ? { ok: true } : scripted.body;
    const isText = typeof content === "string";
    return new Response(isText ? content : JSON.stringify(content), {
      status: scripted?.status ?? 200,
      headers: { "content-type": isText ? "text/plain" : "application/json", ...scripted?.headers },
    });
  }
}

async function formParts(request: Request): Promise<object[]> {
  const parts = await Promise.all(
    [...(await request.formData())].map(async ([name, value]) =>
      typeof value === "string" ? { name, value } : { name, filename: value.name, text: await value.text() },
    ),
  );
  return parts.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
