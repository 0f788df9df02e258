import type { BunPlugin } from "bun";
import type { DashboardFile } from "../server/bundle-dashboard.ts";

/** Puts the bundle of the dashboard where the server imports its pages. */
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
    },
  };
}
