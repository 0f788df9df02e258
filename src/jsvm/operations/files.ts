import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { NoRowError } from "../../lib/api-error.ts";
import { createUnsavedFile } from "../../model/records/unsaved-file.ts";
import { FILE_REASONS } from "../file-reasons.ts";
import { ofPath, withGoFields } from "../go-fields.ts";
import type { OperationCall, Operations } from "../operation.ts";
import { sendRequest } from "../send-request.ts";
import type { WireFile } from "../wire.ts";

/** Files that are not stored yet, which realms know by their keys. */
export const fileOperations: Operations = {
  async "file.fromPath"(call) {
    const path = call.text(0);
    const info = await stat(path).catch((cause: unknown) => {
      throw statError(path, cause);
    });
    if (!info.isFile()) throw new Error(`read ${path}: is a directory`);
    return made(call, basename(path), Bun.file(path));
  },

  "file.fromBytes": (call) => made(call, call.text(1), new Blob([call.bytes(0)])),

  async "file.fromURL"(call) {
    const url = call.text(0);
    const { status, bytes } = await sendRequest({ url, method: "GET", timeoutSeconds: call.integer(1) });
    if (status < 200 || status > 399) throw new Error(`failed to download url ${url} (${status})`);
    if (bytes.length === 0) throw new Error("cannot create an empty file");
    return made(call, basename(url), new Blob([bytes]));
  },

  /** The same content, under a new name. */
  "file.again": (call) => made(call, call.text(1), call.frame.file(call.integer(0)).content),

  "file.rename"(call) {
    call.frame.file(call.integer(0)).name = call.text(1);
  },

  async "file.read"(call) {
    return call.giveBytes(await call.frame.file(call.integer(0)).content.bytes());
  },
};

function statError(path: string, cause: unknown): Error {
  const { code = "", message } = cause as { code?: string; message: string };
  const reason = FILE_REASONS[code] ?? message;
  const text = `stat ${path}: ${reason}`;
  const error = code === "ENOENT" ? new NoRowError(text) : new Error(text, { cause });
  return withGoFields(error, ofPath("stat", path, reason));
}

async function made({ frame }: OperationCall, name: string, content: Blob): Promise<WireFile> {
  return frame.encodeFile(await createUnsavedFile(name, content));
}
