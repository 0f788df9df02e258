import { pathOf } from "../lib/path-of.ts";
import { stat } from "node:fs/promises";
import { join, normalize } from "node:path";
import { notFound } from "../lib/api-error.ts";
import type { Call, Route } from "../model/route.ts";
import { gzipFile } from "./middleware/gzip.ts";

const INDEX = "index.html";

/**
 * The files of a folder for all paths that nothing else answers. A path without a file is answered with the folder's index.html,
 * so that an application with its own router can be opened at any of its addresses.
 */
export function staticFiles(folder: string): Route {
  const handle = (call: Call): Promise<Response> => {
    const pathname = pathOf(call.request.url);
    // What belongs to the server is never a page of the application.
    if (pathname.startsWith("/api/") || pathname.startsWith("/_/")) throw notFound();
    return serve(folder, call, pathname);
  };
  return { method: "GET", path: "/*", skipSuccessLog: true, handle };
}

/** The files of a folder below a path, which begins with a slash and does not end with one. */
export function staticFilesBelow(path: string, folder: string): Route {
  const handle = (call: Call): Promise<Response> | Response => {
    const pathname = pathOf(call.request.url);
    // Relative addresses in its pages start from the folder.
    return pathname === path ? redirect(`${path}/`) : serve(folder, call, pathname.slice(path.length));
  };
  return { method: "GET", path: `${path}/*`, skipSuccessLog: true, handle };
}

/** `path` is that within the folder. */
async function serve(folder: string, call: Call, path: string): Promise<Response> {
  const pathname = pathOf(call.request.url);
  const relative = safePath(path);
  const found = relative === null ? null : await findFile(folder, relative);
  if (found === "folder" && !pathname.endsWith("/")) return redirect(`${pathname}/`);
  if (found === "file" && pathname.endsWith(`/${INDEX}`)) return redirect(pathname.slice(0, -INDEX.length));
  if (found === "file" && relative !== null) return send(call.request, join(folder, relative));
  if (found === "folder" && relative !== null && (await findFile(folder, join(relative, INDEX))) === "file") {
    return send(call.request, join(folder, relative, INDEX));
  }
  if ((await findFile(folder, INDEX)) !== "file") throw notFound("File not found");
  return send(call.request, join(folder, INDEX));
}

/** Null for a path that leads out of the folder or can't be one. */
function safePath(pathname: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  const path = normalize(`./${decoded}`);
  return path.startsWith("..") || path.includes("\0") || path.includes("\\") ? null : path;
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
  return new Response(null, { status: 301, headers: { location: path.replace(/^[/\\]+/, "/") } });
}

function send(request: Request, path: string): Response {
  const file = Bun.file(path);
  const modified = new Date(Math.floor(file.lastModified / 1000) * 1000);
  const headers = new Headers({ "content-type": file.type, "last-modified": modified.toUTCString() });
  const since = Date.parse(request.headers.get("if-modified-since") ?? "");
  if (modified.getTime() <= since) return new Response(null, { status: 304, headers });
  return new Response(gzipFile(request, file, headers), { headers });
}
