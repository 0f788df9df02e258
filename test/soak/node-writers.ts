import { LOWER_ALPHANUMERIC, randomText } from "../../src/lib/random-text.ts";

/** A change of a record, as it was acknowledged. */
export interface Change {
  readonly collection: string;
  readonly id: string;
  readonly bucket: number;
  /** Counts the changes of the record; that of a deletion is that of the update before it. */
  readonly n: number;
  readonly action: "create" | "update" | "delete";
  readonly startedMs: number;
  readonly doneMs: number;
  /** Its first answer was lost, so that it may have been made twice. */
  readonly isRetried: boolean;
}

export interface WriterOptions {
  /** Where the next request goes. */
  readonly pickUrl: () => string;
  readonly token: string;
  readonly isOver: () => boolean;
  readonly collections: readonly string[];
  readonly buckets: number;
  readonly problems: string[];
}

interface Owned {
  readonly collection: string;
  readonly id: string;
  bucket: number;
  n: number;
  isMoved: boolean;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

const ID_LENGTH = 15;
const MAX_OWNED = 12;
/** A node that was stopped answers nothing; whoever asks gives up and asks another one. */
const PATIENCE_MS = 2_500;
const RETRY_LIMIT = 400;

/** Changes records of its own, each request at another node, until each change is acknowledged. */
export class NodeWriter {
  readonly changes: Change[] = [];
  readonly #owned: Owned[] = [];
  readonly #options: WriterOptions;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  async run(): Promise<void> {
    while (!this.#options.isOver()) {
      const one = this.#owned[Math.floor(Math.random() * this.#owned.length)];
      const luck = Math.random();
      if (one === undefined || (this.#owned.length < MAX_OWNED && luck < 0.4)) await this.#create();
      else if (luck < 0.85) await this.#update(one, one.bucket);
      // The record changes hands: who could see it before does not hear of it. Once, because an event is judged by the record of now.
      else if (luck < 0.92 && !one.isMoved) await this.#update(one, (one.bucket + 1) % this.#options.buckets);
      else await this.#delete(one);
    }
  }

  async #create(): Promise<void> {
    const { collections, buckets } = this.#options;
    const collection = collections[Math.floor(Math.random() * collections.length)] ?? "";
    const id = randomText(ID_LENGTH, LOWER_ALPHANUMERIC);
    const record = { collection, id, bucket: Math.floor(Math.random() * buckets), n: 1, isMoved: false };
    const isDone = ({ status, text }: Answer): boolean => status === 400 && text.includes("validation_not_unique");
    const path = `${collection}/records`;
    if (
      !(await this.#perform(record, "create", {
        method: "POST",
        path,
        body: { id, bucket: record.bucket, n: 1 },
        isDone,
      }))
    )
      return;
    if (this.changes.at(-1)?.isRetried === false) this.#owned.push(record);
  }

  async #update(one: Owned, bucket: number): Promise<void> {
    const next = { ...one, bucket, n: one.n + 1, isMoved: one.isMoved || bucket !== one.bucket };
    const path = `${one.collection}/records/${one.id}`;
    const request = { method: "PATCH", path, body: { bucket, n: next.n }, isDone: () => false };
    if (await this.#perform(next, "update", request)) Object.assign(one, next);
  }

  async #delete(one: Owned): Promise<void> {
    const path = `${one.collection}/records/${one.id}`;
    const isDone = ({ status }: Answer): boolean => status === 404;
    if (!(await this.#perform(one, "delete", { method: "DELETE", path, body: null, isDone }))) return;
    this.#leave(one.id);
  }

  #leave(id: string): void {
    const place = this.#owned.findIndex((one) => one.id === id);
    if (place >= 0) this.#owned.splice(place, 1);
  }

  /** `isDone`: whether the answer to a second attempt says that the first one was successful. */
  async #perform(record: Owned, action: Change["action"], request: WriteRequest): Promise<boolean> {
    const { problems, pickUrl } = this.#options;
    const startedMs = performance.now();
    for (let attempt = 1; attempt < RETRY_LIMIT; attempt++) {
      const answer = await this.#ask(pickUrl(), request);
      if ((answer.status >= 200 && answer.status < 300) || (attempt > 1 && request.isDone(answer))) {
        const done = { action, startedMs, doneMs: performance.now(), isRetried: attempt > 1 };
        this.changes.push({ ...record, ...done });
        // A node that was stopped may still do what it was asked before: the record then stays as it is now.
        if (attempt > 1) this.#leave(record.id);
        return true;
      }
      if (answer.status !== 0 && answer.status !== 503) {
        problems.push(`${request.method} ${request.path} was answered ${answer.status} ${answer.text.slice(0, 200)}`);
        return false;
      }
      await Bun.sleep(20);
    }
    problems.push(`${request.method} ${request.path} was never answered`);
    return false;
  }

  async #ask(url: string, { method, path, body }: WriteRequest): Promise<Answer> {
    try {
      const response = await fetch(`${url}/api/collections/${path}`, {
        method,
        headers: { "content-type": "application/json", authorization: this.#options.token, connection: "close" },
        ...(body === null ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      return { status: response.status, text: await response.text() };
    } catch {
      return { status: 0, text: "" };
    }
  }
}

interface WriteRequest {
  readonly method: string;
  readonly path: string;
  readonly body: object | null;
  readonly isDone: (answer: Answer) => boolean;
}
