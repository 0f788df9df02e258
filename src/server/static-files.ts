import { stat } from "node:fs/promises";
import { join, normalize } from "node:path";
import { notFound } from "../lib/api-error.ts";
import { detectShownType } from "../lib/mime/detect.ts";
import { pathOf } from "../lib/path-of.ts";
import { serveContent } from "../lib/serve-content.ts";
import type { Call, Route } from "../model/route.ts";
import { gzipFile } from "./middleware/gzip.ts";

export interface StaticFolder {
  /** It may be made and removed while the server runs. */
  readonly folder: string;
  /**
   * Whether a path without a file is answered with the folder's index.html, so that an application with its own router can be
   * opened at any of its addresses.
   */
  readonly hasIndexFallback: boolean;
}

const INDEX = "index.html";

/** The files of a folder for all paths that nothing else answers. */
export function staticFiles(files: StaticFolder): Route {
  const handle = async (call: Call): Promise<Response> => {
    const pathname = pathOf(call.request.url);
    if (pathname === "/" && (await findFile(files.folder, ".")) === null) return toDashboard();
    // What belongs to the server is never a page of the application.
    if (pathname.startsWith("/api/") || pathname.startsWith("/_/")) throw fileNotFound();
    return serveStaticFile(files, call.request, pathname);
  };
  return { method: "GET", path: "/*", skipSuccessLog: true, handle };
}

/** Where there is no folder: what a newcomer opens first leads on. Relative, for proxies that serve it under another path. */
function toDashboard(): Response {
  return new Response(null, { status: 307, headers: { location: "_/", "cache-control": "no-store" } });
}

/** The files of a folder below a path, which begins with a slash and does not end with one. */
export function staticFilesBelow(path: string, folder: string): Route {
  const files = { folder, hasIndexFallback: true };
  const handle = (call: Call): Promise<Response> | Response => {
    const pathname = pathOf(call.request.url);
    // Relative addresses in its pages start from the folder.
    return pathname === path ? redirect(`${path}/`) : serveStaticFile(files, call.request, pathname.slice(path.length));
  };
  return { method: "GET", path: `${path}/*`, skipSuccessLog: true, handle };
}

/** `path` is that within the folder. Files and folders have one address each. */
export async function serveStaticFile(
  { folder, hasIndexFallback }: StaticFolder,
  request: Request,
  path: string,
): Promise<Response> {
  const address = decode(pathOf(request.url));
  if (isHidden(path)) throw fileNotFound();
  const relative = safePath(path);
  const found = relative === null ? null : await findFile(folder, relative);
  if (found === "folder" && !address.endsWith("/")) return redirect(`${address}/`);
  if (found === "file" && address.endsWith("/")) return redirect(address.replace(/\/+$/, ""));
  if (found === "file" && address.endsWith(`/${INDEX}`)) return redirect(address.slice(0, -INDEX.length));
  const name = found === "folder" ? join(relative ?? "", INDEX) : relative;
  if (name !== null && (found === "file" || (await findFile(folder, name)) === "file")) {
    return send(request, join(folder, name));
  }
  if (!hasIndexFallback || (await findFile(folder, INDEX)) !== "file") throw fileNotFound();
  return send(request, join(folder, INDEX));
}

/** A file of the folder, or the index.html of a folder in it, whatever the request's path. */
export async function serveNamedFile(folder: string, request: Request, name: string): Promise<Response> {
  const relative = safePath(encodeURIComponent(name).replaceAll("%2F", "/"));
  const found = relative === null ? null : await findFile(folder, relative);
  const file = found === "folder" ? join(relative ?? "", INDEX) : relative;
  if (file === null || found === null || (await findFile(folder, file)) !== "file") throw fileNotFound();
  return send(request, join(folder, file));
}

function fileNotFound(): Error {
  return notFound("File not found");
}

/** Null for a path that leads out of the folder or can't be one. */
function safePath(pathname: string): string | null {
  const path = normalize(`./${decode(pathname)}`).replace(/(?<=.)\/+$/, "");
  return path.startsWith("..") || path.includes("\0") || path.includes("\\") ? null : path;
}

/** Files such as `.env` and `.git` come to the folder by accident; `.well-known` (RFC 8615) is meant to be seen. */
function isHidden(pathname: string): boolean {
  const names = normalize(`./${decode(pathname)}`).split("/");
  return names.some((name) => name.startsWith(".") && name !== "." && name !== ".." && name !== ".well-known");
}

/** As it is where it is no encoding of a path. */
function decode(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}

async function findFile(folder: string, path: string): Promise<"file" | "folder" | null> {
  try {
    const found = await stat(join(folder, path));
    return found.isFile() ? "file" : found.isDirectory() ? "folder" : null;
  } catch {
    return null;
  }
}

/** Only within the site: a path that begins with two slashes would be another host. */
function redirect(path: string): Response {
  return new Response(null, { status: 301, headers: { location: encodeURI(path.replace(/^[/\\]+/, "/")) } });
}

/** Bun names no file of these types to the client. For others it would add a header of its own that is malformed. */
const UNNAMED_TYPES = /^(?:(?:text|image|audio|video|font)\/|application\/(?:json|wasm)$)/;

async function send(request: Request, path: string): Promise<Response> {
  const file = Bun.file(path);
  const { size, lastModified } = file;
  const modified = new Date(lastModified);
  const type = await contentTypeOf(file);
  const headers = new Headers({
    "content-type": type,
    "last-modified": modified.toUTCString(),
  });
  leaveUnnamed(headers, type);
  const open = (range?: { start: number; end: number }) =>
    Promise.resolve(range === undefined ? file : file.slice(range.start, range.end));
  const response = await serveContent(request, { size, modified, open }, headers);
  if (response.status !== 200 || request.method === "HEAD") return response;
  const body = gzipFile(request, file, headers);
  return new Response(body, { headers });
}

/** Of a file that is sent with that type. `inline` is what no header means, too. */
export function leaveUnnamed(headers: Headers, type: string): void {
  if (!UNNAMED_TYPES.test(type)) headers.set("content-disposition", "inline");
}

/** By the name where it tells something, else by the content. */
async function contentTypeOf(file: Bun.BunFile): Promise<string> {
  const [type = ""] = file.type.split(";");
  if (type === "application/octet-stream") return detectShownType(file);
  // Go's name for it.
  if (type === "application/xml") return "text/xml; charset=utf-8";
  return type.startsWith("text/") ? `${type}; charset=utf-8` : type;
}
