import { deleteExpiredMfas, deleteExpiredOtps } from "../../model/auth/cleanup-jobs.ts";
import { isStorableName, readBackup } from "../../model/backups/find-backup.ts";
import { createBackup } from "../../model/backups/create-backup.ts";
import { restoreBackup } from "../../model/backups/restore-backup.ts";
import { syncTable } from "../../model/schema-changes/sync-table.ts";
import { inTransaction } from "../../model/context.ts";
import { deleteLogsUntil } from "../../model/logs/cleanup-job.ts";
import type { Operations } from "../operation.ts";

/** What handlers ask of the server as a whole. */
export const serverOperations: Operations = {
  async "backups.create"(call) {
    const name = call.text(0);
    if (name !== "" && !isStorableName(name)) throw new Error(`a backup can't be named "${name}"`);
    await createBackup(call.context, name);
  },

  /** The server ends all requests and starts anew with the data of the backup. */
  async "backups.restore"(call) {
    const name = call.text(0);
    if ((await readBackup(call.context, name)) === null) {
      throw new Error(`missing or invalid backup file "${name}" to restore`);
    }
    await restoreBackup(call.context, name);
  },

  "server.restart"({ context }) {
    if (context.lifecycle.restart === null) throw new Error("only a running server can restart");
    context.lifecycle.restart({ keep: null });
  },

  async "server.migrate"(call) {
    await call.frame.parts.applyMigrations(call.writeContext);
  },

  "logs.deleteUntil": (call) => deleteLogsUntil(call.auxiliary, call.text(0)),

  "auth.deleteExpired": (call) =>
    call.text(0) === "_mfas" ? deleteExpiredMfas(call.writeContext) : deleteExpiredOtps(call.writeContext),

  /** The new and the old state of a collection. */
  "collection.syncTable": (call) =>
    inTransaction(call.writeContext, ({ connection }) => syncTable(connection, call.collection(0), call.collection(1))),
};
