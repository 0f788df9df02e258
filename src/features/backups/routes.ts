import { loadedAtCall, loadedParts } from "../../lib/lazy.ts";
import type { Route } from "../../model/route.ts";

const api = loadedParts(async () => (await import("./openapi.ts")).backupApi);

export const backupRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/api/backups",
    access: "superuser",
    handle: loadedAtCall(async () => (await import("./list.ts")).listBackups),
    describe: api("list"),
  },
  {
    method: "POST",
    path: "/api/backups",
    access: "superuser",
    handle: loadedAtCall(async () => (await import("./create.ts")).createBackup),
    describe: api("create"),
  },
  {
    method: "POST",
    path: "/api/backups/upload",
    access: "superuser",
    maxBodyBytes: null,
    handle: loadedAtCall(async () => (await import("./upload.ts")).uploadBackup),
    describe: api("upload"),
  },
  // Browsers download it, so it takes the file token of a superuser.
  {
    method: "GET",
    path: "/api/backups/:key",
    handle: loadedAtCall(async () => (await import("./download.ts")).downloadBackup),
    describe: api("download"),
  },
  {
    method: "DELETE",
    path: "/api/backups/:key",
    access: "superuser",
    handle: loadedAtCall(async () => (await import("./delete.ts")).deleteBackup),
    describe: api("delete"),
  },
  {
    method: "POST",
    path: "/api/backups/:key/restore",
    access: "superuser",
    handle: loadedAtCall(async () => (await import("./restore.ts")).restoreBackup),
    describe: api("restore"),
  },
  {
    method: "POST",
    path: "/api/backups/:key/verify",
    access: "superuser",
    handle: loadedAtCall(async () => (await import("./verify.ts")).verifyBackup),
    describe: api("verify"),
  },
];
