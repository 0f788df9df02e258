import type { BunPlugin } from "bun";
import type { ClientFiles } from "../server/bundle-client.ts";
import type { DashboardFile } from "../server/dashboard-file.ts";
import type { TextFiles } from "./declarations.ts";

/** Puts the bundle of the dashboard and the docs where the server imports its pages, and leaves out what makes the docs. */
export function embedDashboard(built: readonly DashboardFile[]): BunPlugin {
  return {
    name: "dashboard",
    setup(build) {
      build.onResolve({ filter: /\/admin\/(index|reference)\.html$/ }, ({ path }) => ({
        path: path.endsWith("/index.html") ? "bundle" : "none",
        namespace: "dashboard",
      }));
      build.onLoad({ filter: /./, namespace: "dashboard" }, ({ path }) => ({
        loader: "js",
        contents: `export default ${JSON.stringify({ index: path === "bundle" ? built : [] })}`,
      }));
      build.onLoad({ filter: /\/server\/docs\/render-docs\.ts$/ }, () => ({
        loader: "js",
        contents: "export const renderDocs = () => [];",
      }));
    },
  };
}

/** Puts declarations where `baobox types --editor` takes them from. */
export function embedDeclarations(files: TextFiles): BunPlugin {
  const packed = Bun.gzipSync(JSON.stringify(Object.fromEntries(files))).toBase64();
  return {
    name: "declarations",
    setup(build) {
      build.onLoad({ filter: /\/commands\/plugin-declarations\.ts$/ }, () => ({
        loader: "js",
        contents: `export const pluginDeclarations = ${JSON.stringify(packed)};`,
      }));
    },
  };
}

/** Tells the executable what it was built for. */
export function embedBuildTarget(name: string): BunPlugin {
  return {
    name: "build target",
    setup(build) {
      build.onLoad({ filter: /\/lib\/build-target\.ts$/ }, () => ({
        loader: "js",
        contents: `export const buildTarget = ${JSON.stringify(name)};`,
      }));
    },
  };
}

/** Puts the files of the client where the server takes them from. */
export function embedClient(files: ClientFiles): BunPlugin {
  return {
    name: "client",
    setup(build) {
      build.onLoad({ filter: /\/server\/embedded-client\.ts$/ }, () => ({
        loader: "js",
        contents: `export const embeddedClient = ${JSON.stringify(files)};`,
      }));
    },
  };
}
