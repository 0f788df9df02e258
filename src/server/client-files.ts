import { join } from "node:path";
import { Type } from "@sinclair/typebox";
import type { RouteDescription } from "../model/route-description.ts";
import type { Call, Route } from "../model/route.ts";
import type { ClientFiles } from "./bundle-client.ts";
import { gzipFile } from "./middleware/gzip.ts";

const TYPES = {
  script: "text/javascript; charset=utf-8",
  sourceMap: "application/json",
  types: "text/plain; charset=utf-8",
} as const;

const DESCRIPTIONS: Readonly<Record<keyof ClientFiles, RouteDescription>> = {
  script: describeFile("getClient", "The client of the WebSocket, a module for browsers", TYPES.script),
  sourceMap: describeFile("getClientSourceMap", "The source map of the client", TYPES.sourceMap),
  types: describeFile("getClientTypes", "The TypeScript types of the client", TYPES.types),
};

function describeFile(id: string, summary: string, answerType: string): RouteDescription {
  return { id, summary, tag: "Realtime", answer: Type.String(), answerType: answerType.replace(/;.*/, "") };
}

interface ServedFile {
  readonly content: Blob;
  readonly tag: string;
}

/** The client of the WebSocket for pages without a bundler: `import { BaoboxClient } from "/api/client.js"`. */
export function clientRoutes(): readonly Route[] {
  let files: Promise<Record<keyof ClientFiles, ServedFile>> | null = null;
  const route = (path: string, name: keyof ClientFiles): Route => ({
    method: "GET",
    path,
    skipSuccessLog: true,
    describe: DESCRIPTIONS[name],
    handle: async (call) => send(call, (await (files ??= loadFiles()))[name]),
  });
  return [
    route("/api/client.js", "script"),
    route("/api/client.js.map", "sourceMap"),
    route("/api/client.d.ts", "types"),
  ];
}

async function loadFiles(): Promise<Record<keyof ClientFiles, ServedFile>> {
  const { embeddedClient } = await import("./embedded-client.ts");
  const files = embeddedClient ?? (await bundleFromSource());
  const served = (name: keyof ClientFiles): ServedFile => ({
    content: new Blob([files[name]], { type: TYPES[name] }),
    tag: `"${Bun.hash(files[name]).toString(36)}"`,
  });
  return { script: served("script"), sourceMap: served("sourceMap"), types: served("types") };
}

async function bundleFromSource(): Promise<ClientFiles> {
  const { bundleClient } = await import("./bundle-client.ts");
  return bundleClient(join(import.meta.dir, "../client"));
}

/** Its address stays when it changes, so a browser asks after an hour whether it did. */
function send({ request }: Call, { content, tag }: ServedFile): Response {
  const headers = new Headers({
    "content-type": content.type,
    "cache-control": "public, max-age=3600",
    etag: tag,
    "x-content-type-options": "nosniff",
  });
  if (request.headers.get("if-none-match")?.includes(tag)) return new Response(null, { status: 304, headers });
  return new Response(gzipFile(request, content, headers), { headers });
}
