import { later, loadedParts } from "../../lib/lazy.ts";
import { version } from "../../../package.json";
import { forbidden } from "../../lib/api-error.ts";
import { isSuperuser } from "../../model/records/is-superuser.ts";
import type { Context } from "../../model/context.ts";
import type { Call, Route } from "../../model/route.ts";
import type { Audience } from "./record-schemas.ts";

const loadDocument = later(() => import("./build-document.ts"));
const loadOperation = later(() => import("./operation.ts"));

const api = loadedParts(async () => (await import("./openapi.ts")).openApiApi);

export interface OpenApiOptions {
  readonly routes: readonly Route[];
  /** Those of plugins at the moment. Another list is another array. */
  readonly others: () => readonly Route[];
  /** Whether others than superusers may read what concerns them. */
  readonly isPublic: boolean;
}

/**
 * The document of the API. It tells the names of all collections and fields, so it is for superusers alone unless whoever runs the
 * server opens it; even then others don't see what only superusers may use.
 */
export function openApiRoutes({ routes, others, isPublic }: OpenApiOptions): readonly Route[] {
  const documents = new Map<Audience, Document>();
  return [
    {
      method: "GET",
      path: "/api/openapi.json",
      yields: true,
      ...(isPublic ? {} : { access: "superuser" }),
      describe: api("document"),
      async handle(call) {
        const audience = isSuperuser(call.auth) ? "superuser" : "public";
        if (audience === "public" && !isPublic) throw forbidden();
        const known = documents.get(audience);
        const all = { routes, others: others() };
        const document = isCurrent(known, call.context, all) ? known : await makeDocument(call.context, all, audience);
        documents.set(audience, document);
        return send(call, document);
      },
    },
    { method: "GET", path: "/api/openapi", yields: true, describe: api("page"), handle: showReference },
  ];
}

/** The page asks for the document itself, so whoever may not see that sees nothing. */
function showReference(): Response {
  return new Response(null, { status: 302, headers: { location: "../_/reference.html" } });
}

/** The text of a document, and what it was made of: each of them is replaced whole when it changes. */
interface Document {
  readonly text: string;
  readonly packed: Uint8Array<ArrayBuffer>;
  readonly tag: string;
  readonly collections: unknown;
  readonly settings: unknown;
  readonly others: unknown;
}

interface AllRoutes {
  readonly routes: readonly Route[];
  readonly others: readonly Route[];
}

function isCurrent(
  document: Document | undefined,
  { collections, settings }: Context,
  { others }: AllRoutes,
): document is Document {
  return (
    document?.collections === collections.current() &&
    document.settings === settings.current() &&
    document.others === others
  );
}

async function makeDocument(context: Context, { routes, others }: AllRoutes, audience: Audience): Promise<Document> {
  const [{ buildDocument }, { describedRoutes }] = await Promise.all([loadDocument(), loadOperation()]);
  const collections = context.collections.current();
  const settings = context.settings.current();
  const title = settings.meta.appName;
  const all = await describedRoutes([...routes, ...others]);
  const text = JSON.stringify(buildDocument({ title, version, audience, routes: all, collections }));
  const tag = `"${Bun.hash(text).toString(36)}"`;
  return { text, packed: Bun.gzipSync(text), tag, collections, settings, others };
}

function send({ request }: Call, { text, packed, tag }: Document): Response {
  const headers = new Headers({
    "content-type": "application/json",
    "cache-control": "private, no-cache",
    etag: tag,
    vary: "Authorization, Accept-Encoding",
  });
  if (request.headers.get("if-none-match")?.includes(tag)) return new Response(null, { status: 304, headers });
  if (!/\bgzip\b/.test(request.headers.get("accept-encoding") ?? "")) return new Response(text, { headers });
  headers.set("content-encoding", "gzip");
  return new Response(packed, { headers });
}
