import { mkdir } from "node:fs/promises";

/** Makes the data directory where there is none. Rejects with one line that names it. */
export async function makeDataFolder(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true });
  } catch (cause) {
    throw new Error(`can't use the data directory ${dataDir}: ${cause instanceof Error ? cause.message : ""}`, {
      cause,
    });
  }
}
