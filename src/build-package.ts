// Builds what the npm package holds, into dist/npm: JavaScript without macros, which Bun refuses in packages, with the dashboard in
// it, and declarations. `npm pack` and `npm publish` run it.
import { dependencies } from "../package.json";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { ownDeclarations } from "./build/declarations.ts";
import { embedClient, embedDashboard } from "./build/embed.ts";
import { TemporaryFolder } from "./build/temporary-folder.ts";
import { bundleClient } from "./server/bundle-client.ts";
import { bundleDashboard } from "./server/bundle-dashboard.ts";

const ROOT = join(import.meta.dir, "..");
const OUT = join(ROOT, "dist/npm");
const CLIENT = "client/client.ts";

/** Loaded when they are needed, without a promise: whoever compiles a program would miss a `require` that is left to its installation. */
const BUNDLED = new Set(["entities", "re2js"]);
const INSTALLED = Object.keys(dependencies).filter((name) => !BUNDLED.has(name));

await rm(OUT, { recursive: true, force: true });
using work = new TemporaryFolder();
const [dashboard, client, declarations] = await Promise.all([
  bundleDashboard(join(ROOT, "admin/index.html")),
  bundleClient(join(ROOT, "src/client")),
  ownDeclarations(["plugin.ts", CLIENT], work.path),
]);
await bundle(["plugin.ts", "main.ts"], "bun");
// It is for browsers too, and needs no package.
await bundle([CLIENT], "browser");
for (const [path, text] of declarations) await Bun.write(join(OUT, "types", path), text);

async function bundle(modules: readonly string[], target: "bun" | "browser"): Promise<void> {
  const { success, logs } = await Bun.build({
    entrypoints: modules.map((module) => join(ROOT, "src", module)),
    outdir: OUT,
    naming: { entry: "[name].js", chunk: "[name]-[hash].js" },
    target,
    format: "esm",
    splitting: true,
    external: INSTALLED.flatMap((name) => [name, `${name}/*`]),
    plugins: [embedDashboard(dashboard), embedClient(client)],
  });
  if (!success) throw new AggregateError(logs, "the package was not built");
}
