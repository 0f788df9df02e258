import type { Route } from "../../model/route.ts";
import { createCollection } from "./create.ts";
import { deleteCollectionRequest } from "./delete.ts";
import { dryRunView } from "./dry-run-view.ts";
import { importRequest } from "./import.ts";
import { listCollections } from "./list.ts";
import { listOAuth2Providers } from "./oauth2-providers.ts";
import { showScaffolds } from "./scaffolds.ts";
import { truncateRequest } from "./truncate.ts";
import { updateCollection } from "./update.ts";
import { viewCollection } from "./view.ts";

const access = "superuser";

export const collectionRoutes: readonly Route[] = [
  { method: "GET", path: "/api/collections", access, handle: listCollections },
  { method: "POST", path: "/api/collections", access, handle: createCollection },
  { method: "PUT", path: "/api/collections/import", access, handle: importRequest },
  { method: "GET", path: "/api/collections/meta/scaffolds", access, handle: showScaffolds },
  { method: "GET", path: "/api/collections/meta/oauth2-providers", access, handle: listOAuth2Providers },
  { method: "POST", path: "/api/collections/meta/dry-run-view", access, handle: dryRunView },
  { method: "GET", path: "/api/collections/:collection", access, handle: viewCollection },
  { method: "PATCH", path: "/api/collections/:collection", access, handle: updateCollection },
  { method: "DELETE", path: "/api/collections/:collection", access, handle: deleteCollectionRequest },
  { method: "DELETE", path: "/api/collections/:collection/truncate", access, handle: truncateRequest },
];
