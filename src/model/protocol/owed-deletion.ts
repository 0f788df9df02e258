import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";

/** The deletion of a stored file, a folder or an upload that failed and is tried again. */
export const OwedDeletion = Type.Object({
  id: Type.String(),
  store: Type.Union([Type.Literal("files"), Type.Literal("backups")]),
  /** Where the store was then, by `ConfiguredStore.place`. */
  place: Type.String(),
  kind: Type.Union([Type.Literal("file"), Type.Literal("folder"), Type.Literal("upload")]),
  key: Type.String(),
  uploadId: Type.Union([Type.String(), Type.Null()]),
  /** A date as records have it. */
  since: Type.String(),
  /** Of folders: whether something was written there since. */
  reused: Type.Boolean(),
});
export type OwedDeletion = Static<typeof OwedDeletion>;
