import { basename } from "node:path";
import { parseThumbSize } from "../../lib/image/thumb-size.ts";
import { detectMimeType } from "../../lib/mime/detect.ts";
import { serveBlob } from "../../lib/serve-blob.ts";
import type { StoredBlob } from "../../lib/blob-store.ts";
import { ThumbMaker } from "../../features/files/thumb-maker.ts";
import { createUnsavedFile } from "../../model/records/unsaved-file.ts";
import { answerWith } from "../events/response-steps.ts";
import type { FilePlace } from "../file-place.ts";
import { readStored, storeOf } from "../file-systems.ts";
import type { OperationCall, Operations } from "../operation.ts";

/** `$app.newFilesystem()` and its like: the first argument is the place, the second mostly a key. */
export const fileSystemOperations: Operations = {
  "fs.open"(call) {
    storeOf(call.frame, placeOf(call));
  },

  "fs.exists": async (call) => (await storeOf(call.frame, placeOf(call)).read(call.text(1))) !== null,

  async "fs.attributes"(call) {
    const { contentType, size, modified } = await stored(call, "stat");
    return { contentType, size, modified: modified.toISOString() };
  },

  async "fs.read"(call) {
    const content = await contentOf(await stored(call, "stat"));
    return call.giveBytes(await content.bytes());
  },

  /** A stored file to be stored again; the third argument says whether under the same name. */
  async "fs.file"(call) {
    const name = basename(call.text(1));
    const file = await createUnsavedFile(name, await contentOf(await stored(call, "stat")));
    if (call.args[2] === true) file.name = name;
    return call.frame.encodeFile(file);
  },

  async "fs.copy"(call) {
    const [key, target] = [call.text(1), call.text(2)];
    const blob = await readStored(call.frame, placeOf(call), { key, action: "stat", shown: `${key} -> ${target}` });
    const content = await contentOf(blob);
    await write(call, target, { content, contentType: blob.contentType, originalName: "" });
  },

  async "fs.list"(call) {
    const listed: object[] = [];
    for await (const { key, size, modified } of storeOf(call.frame, placeOf(call)).list(call.text(1))) {
      listed.push({ key, size, modified: modified.toISOString() });
    }
    return listed;
  },

  async "fs.upload"(call) {
    const content = new Blob([call.bytes(2)]);
    const { contentType } = await detectMimeType(content);
    await write(call, call.text(1), { content, contentType, originalName: "" });
  },

  async "fs.uploadFile"(call) {
    const { content, originalName } = call.frame.file(call.integer(2));
    const { contentType } = await detectMimeType(content);
    await write(call, call.text(1), { content, contentType, originalName });
  },

  async "fs.delete"(call) {
    await stored(call, "remove");
    await storeOf(call.frame, placeOf(call)).delete(call.text(1));
  },

  /** Gives the messages of what could not be deleted. */
  async "fs.deletePrefix"(call) {
    const store = storeOf(call.frame, placeOf(call));
    const failures: string[] = [];
    for (const { key } of await Array.fromAsync(store.list(call.text(1)))) {
      await store.delete(key).catch((error: unknown) => failures.push(String(error)));
    }
    return failures;
  },

  async "fs.isEmpty"(call) {
    for await (const _file of storeOf(call.frame, placeOf(call)).list(call.text(1))) return false;
    return true;
  },

  async "fs.serve"(call) {
    const request = call.frame.event?.call ?? null;
    if (request === null) throw new Error("only events of requests can be answered");
    const blob = await stored(call, "stat");
    const isAttachment = /^(1|t|T|true|TRUE|True)$/.test(request.query.get("download") ?? "");
    const answer = await serveBlob(request.request, blob, { name: call.text(2), isAttachment });
    return answerWith(request, answer);
  },

  async "fs.thumb"(call) {
    const size = parseThumbSize(call.text(3));
    if (size === null) throw new Error("thumb size must be in WxH, WxHt, WxHb or WxHf format");
    const { contentType } = await stored(call, "stat");
    const thumb = { originalKey: call.text(1), key: call.text(2), contentType, size, format: null };
    await new ThumbMaker(storeOf(call.frame, placeOf(call))).make(thumb);
  },
};

function placeOf(call: OperationCall): FilePlace {
  return call.args[0] as FilePlace;
}

function stored(call: OperationCall, action: "stat" | "remove"): Promise<StoredBlob> {
  return readStored(call.frame, placeOf(call), { key: call.text(1), action });
}

async function contentOf(blob: StoredBlob): Promise<Blob> {
  const content = await blob.open();
  return content instanceof Blob ? content : new Response(content).blob();
}

interface Written {
  readonly content: Blob;
  readonly contentType: string;
  readonly originalName: string;
}

function write(call: OperationCall, key: string, { content, ...attributes }: Written): Promise<void> {
  return storeOf(call.frame, placeOf(call)).write(key, content, attributes);
}
