import type { Answer } from "./answer-parser.ts";
import { Connection, ConnectionEnd } from "./connection.ts";
import { draftRequest } from "./drafts.ts";
import type { FuzzServer, Memory } from "./fuzz-server.ts";
import { mutate } from "./mutations.ts";
import type { Api } from "./operations.ts";
import { Random } from "./random.ts";
import { findLoggedFaults } from "./server-log.ts";
import { Streams } from "./streams.ts";
import type { Source } from "./values.ts";
import { Vitals } from "./vitals.ts";
import type { World } from "../conformance/recorded-answers.ts";
import { type WrittenRequest, writeRequest } from "./write-request.ts";

export interface Finding {
  /** What findings of the same kind have in common. */
  readonly kind: string;
  readonly index: number;
  readonly text: string;
}

export interface RoundOptions {
  readonly seed: number;
  readonly lanes: number;
  /** Longer waits are findings; null: none is. */
  readonly waitLimitMs: number | null;
  /** Called with each request and what came of it. */
  readonly onAnswer?: (request: WrittenRequest, answer: Answer | string) => void;
}

const ANSWER_TIMEOUT_MS = 60_000;
/** So long a broken request is waited for, which the server may be right not to answer. */
const BROKEN_TIMEOUT_MS = 200;
const RESTART_LIMIT_MS = 30_000;
const MAX_RETRIES = 4;
const RETRY_MS = 250;
/** After that many requests it is seen whether the world is still one to work in. */
const CHECK_EVERY = 500;
const MAX_HEAP_GROWTH_BYTES = 64 * 1024 * 1024;
const MAX_RESIDENT_BYTES = 640 * 1024 * 1024;
const MEMORY_TRIES = 20;

/** Requests to one server, until they are all sent or its data has become useless. */
export class Round {
  readonly findings: Finding[] = [];
  readonly statuses = new Map<number, number>();
  slowestMs = 0;
  slowestViewMs = 0;
  peakBytes = 0;
  memory: Memory | null = null;
  readonly #server: FuzzServer;
  readonly #api: Api;
  readonly #world: World;
  readonly #options: RoundOptions;
  readonly #streams = new Streams();
  readonly #running = new Set<number>();
  readonly #indexes = new Map<string, number>();
  readonly #vitals: Vitals;
  #next = 0;
  #end = 0;

  constructor(server: FuzzServer, parts: { api: Api; world: World; options: RoundOptions }) {
    this.#server = server;
    this.#api = parts.api;
    this.#world = parts.world;
    this.#options = parts.options;
    const [post = ""] = parts.world.ids["posts"] ?? [];
    const path = `/api/collections/posts/records/${post}`;
    this.#vitals = new Vitals(server.process.child.pid, { url: server.url, path });
  }

