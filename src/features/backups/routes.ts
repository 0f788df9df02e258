import type { Route } from "../../model/route.ts";
import { createBackup } from "./create.ts";
import { deleteBackup } from "./delete.ts";
import { downloadBackup } from "./download.ts";
import { listBackups } from "./list.ts";
import { restoreBackup } from "./restore.ts";
import { uploadBackup } from "./upload.ts";

export const backupRoutes: readonly Route[] = [
  { method: "GET", path: "/api/backups", access: "superuser", handle: listBackups },
  { method: "POST", path: "/api/backups", access: "superuser", handle: createBackup },
  { method: "POST", path: "/api/backups/upload", access: "superuser", maxBodyBytes: null, handle: uploadBackup },
  // Browsers download it, so it takes the file token of a superuser.
  { method: "GET", path: "/api/backups/:key", handle: downloadBackup },
  { method: "DELETE", path: "/api/backups/:key", access: "superuser", handle: deleteBackup },
  { method: "POST", path: "/api/backups/:key/restore", access: "superuser", handle: restoreBackup },
];
