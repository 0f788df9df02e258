import { stat } from "node:fs/promises";

/** The bytes of a database's file with the log that it has beside it; 0 where there is none. */
export async function fileSize(file: string): Promise<number> {
  const sizes = await Promise.all(["", "-wal"].map((ending) => sizeOf(file + ending)));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch {
    return 0;
  }
}
