import type { Operations } from "../operation.ts";
import { apiOperations } from "./apis.ts";
import { checkOperations } from "./checks.ts";
import { collectionOperations } from "./collections.ts";
import { cronOperations } from "./crons.ts";
import { eventOperations } from "./events.ts";
import { fileSystemOperations } from "./file-systems.ts";
import { fileOperations } from "./files.ts";
import { finderOperations } from "./finders.ts";
import { formOperations } from "./forms.ts";
import { httpOperations } from "./http.ts";
import { mailOperations } from "./mail.ts";
import { realtimeOperations } from "./realtime.ts";
import { oauth2Operations } from "./oauth2.ts";
import { osOperations } from "./os.ts";
import { recordAccessOperations } from "./record-access.ts";
import { recordOperations } from "./records.ts";
import { requestOperations } from "./requests.ts";
import { serverOperations } from "./server.ts";
import { settingsOperations } from "./settings.ts";
import { sqlOperations } from "./sql.ts";
import { storeOperations } from "./store.ts";
import { systemOperations } from "./system.ts";
import { tableOperations } from "./tables.ts";
import { textOperations } from "./texts.ts";
import { transactionOperations } from "./transactions.ts";

/** All that hook files can ask of the server, by the name that `runtime/` calls it by. */
export const operations: Operations = {
  ...apiOperations,
  ...checkOperations,
  ...collectionOperations,
  ...cronOperations,
  ...eventOperations,
  ...fileOperations,
  ...fileSystemOperations,
  ...finderOperations,
  ...formOperations,
  ...httpOperations,
  ...mailOperations,
  ...realtimeOperations,
  ...oauth2Operations,
  ...osOperations,
  ...recordAccessOperations,
  ...recordOperations,
  ...requestOperations,
  ...serverOperations,
  ...settingsOperations,
  ...sqlOperations,
  ...storeOperations,
  ...systemOperations,
  ...tableOperations,
  ...textOperations,
  ...transactionOperations,
};