  /** Sends the requests of these indexes; gives the index that the next round begins with. */
  async run(from: number, to: number): Promise<number> {
    const before = await this.#server.memory();
    this.#next = from;
    this.#end = to;
    await Promise.all(Array.from({ length: this.#options.lanes }, () => this.#work()));
    this.#streams.closeAll();
    if (!this.#server.hasEnded) await this.#checkMemory(before);
    this.#vitals[Symbol.dispose]();
    this.#checkViews();
    this.peakBytes = this.#vitals.peakBytes;
    for (const { requestId, text } of findLoggedFaults(await this.#server.process.output())) {
      this.#find(this.#indexes.get(requestId) ?? -1, "logged", text);
    }
    return this.#next;
  }

  /** One request after the other, on one connection where it stays open. */
  async #work(): Promise<void> {
    let connection: Connection | null = null;
    while (this.#next < this.#end && !this.#server.hasEnded) {
      const index = this.#next++;
      this.#running.add(index);
      connection = await this.#send(index, connection);
      this.#running.delete(index);
      if (index % CHECK_EVERY === CHECK_EVERY - 1 && !(await this.#isUsable())) this.#end = this.#next;
    }
    connection?.close();
  }

  async #send(index: number, kept: Connection | null): Promise<Connection | null> {
    const random = new Random(this.#options.seed, index);
    const source: Source = { random, api: this.#api, world: this.#world, clientId: this.#streams.clientId };
    const draft = draftRequest(source);
    mutate(draft, source);
    const request = writeRequest(draft, random);
    let connection = kept;
    for (let attempt = 0; ; attempt += 1) {
      const startMs = performance.now();
      try {
        if (connection?.isOpen !== true) connection = await Connection.open(this.#server.url);
        const answer = await this.#exchange(connection, request);
        if (answer === null) return null;
        this.#options.onAnswer?.(request, answer);
        this.#check(index, request, { answer, startMs });
        return await this.#goOn(connection, { answer, request, source });
      } catch (error) {
        connection?.close();
        if (!request.mustBeAnswered) return null;
        const reason = error instanceof Error ? error.message : String(error);
        this.#options.onAnswer?.(request, reason);
        if (!(await this.#server.comesBack(RESTART_LIMIT_MS))) return this.#crashed(index, request);
        // A connection may be closed between two requests, and by a restart, before which the old server may answer once more.
        if (error instanceof ConnectionEnd && attempt < MAX_RETRIES) {
          await Bun.sleep(attempt * RETRY_MS);
          continue;
        }
        this.#find(index, "no answer", `${describe(request)}: ${reason}`);
        return null;
      }
    }
  }

  async #exchange(connection: Connection, request: WrittenRequest): Promise<Answer | null> {
    if (request.framing === "leaves") {
      connection.write(request.bytes);
      await Bun.sleep(1);
      connection.close();
      return null;
    }
    const timeoutMs = request.mustBeAnswered ? ANSWER_TIMEOUT_MS : BROKEN_TIMEOUT_MS;
    return connection.exchange(request.bytes, { isHead: request.method === "HEAD", timeoutMs });
  }

  /** The connection for the next request, if it can be used for one. */
  async #goOn(
    connection: Connection,
    { answer, request, source }: { answer: Answer; request: WrittenRequest; source: Source },
  ): Promise<Connection | null> {
    if (answer.status === 101) await this.#streams.talk(connection, source);
    else if (answer.isStream) this.#streams.addEvents(connection);
    else if (request.mustBeAnswered) return connection;
    else connection.close();
    return null;
  }

  #check(index: number, request: WrittenRequest, { answer, startMs }: { answer: Answer; startMs: number }): void {
    const { status, headers, body } = answer;
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    const requestId = headers.get("x-request-id");
    if (requestId !== undefined) this.#indexes.set(requestId, index);
    const ownMs = this.#vitals.ownMs(startMs, performance.now());
    this.slowestMs = Math.max(this.slowestMs, ownMs);
    const { waitLimitMs } = this.#options;
    if (waitLimitMs !== null && ownMs > waitLimitMs) {
      this.#find(
        index,
        "slow answer",
        `${Math.round(ownMs)} ms for ${describe(request)}, beside ${[...this.#running].join(" ")}`,
      );
    }
    // A space in the address is a wrong version of HTTP to Bun, whose own answer that is.
    if (status >= 500 && status !== 505)
      this.#find(index, `status ${status}`, `${describe(request)}: ${body.toString().slice(0, 300)}`);
    if (status >= 400 && request.mustBeAnswered && request.method !== "HEAD" && !isApiError(answer))
      this.#find(index, "error without its form", `${status} ${describe(request)}: ${body.toString().slice(0, 300)}`);
  }

  async #crashed(index: number, request: WrittenRequest): Promise<null> {
    const output = await this.#server.process.output();
    const how = this.#server.hasEnded ? "the server has ended" : "the server answers nobody";
    this.#find(index, how, `${describe(request)}, beside ${[...this.#running].join(" ")}: ${output.slice(-1500)}`);
    this.#end = this.#next;
    return null;
  }

  /** Requests may lock everybody out. */
  async #isUsable(): Promise<boolean> {
    try {
      await this.#server.json("/api/settings", this.#world.tokens["super"]);
      return true;
    } catch {
      return false;
    }
  }

  async #checkMemory(before: Memory): Promise<void> {
    for (let tries = 0; tries < MEMORY_TRIES; tries += 1) {
      const now = await this.#server.memory().catch(() => null);
      this.memory = now;
      if (now === null) return;
      const isBack = now.heapBytes < before.heapBytes + MAX_HEAP_GROWTH_BYTES && now.residentBytes < MAX_RESIDENT_BYTES;
      if (isBack) return;
      await Bun.sleep(500);
    }
    this.#find(this.#next, "memory", `before ${JSON.stringify(before)}, after ${JSON.stringify(this.memory)}`);
  }

  #checkViews(): void {
    for (const { durationMs } of this.#vitals.views) this.slowestViewMs = Math.max(this.slowestViewMs, durationMs);
  }

  #find(index: number, kind: string, text: string): void {
    this.findings.push({ index, kind, text });
  }
}

function describe({ method, target }: WrittenRequest): string {
  return `${method} ${target.length > 300 ? `${target.slice(0, 300)}…` : target}`;
}

function isApiError({ body, headers }: Answer): boolean {
  if (headers.get("content-type")?.startsWith("application/json") !== true) return false;
  try {
    const { status, message, data } = JSON.parse(body.toString()) as Record<string, unknown>;
    return typeof status === "number" && typeof message === "string" && typeof data === "object" && data !== null;
  } catch {
    // Long ones are kept in part.
    return body.length >= 64 * 1024;
  }
}
