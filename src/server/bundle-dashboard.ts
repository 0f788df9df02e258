import { basename } from "node:path";

export const INDEX = "index.html";

export interface DashboardFile {
  readonly name: string;
  readonly type: string;
  readonly text: string;
}

/**
 * Bundles the dashboard: scripts and styles get a hash of their content as their name. Rejects where the source can't be built.
 * Bun would embed an HTML import in an executable by itself, but always with React's development build.
 */
export async function bundleDashboard(page: string): Promise<DashboardFile[]> {
  const { outputs } = await Bun.build({
    entrypoints: [page],
    minify: true,
    publicPath: "/",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  return Promise.all(
    outputs.map(async (file) => {
      const name = basename(file.path);
      const text = await file.text();
      // Addresses relative to the page, so that it also works behind a proxy that serves it under another path.
      return { name, type: file.type, text: name === INDEX ? text.replaceAll(/(href|src)="\//g, '$1="./') : text };
    }),
  );
}
