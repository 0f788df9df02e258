import { newMessage } from "../../lib/mail/message.ts";
import { superusers } from "../auth/superusers.ts";
import type { Context } from "../context.ts";
import { escapeHtml } from "./fill-template.ts";
import { mailLayout } from "./mail-layout.ts";
import { createMailer } from "./mailer.ts";

const MAX_RECIPIENTS = 50;

interface FailedBackup {
  readonly name: string;
  readonly reason: string;
}

/** Tells the superusers that an automatic backup failed. Never rejects: what can't be sent is logged. */
export async function sendBackupAlert(context: Context, { name, reason }: FailedBackup): Promise<void> {
  const { meta } = context.settings.current();
  try {
    const table = context.connection.dialect.quote(superusers(context).name);
    const rows = await context.connection.all<{ email: string }>(
      `SELECT "email" FROM ${table} WHERE "email" != '' ORDER BY "created" LIMIT ${MAX_RECIPIENTS}`,
    );
    if (rows.length === 0) return;
    const facts = [
      `The automatic backup ${name} of ${meta.appName} failed: ${reason}`,
      "The next automatic backup runs at the scheduled time. Earlier backups were kept.",
    ];
    const message = newMessage({
      from: { name: meta.senderName, address: meta.senderAddress },
      to: [],
      // Superusers need not learn each other's addresses.
      bcc: rows.map(({ email }) => ({ name: "", address: email })),
      subject: `${meta.appName}: the automatic backup failed`,
      html: mailLayout(facts.map((fact) => `<p>${escapeHtml(fact)}</p>`).join("\n")),
    });
    await createMailer(context).send(message);
  } catch (error) {
    context.log.error("failed to mail that a backup failed", { error: String(error) });
  }
}
