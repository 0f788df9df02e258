import { basename, dirname, join } from "node:path";
import { type DashboardFile, REFERENCE } from "./dashboard-file.ts";
import { renderDocs } from "./docs/render-docs.ts";

/** What the pages of the docs are made of: no page by itself. */
const DOCS_TEMPLATE = "docs.html";

/**
 * Bundles the dashboard, the page about the API and the docs, which share what they need: scripts and styles get a hash of their
 * content as their name. What is imported dynamically gets files of its own, loaded when it is needed. Rejects where the source
 * can't be built.
 * Bun would embed an HTML import in an executable by itself, but always with React's development build.
 */
export async function bundleDashboard(page: string): Promise<DashboardFile[]> {
  const folder = dirname(page);
  const { outputs } = await Bun.build({
    entrypoints: [page, join(folder, REFERENCE), join(folder, DOCS_TEMPLATE)],
    minify: true,
    splitting: true,
    // Addresses relative to the page, so that it also works behind a proxy that serves it under another path.
    publicPath: "./",
    loader: { ".woff2": "file" },
    define: { "process.env.NODE_ENV": '"production"' },
  });
  const files = await Promise.all(outputs.map(readFile));
  const template = files.find(({ name }) => name === DOCS_TEMPLATE)?.text ?? "";
  return [
    ...files.filter(({ name }) => name !== DOCS_TEMPLATE),
    ...(await renderDocs(join(folder, "../docs"), template)),
  ];
}

async function readFile(file: Bun.BuildArtifact): Promise<DashboardFile> {
  const [name, type] = [basename(file.path), file.type];
  if (!type.startsWith("font/")) return { name, type, text: await file.text() };
  return { name, type, text: new Uint8Array(await file.arrayBuffer()).toBase64(), encoding: "base64" };
}
