import { loadedAtCall, loadedParts } from "../../lib/lazy.ts";
import type { Route } from "../../model/route.ts";

const api = loadedParts(async () => (await import("./openapi.ts")).collectionApi);

const access = "superuser";

export const collectionRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/api/collections",
    access,
    handle: loadedAtCall(async () => (await import("./list.ts")).listCollections),
    describe: api("list"),
  },
  {
    method: "POST",
    path: "/api/collections",
    access,
    repeats: true,
    handle: loadedAtCall(async () => (await import("./create.ts")).createCollection),
    describe: api("create"),
  },
  {
    method: "PUT",
    path: "/api/collections/import",
    access,
    repeats: true,
    handle: loadedAtCall(async () => (await import("./import.ts")).importRequest),
    describe: api("import"),
  },
  {
    method: "POST",
    path: "/api/collections/meta/convert",
    access,
    handle: loadedAtCall(async () => (await import("./import.ts")).convertRequest),
    describe: api("convert"),
  },
  {
    method: "GET",
    path: "/api/collections/meta/scaffolds",
    access,
    handle: loadedAtCall(async () => (await import("./scaffolds.ts")).showScaffolds),
    describe: api("scaffolds"),
  },
  {
    method: "GET",
    path: "/api/collections/meta/oauth2-providers",
    access,
    handle: loadedAtCall(async () => (await import("./oauth2-providers.ts")).listOAuth2Providers),
    describe: api("providers"),
  },
  {
    method: "POST",
    path: "/api/collections/meta/dry-run-view",
    access,
    handle: loadedAtCall(async () => (await import("./dry-run-view.ts")).dryRunView),
    describe: api("dryRunView"),
  },
  {
    method: "POST",
    path: "/api/collections/meta/dry-run",
    access,
    handle: loadedAtCall(async () => (await import("./dry-run-collection.ts")).dryRunCollection),
    describe: api("dryRun"),
  },
  {
    method: "GET",
    path: "/api/collections/:collection",
    access,
    handle: loadedAtCall(async () => (await import("./view.ts")).viewCollection),
    describe: api("view"),
  },
  {
    method: "PATCH",
    path: "/api/collections/:collection",
    access,
    repeats: true,
    handle: loadedAtCall(async () => (await import("./update.ts")).updateCollection),
    describe: api("update"),
  },
  {
    method: "DELETE",
    path: "/api/collections/:collection",
    access,
    repeats: true,
    handle: loadedAtCall(async () => (await import("./delete.ts")).deleteCollectionRequest),
    describe: api("delete"),
  },
  {
    method: "DELETE",
    path: "/api/collections/:collection/truncate",
    access,
    repeats: true,
    handle: loadedAtCall(async () => (await import("./truncate.ts")).truncateRequest),
    describe: api("truncate"),
  },
];
