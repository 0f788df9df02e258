import type { Context } from "../context.ts";

/** Adds the nightly job that tidies the databases up, under PocketBase's name. */
export function addOptimize({ crons, database, auxiliary }: Context): void {
  crons.add({
    id: "__pbDBOptimize__",
    expression: "0 0 * * *",
    async run() {
      for (const engine of [database, auxiliary]) {
        await engine.checkpoint();
        await engine.optimize();
      }
    },
  });
}
