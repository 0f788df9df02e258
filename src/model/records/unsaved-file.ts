import { storedFileName } from "../../lib/file-name.ts";
import type { UnsavedFile } from "../fields/field.ts";

/** A file that was sent, under the name that it will be stored with. */
export async function createUnsavedFile(originalName: string, content: Blob): Promise<UnsavedFile> {
  return { name: await storedFileName(originalName, content), originalName, size: content.size, content };
}
