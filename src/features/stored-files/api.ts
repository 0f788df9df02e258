import { Type } from "@sinclair/typebox";
import type { RouteDescription } from "../../model/route-description.ts";
import { DateText } from "../../model/wire-types.ts";
import { OrphanKeys } from "./remove-orphans.ts";

const Nullable = Type.Union([Type.String(), Type.Null()]);

const StoredFile = Type.Object({
  key: Type.String(),
  size: Type.Integer(),
  modified: DateText,
  collection: Nullable,
  record: Nullable,
  name: Type.Union([Type.String(), Type.Null()], { description: "Of thumbs that of the original" }),
  isThumb: Type.Boolean(),
  field: Nullable,
  orphan: Type.Union([Type.String(), Type.Null()], {
    description: "Why it belongs to no record: noCollection, noRecord or noValue. Null in the first hour.",
  }),
});

/** What the document of the API says of the routes of stored files. */
export const storedFilesApi = {
  list: {
    id: "listStoredFiles",
    summary: "Lists the files that are stored, on the disk or in the bucket, page by page",
    details: "Baobox's own. A page may have fewer files than its limit; the last one has `next: null`.",
    query: Type.Object({
      folder: Type.Optional(Type.String({ description: "The id of a collection, or a folder within it" })),
      after: Type.Optional(Type.String({ description: "`next` of the page before" })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 500 })),
    }),
    answer: Type.Object({ files: Type.Array(StoredFile), next: Nullable }),
    errors: [400],
  },
  removeOrphans: {
    id: "removeOrphans",
    summary: "Deletes stored files that belong to no record",
    details: "Each is checked again: files with an owner, and those of the last hour, stay.",
    body: OrphanKeys,
    answer: Type.Object({
      removed: Type.Array(Type.String()),
      kept: Type.Array(
        Type.Object({
          key: Type.String(),
          reason: Type.String({ description: "owned, new, missing or failed" }),
        }),
      ),
    }),
    errors: [400],
  },
} satisfies Record<string, RouteDescription>;
