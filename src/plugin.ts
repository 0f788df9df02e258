// The public module, which plugins and programs that embed Baobox import as `baobox`.
// oxlint-disable oxc/no-barrel-file -- the one module that is meant as such
// A star export, because `declare module "baobox"` can only extend interfaces that are exported by a star.
import { providePublicModule } from "./commands/public-module.ts";
// oxlint-disable-next-line import/no-cycle -- plugins get this very module, not another copy of it
import * as publicModule from "./plugin.ts";
export * from "./plugins/collection-types.ts";
export type * from "./plugins/app-api.ts";
export type * from "./plugins/events.ts";
export type { Handler, HookMethods, HookOptions } from "./plugins/hook-methods.ts";
export { definePlugin } from "./plugins/define-plugin.ts";
export type { CollectionChange } from "./migrations/change-collection.ts";
export type { Migration, MigrationApp } from "./migrations/migration.ts";
export type { AuthGuard, Middleware, Plugin, PluginApp } from "./plugins/define-plugin.ts";
export {
  ApiError,
  ValidationError,
  badRequest,
  forbidden,
  internalServerError,
  notFound,
  tooManyRequests,
  unauthorized,
} from "./lib/api-error.ts";
export { t } from "./plugins/routes/elysia.ts";
export type { Collection } from "./model/collections/collection.ts";
export type { Settings } from "./model/settings/settings.ts";
export type { Row, SqlValue } from "./database/engine.ts";
export { Baobox } from "./baobox.ts";
export type { BaoboxOptions } from "./baobox.ts";

// For programs that embed Baobox.
providePublicModule(() => Promise.resolve(publicModule));
