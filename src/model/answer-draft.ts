/** What hooks do to the answer of a request themselves. Whatever they write goes before or after what the operation answers. */
export class AnswerDraft {
  /** Set or added to the answer, whoever writes it. */
  readonly headers: [how: "set" | "add" | "delete", name: string, value: string][] = [];
  /** The status of what was written first; null while nothing was. */
  status: number | null = null;
  /** The status of an answer that is still to be written. */
  nextStatus: number | null = null;
  /** The operation has answered: what is written from now on goes behind it. */
  isOperationDone = false;
  readonly #before: (string | Uint8Array)[] = [];
  readonly #after: (string | Uint8Array)[] = [];

  get isWritten(): boolean {
    return this.status !== null || this.isOperationDone;
  }

  /** Begins the answer, unless it has begun. */
  begin(status: number): void {
    if (!this.isWritten) this.status = status;
  }

  write(content: string | Uint8Array): void {
    this.begin(this.nextStatus ?? 200);
    (this.isOperationDone ? this.#after : this.#before).push(content);
  }

  /** The whole answer. `operation` is what the operation answered; null where it has not. */
  async complete(operation: Response | null): Promise<Response> {
    const answer =
      this.status === null && operation !== null ? await this.#behind(operation) : await this.#own(operation);
    for (const [how, name, value] of this.headers) {
      if (how === "delete") answer.headers.delete(name);
      else if (how === "set") answer.headers.set(name, value);
      else answer.headers.append(name, value);
    }
    return answer;
  }

  async #behind(operation: Response): Promise<Response> {
    if (this.#after.length === 0) return operation;
    return new Response(new Blob([...(await contentOf(operation)), ...parts(this.#after)]), operation);
  }

  async #own(operation: Response | null): Promise<Response> {
    const status = this.status ?? this.nextStatus ?? 200;
    const inner = operation === null || !this.isOperationDone ? [] : await contentOf(operation);
    const all = [...parts(this.#before), ...inner, ...parts(this.#after)];
    return new Response(isBodiless(status) || all.length === 0 ? null : new Blob(all), { status });
  }
}

/** Between others JSON has a line of its own, as Go writes it. */
async function contentOf(operation: Response): Promise<(string | Uint8Array<ArrayBuffer>)[]> {
  const isJson = operation.headers.get("content-type")?.startsWith("application/json") === true;
  return isJson ? [await operation.bytes(), "\n"] : [await operation.bytes()];
}

function parts(list: readonly (string | Uint8Array)[]): (string | Uint8Array<ArrayBuffer>)[] {
  return list as (string | Uint8Array<ArrayBuffer>)[];
}

/** These have no body, and `Response` refuses one. */
function isBodiless(status: number): boolean {
  return status === 101 || status === 204 || status === 205 || status === 304;
}
