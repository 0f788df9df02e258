import { createHash } from "node:crypto";
import { mkdir, open, readFile, rename, rm, rmdir, stat, unlink } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { BlobAttributes, BlobStore, StoredBlob } from "./blob-store.ts";
import { randomText } from "./random-text.ts";

/** Beside each file: its content type and original name, in the form that PocketBase reads and writes. */
const ATTRIBUTES_SUFFIX = ".attrs";
const MAX_ORIGINAL_NAME_BYTES = 255;
const DEFAULT_CONTENT_TYPE = "application/octet-stream";
const MAX_ATTEMPTS = 5;

/** Files in a folder of the local disk. */
export function createLocalBlobStore(folder: string): BlobStore {
  const root = resolve(folder);
  return {
    async write(key, content, attributes) {
      const file = pathOf(root, key);
      const md5 = await writeInFolder(file, content);
      try {
        await writeWhole(file + ATTRIBUTES_SUFFIX, new Blob([attributesText(attributes, md5)]));
      } catch (error) {
        await rm(file, { force: true });
        throw error;
      }
    },

    read: (key) => readBlob(pathOf(root, key)),

    async delete(key) {
      const file = pathOf(root, key);
      await removeFile(file);
      await removeFile(file + ATTRIBUTES_SUFFIX);
      await removeEmptyFolders(root, dirname(file));
    },

    async deleteFolder(prefix) {
      const path = pathOf(root, prefix);
      await rm(path, { recursive: true, force: true });
      await removeEmptyFolders(root, dirname(path));
    },
  };
}

/** Keys come from names of records and files, so none may lead out of the folder. */
function pathOf(root: string, key: string): string {
  const path = join(root, key);
  const inside = relative(root, path);
  const isBad = key === "" || key.includes("\0") || key.includes("\\") || key.split("/").some(isNoName);
  if (isBad || inside === "" || inside.startsWith("..") || inside.split(sep).length !== key.split("/").length) {
    throw new Error(`invalid file key "${key}"`);
  }
  return path;
}

function isNoName(part: string): boolean {
  return part === "" || part === "." || part === "..";
}

/** Creates the folder; again where a delete of its last file removed it at the same moment. */
async function writeInFolder(file: string, content: Blob): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    await mkdir(dirname(file), { recursive: true });
    try {
      return await writeWhole(file, content);
    } catch (error) {
      if (!isMissing(error) || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

/** Writes beside the target and renames, so that no reader ever sees a part of it. Returns the MD5 of the content. */
async function writeWhole(file: string, content: Blob): Promise<string> {
  const temporary = `${file}.${randomText(8)}.tmp`;
  const hash = createHash("md5");
  try {
    const handle = await open(temporary, "wx", 0o644);
    try {
      for await (const chunk of content.stream()) {
        hash.update(chunk);
        await handle.writeFile(chunk);
      }
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    // A full disk must not leave parts of files behind.
    await rm(temporary, { force: true });
    throw error;
  }
  return hash.digest("base64");
}

function attributesText({ contentType, originalName }: BlobAttributes, md5: string): string {
  return JSON.stringify({
    "user.cache_control": "",
    "user.content_disposition": "",
    "user.content_encoding": "",
    "user.content_language": "",
    "user.content_type": contentType,
    "user.metadata": originalName === "" ? null : { "original-filename": shorten(originalName) },
    md5,
  });
}

function shorten(name: string): string {
  if (Buffer.byteLength(name) <= MAX_ORIGINAL_NAME_BYTES) return name;
  return new TextDecoder().decode(Buffer.from(name).subarray(0, MAX_ORIGINAL_NAME_BYTES)).replace(/\uFFFD+$/, "");
}

async function readBlob(file: string): Promise<StoredBlob | null> {
  const info = await unlessMissing(stat(file));
  if (info === null || !info.isFile()) return null;
  return { content: Bun.file(file), size: info.size, modified: info.mtime, contentType: await contentTypeOf(file) };
}

async function contentTypeOf(file: string): Promise<string> {
  const text = await unlessMissing(readFile(file + ATTRIBUTES_SUFFIX, "utf8"));
  if (text === null) return DEFAULT_CONTENT_TYPE;
  try {
    const attributes: unknown = JSON.parse(text);
    const type = (attributes as Record<string, unknown> | null)?.["user.content_type"];
    return typeof type === "string" && type !== "" ? type : DEFAULT_CONTENT_TYPE;
  } catch {
    return DEFAULT_CONTENT_TYPE;
  }
}

async function removeFile(file: string): Promise<void> {
  await unlessMissing(unlink(file));
}

/** Folders of records go with their last file. Another file may arrive meanwhile; then the folder stays. */
async function removeEmptyFolders(root: string, folder: string): Promise<void> {
  for (let path = folder; path.startsWith(root + sep); path = dirname(path)) {
    try {
      await rmdir(path);
    } catch {
      return;
    }
  }
}

async function unlessMissing<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
