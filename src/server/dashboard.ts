import { pathOf } from "../lib/path-of.ts";
import { basename } from "node:path";
import { notFound } from "../lib/api-error.ts";
import { version } from "../../package.json";
import { isSuperuser } from "../model/records/is-superuser.ts";
import { hasSuperuser } from "../model/auth/superusers.ts";
import type { Call, Route } from "../model/route.ts";
import { type DashboardFile, INDEX, REFERENCE, fileContent } from "./dashboard-file.ts";
import { gzipFile } from "./middleware/gzip.ts";

/** What the page may do: nothing but load its own files and talk to its own server. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** The dashboard's files by name, held in memory. */
type Files = ReadonlyMap<string, Blob>;

/** The dashboard at `/_/`. Its files have a hash in their names, so a browser keeps them for good; the page itself is asked for anew. */
export function dashboardRoutes(): readonly Route[] {
  let files: Promise<Files> | null = null;
  const load = (isRenewed: boolean): Promise<Files> => (files = files === null || isRenewed ? loadFiles() : files);
  const redirect = (location: string): Response => new Response(null, { status: 301, headers: { location } });
  const handle = async (call: Call): Promise<Response> => {
    const pathname = pathOf(call.request.url);
    // The router answers `/_` by the same route, but the addresses in the pages are relative to their folder.
    if (pathname === "/_" || pathname === "/_/docs") return redirect(`${pathname}/`);
    const name = call.params["*"] || INDEX;
    // In development a reload of the page shows what was changed.
    const found = (await load(call.context.options.isDevelopment && isPage(name))).get(name);
    if (found === undefined) throw notFound("File not found");
    return send(call.request, found, name);
  };
  return [
    { method: "GET", path: "/_", skipSuccessLog: true, handle },
    { method: "GET", path: "/_/", skipSuccessLog: true, handle },
    { method: "GET", path: "/_/setup.json", skipSuccessLog: true, handle: showSetup },
    { method: "GET", path: "/_/*", skipSuccessLog: true, handle },
  ];
}

/**
 * What the sign-in page asks for, so that it can say where the one-time link is. The link itself is for the terminal alone, and
 * the version for superusers.
 */
async function showSetup(call: Call): Promise<Response> {
  const answer = { hasSuperuser: await hasSuperuser(call.context), ...(isSuperuser(call.auth) ? { version } : {}) };
  return Response.json(answer, { headers: { "cache-control": "no-store" } });
}

/** They have names that stay. */
function isPage(name: string): boolean {
  return name === INDEX || name === REFERENCE || name.startsWith("docs/");
}

function send(request: Request, file: Blob, name: string): Response {
  const headers = new Headers({
    "content-type": file.type,
    "cache-control": isPage(name) ? "no-cache" : "public, max-age=31536000, immutable",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "content-security-policy": POLICY,
  });
  return new Response(gzipFile(request, file, headers), { headers });
}

/** What Bun makes of the page in programs of others that are compiled with Baobox in them. */
interface EmbeddedPage {
  readonly files?: readonly {
    readonly path: string;
    readonly loader: string;
    readonly headers: Record<string, string>;
  }[];
}

async function loadFiles(): Promise<Files> {
  // Some megabytes of text, which a server without visitors of the dashboard does not read.
  const { page, reference } = await import("./dashboard-pages.ts");
  const embedded = await Promise.all([loadEmbedded(page, INDEX), loadEmbedded(reference, REFERENCE)]);
  if (embedded.some((files) => files.length > 0)) return new Map(embedded.flat());
  const bundled: string | readonly DashboardFile[] = page.index;
  const files = typeof bundled === "string" ? await bundleFromSource(bundled) : bundled;
  return new Map(files.map((file) => [file.name, new Blob([fileContent(file)], { type: file.type })]));
}

/** Its addresses are absolute there, in texts too. */
async function loadEmbedded({ files = [] }: EmbeddedPage, pageName: string): Promise<[string, Blob][]> {
  return Promise.all(
    files.map(async ({ path, loader, headers }): Promise<[string, Blob]> => {
      const [file, type] = [Bun.file(path), headers["content-type"] ?? "application/octet-stream"];
      if (loader !== "html") return [basename(path), new Blob([await file.bytes()], { type })];
      const text = (await file.text()).replaceAll(/(href|src)="\/(?:\$bunfs\/root\/)?/g, '$1="./');
      return [pageName, new Blob([text], { type })];
    }),
  );
}

/** What bundles is no part of builds, nor are its packages. */
async function bundleFromSource(page: string): Promise<readonly DashboardFile[]> {
  const { bundleDashboard } = await import("./bundle-dashboard.ts");
  return bundleDashboard(page);
}
