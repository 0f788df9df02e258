import type { Context } from "../../model/context.ts";
import { recordFolder } from "../../model/records/record-files.ts";
import type { FileRef, FileUrlOptions, FilesApi } from "../app-api.ts";
import { type ApiScope, onHost } from "../api-scope.ts";
import { getCollection } from "./get-collection.ts";

export function createFilesApi(scope: ApiScope): FilesApi {
  return {
    read: (file) =>
      onHost(scope, async (context) => {
        const folder = recordFolder(getCollection(context, file.collection), file.id);
        const stored = await context.files.read(`${folder}/${file.name}`);
        if (stored === null) return null;
        const content = await stored.open();
        return content instanceof Blob ? content : new Response(content).blob();
      }),
    url: (file, options = {}) => onHost(scope, (context) => urlOf(context, file, options)),
  };
}

function urlOf(context: Context, file: FileRef, { thumb, token, download }: FileUrlOptions): string {
  const { appURL } = context.settings.current().meta;
  const path = [getCollection(context, file.collection).name, file.id, file.name].map(encodeURIComponent).join("/");
  const query = new URLSearchParams();
  if (thumb !== undefined) query.set("thumb", thumb);
  if (token !== undefined) query.set("token", token);
  if (download === true) query.set("download", "1");
  return `${appURL.replace(/\/+$/, "")}/api/files/${path}${query.size === 0 ? "" : `?${query}`}`;
}
