import { PanicError } from "./errors.ts";
import { call } from "./server.ts";
import { jsonRaw } from "./values.ts";

/** `$app.cron()` */
export class Cron {
  add(id: string, expression: string, handler: unknown): void {
    call("cron.add", 0, [id, expression, String(handler)]);
  }

  mustAdd(id: string, expression: string, handler: unknown): void {
    try {
      this.add(id, expression, handler);
    } catch (error) {
      throw new PanicError(String(error));
    }
  }

  remove(id: string): void {
    call("cron.remove", 0, [id]);
  }

  removeAll(): void {
    call("cron.removeAll", 0);
  }

  total(): number {
    return this.jobs().length;
  }

  /** Jobs run as long as the server does. */
  hasStarted(): boolean {
    return true;
  }

  jobs(): CronJob[] {
    return (call("cron.list", 0) as { id: string; expression: string }[]).map((job) => new CronJob(job));
  }
}

/** A job of the server. */
class CronJob {
  readonly #id: string;
  readonly #expression: string;

  constructor({ id, expression }: { readonly id: string; readonly expression: string }) {
    this.#id = id;
    this.#expression = expression;
  }

  id(): string {
    return this.#id;
  }

  expression(): string {
    return this.#expression;
  }

  /** Runs it now, and returns when it is done. What goes wrong is in the log. */
  run(): void {
    call("cron.run", 0, [this.#id]);
  }

  marshalJSON(): number[] {
    return jsonRaw(JSON.stringify(this));
  }

  toJSON(): object {
    return { id: this.#id, expression: this.#expression };
  }
}
