import { type DashboardFile, fileContent, isFirstLoad } from "../server/dashboard-file.ts";

/** Of all scripts that a browser loads before the dashboard shows anything, compressed. */
export const MAX_FIRST_SCRIPT_BYTES = 140 * 1024;

export async function compressedBytes(file: DashboardFile): Promise<number> {
  return Bun.gzipSync(await new Response(fileContent(file)).arrayBuffer()).length;
}

export async function firstScriptBytes(files: readonly DashboardFile[]): Promise<number> {
  const scripts = files.filter((file) => file.type.startsWith("text/javascript") && isFirstLoad(file, files));
  const sizes = await Promise.all(scripts.map(compressedBytes));
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}
