import type { Route } from "../../model/route.ts";
import { TakenPaths } from "../routes/plugin-router.ts";
import { PluginMistake } from "./describe-error.ts";
import type { CronRegistration } from "./registrations.ts";

/** What a plugin wants to answer and run. */
export interface Claims {
  readonly routes: readonly Route[];
  readonly crons: readonly CronRegistration[];
}

/** What others have. */
export interface Taken {
  readonly serverRoutes: readonly Route[];
  readonly pluginRoutes: readonly Route[];
  /** Names of jobs. */
  readonly jobs: ReadonlySet<string>;
}

/** Throws where a path or the name of a job is someone else's. */
export function checkFree({ routes, crons }: Claims, { serverRoutes, pluginRoutes, jobs }: Taken): void {
  const [server, plugins] = [new TakenPaths(serverRoutes), new TakenPaths(pluginRoutes)];
  for (const route of routes) {
    const owner = server.find(route) === null ? (plugins.find(route) === null ? null : "another plugin") : "Baobox";
    if (owner !== null) {
      throw new PluginMistake(`the route ${route.method} ${route.path} is reserved by ${owner}: choose another path`);
    }
  }
  for (const { name } of crons) if (jobs.has(name)) throw new PluginMistake(`the job ${name} already exists`);
}
