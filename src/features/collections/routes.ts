import type { Route } from "../../model/route.ts";
import { createCollection } from "./create.ts";
import { deleteCollectionRequest } from "./delete.ts";
import { dryRunCollection } from "./dry-run-collection.ts";
import { dryRunView } from "./dry-run-view.ts";
import { convertRequest, importRequest } from "./import.ts";
import { listCollections } from "./list.ts";
import { listOAuth2Providers } from "./oauth2-providers.ts";
import { showScaffolds } from "./scaffolds.ts";
import { truncateRequest } from "./truncate.ts";
import { updateCollection } from "./update.ts";
import { viewCollection } from "./view.ts";
import { collectionApi as api } from "./openapi.ts";

const access = "superuser";

export const collectionRoutes: readonly Route[] = [
  { method: "GET", path: "/api/collections", access, handle: listCollections, describe: api.list },
  { method: "POST", path: "/api/collections", access, repeats: true, handle: createCollection, describe: api.create },
  {
    method: "PUT",
    path: "/api/collections/import",
    access,
    repeats: true,
    handle: importRequest,
    describe: api.import,
  },
  { method: "POST", path: "/api/collections/meta/convert", access, handle: convertRequest, describe: api.convert },
  { method: "GET", path: "/api/collections/meta/scaffolds", access, handle: showScaffolds, describe: api.scaffolds },
  {
    method: "GET",
    path: "/api/collections/meta/oauth2-providers",
    access,
    handle: listOAuth2Providers,
    describe: api.providers,
  },
  { method: "POST", path: "/api/collections/meta/dry-run-view", access, handle: dryRunView, describe: api.dryRunView },
  {
    method: "POST",
    path: "/api/collections/meta/dry-run",
    access,
    handle: dryRunCollection,
    describe: api.dryRun,
  },
  { method: "GET", path: "/api/collections/:collection", access, handle: viewCollection, describe: api.view },
  {
    method: "PATCH",
    path: "/api/collections/:collection",
    access,
    repeats: true,
    handle: updateCollection,
    describe: api.update,
  },
  {
    method: "DELETE",
    path: "/api/collections/:collection",
    access,
    repeats: true,
    handle: deleteCollectionRequest,
    describe: api.delete,
  },
  {
    method: "DELETE",
    path: "/api/collections/:collection/truncate",
    access,
    repeats: true,
    handle: truncateRequest,
    describe: api.truncate,
  },
];
