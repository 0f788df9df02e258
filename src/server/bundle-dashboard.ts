import { basename } from "node:path";

export const INDEX = "index.html";

export interface DashboardFile {
  readonly name: string;
  readonly type: string;
  readonly text: string;
}

/**
 * Bundles the dashboard: scripts and styles get a hash of their content as their name. What is imported dynamically gets files of
 * its own, loaded when it is needed. Rejects where the source can't be built.
 * Bun would embed an HTML import in an executable by itself, but always with React's development build.
 */
export async function bundleDashboard(page: string): Promise<DashboardFile[]> {
  const { outputs } = await Bun.build({
    entrypoints: [page],
    minify: true,
    splitting: true,
    // Addresses relative to the page, so that it also works behind a proxy that serves it under another path.
    publicPath: "./",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  return Promise.all(
    outputs.map(async (file) => ({ name: basename(file.path), type: file.type, text: await file.text() })),
  );
}

/** Whether the page itself asks for the file: what a browser loads first. */
export function isFirstLoad(file: DashboardFile, files: readonly DashboardFile[]): boolean {
  return files.some(({ name, text }) => name === INDEX && text.includes(`"./${file.name}"`));
}
