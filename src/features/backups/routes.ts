import type { Route } from "../../model/route.ts";
import { createBackup } from "./create.ts";
import { deleteBackup } from "./delete.ts";
import { downloadBackup } from "./download.ts";
import { listBackups } from "./list.ts";
import { restoreBackup } from "./restore.ts";
import { uploadBackup } from "./upload.ts";
import { verifyBackup } from "./verify.ts";
import { backupApi as api } from "./openapi.ts";

export const backupRoutes: readonly Route[] = [
  { method: "GET", path: "/api/backups", access: "superuser", handle: listBackups, describe: api.list },
  { method: "POST", path: "/api/backups", access: "superuser", handle: createBackup, describe: api.create },
  {
    method: "POST",
    path: "/api/backups/upload",
    access: "superuser",
    maxBodyBytes: null,
    handle: uploadBackup,
    describe: api.upload,
  },
  // Browsers download it, so it takes the file token of a superuser.
  { method: "GET", path: "/api/backups/:key", handle: downloadBackup, describe: api.download },
  { method: "DELETE", path: "/api/backups/:key", access: "superuser", handle: deleteBackup, describe: api.delete },
  {
    method: "POST",
    path: "/api/backups/:key/restore",
    access: "superuser",
    handle: restoreBackup,
    describe: api.restore,
  },
  {
    method: "POST",
    path: "/api/backups/:key/verify",
    access: "superuser",
    handle: verifyBackup,
    describe: api.verify,
  },
];
