import type { Turns } from "../lib/time-slicer.ts";
import type { RecordModel } from "../model/records/record.ts";
import type { RequestInfo, SentFiles } from "../model/request-info.ts";
import type { Call } from "../model/route.ts";

interface Source extends Call {
  readonly firstQueryValues: Readonly<Record<string, string>>;
  readonly turns: Turns;
  readonly changeCount: number;
  /** What hooks have put in place of these. */
  readonly changedInfo: Partial<Pick<RequestInfo, "query" | "headers">>;
}

/** The request as rules see it. Query and headers are read only when something asks for them. */
export class IncomingRequestInfo implements RequestInfo {
  readonly method: string;
  readonly context = "default";
  readonly body: Readonly<Record<string, unknown>>;
  readonly files: SentFiles | undefined;
  readonly #source: Source;
  #headers: Record<string, string> | undefined;
  #seenChanges = 0;

  constructor(source: Source, { body, files }: Pick<RequestInfo, "body" | "files">) {
    this.method = source.request.method;
    this.body = body;
    this.files = files;
    this.#source = source;
  }

  /** Hooks may have set someone else. */
  get auth(): RecordModel | null {
    return this.#source.auth;
  }

  get call(): Call {
    return this.#source;
  }

  get query(): Readonly<Record<string, string>> {
    return this.#source.changedInfo.query ?? this.#source.firstQueryValues;
  }

  get turns(): Turns {
    return this.#source.turns;
  }

  get headers(): Readonly<Record<string, string>> {
    const { headers } = this.#source.changedInfo;
    if (headers !== undefined) return headers;
    if (this.#seenChanges !== this.#source.changeCount) this.#headers = undefined;
    this.#seenChanges = this.#source.changeCount;
    this.#headers ??= Object.fromEntries(
      this.#source.headerLines
        // In Go the host is no header of a request that was received.
        .filter(([name]) => name !== "host")
        .map(([name, value]) => [name.toLowerCase().replaceAll("-", "_"), value]),
    );
    return this.#headers;
  }
}
