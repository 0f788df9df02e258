import { call } from "./server.ts";

/** `$app.cron()` */
export class Cron {
  add(id: string, expression: string, handler: unknown): void {
    call("cron.add", 0, [id, expression, String(handler)]);
  }

  mustAdd(id: string, expression: string, handler: unknown): void {
    this.add(id, expression, handler);
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

  jobs(): { id(): string; expression(): string }[] {
    const jobs = call("cron.list", 0) as { id: string; expression: string }[];
    return jobs.map((job) => ({ id: () => job.id, expression: () => job.expression }));
  }
}
