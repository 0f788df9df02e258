import { Type } from "@sinclair/typebox";
import type { RouteDescription } from "../../model/route-description.ts";
import { DateText, FORM_TYPE } from "../../model/wire-types.ts";

const Backup = Type.Object({ key: Type.String(), size: Type.Integer(), modified: DateText }, { $id: "Backup" });

const KeyBody = Type.Object({
  key: Type.Optional(
    Type.String({
      description: "The passphrase or private key of an encrypted backup. Default: that of the environment",
    }),
  ),
});

const Verification = Type.Object({
  files: Type.Integer(),
  bytes: Type.Integer({ description: "Of all files once they are extracted" }),
  collections: Type.Integer(),
  problems: Type.Array(Type.String(), { description: "Without any, the backup can be restored" }),
});

/** What the document of the API says of the backup routes. */
export const backupApi = {
  list: { id: "listBackups", summary: "Lists the backups", answer: Type.Array(Backup) },
  create: {
    id: "createBackup",
    summary: "Creates a backup and answers when it is done",
    body: Type.Object({
      name: Type.Optional(Type.String({ pattern: String.raw`^([a-z0-9_-]+\.zip)?$`, maxLength: 150 })),
    }),
    answer: null,
  },
  upload: {
    id: "uploadBackup",
    summary: "Adds a backup that was made elsewhere",
    body: Type.Object({ file: Type.String({ format: "binary" }) }),
    bodyTypes: [FORM_TYPE],
    answer: null,
  },
  download: {
    id: "downloadBackup",
    summary: "Downloads a backup",
    query: Type.Object({ token: Type.String({ description: "The file token of a superuser" }) }),
    answer: Type.String({ format: "binary" }),
    answerType: "application/zip",
    errors: [403],
  },
  delete: { id: "deleteBackup", summary: "Deletes a backup", answer: null, errors: [400] },
  restore: {
    id: "restoreBackup",
    summary: "Replaces all data with a backup",
    details: "The answer comes before the server exchanges its data, which ends all connections.",
    body: KeyBody,
    answer: null,
    errors: [400],
  },
  verify: {
    id: "verifyBackup",
    summary: "Reads a backup to its end and opens its databases, and says whether it can be restored",
    body: KeyBody,
    answer: Verification,
    errors: [400],
  },
} satisfies Record<string, RouteDescription>;
