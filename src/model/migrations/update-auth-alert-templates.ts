import type { Transaction } from "../../database/engine.ts";
import type { CollectionRow } from "../collections/collection-row.ts";
import { collectionFromRow, updateCollection } from "../collections/collection-row.ts";
import { defaultTemplates } from "../collections/email-templates.ts";

/** What the mail said before it named the new location. */
const formerBody = [
  "<p>Hello,</p>",
  "<p>We noticed a login to your {APP_NAME} account from a new location.</p>",
  "<p>If this was you, you may disregard this email.</p>",
  "<p><strong>If this wasn't you, you should immediately change your {APP_NAME} account password to revoke access from all other locations.</strong></p>",
  "<p>",
  "  Thanks,<br/>",
  "  {APP_NAME} team",
  "</p>",
].join("\n");

/** Gives collections whose users never changed the alert about a new location its present text. */
export async function updateAuthAlertTemplates(transaction: Transaction): Promise<void> {
  for (const row of await transaction.all<CollectionRow>(`SELECT * FROM "_collections" WHERE "type" = 'auth'`)) {
    const collection = collectionFromRow(row);
    if (collection.type !== "auth") continue;
    const { authAlert } = collection.options;
    if (authAlert.emailTemplate.body.replaceAll("\r\n", "\n").trim() !== formerBody) continue;
    const emailTemplate = { ...authAlert.emailTemplate, body: defaultTemplates.authAlert.body };
    const options = { ...collection.options, authAlert: { ...authAlert, emailTemplate } };
    const { sql, parameters } = updateCollection({ ...collection, options });
    await transaction.run(sql, parameters);
  }
}
