import { randomText } from "../../lib/random-text.ts";
import type { UnsavedFile } from "../fields/field.ts";

/** Placeholder until the naming of files lands. */
export function createUnsavedFile(originalName: string, content: Blob): Promise<UnsavedFile> {
  return Promise.resolve({ name: `${randomText(10)}_${originalName}`, originalName, size: content.size, content });
}
