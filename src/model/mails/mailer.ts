import type { Mailer } from "../../lib/mail/message.ts";
import { createSendmailMailer, createSmtpMailer, findSendmail } from "../../lib/mail/transports.ts";
import { traced } from "../../lib/tracing.ts";
import type { Context } from "../context.ts";

/** Sends by the settings as they are when it sends: over SMTP, or by `sendmail` where that is off; with the hooks around it. */
export function createMailer(context: Context): Mailer {
  return {
    async send(message) {
      const { smtp } = context.settings.current();
      const mailer = smtp.enabled ? createSmtpMailer(smtp) : createSendmailMailer();
      const values = { "baobox.mail.transport": smtp.enabled ? "smtp" : "sendmail" };
      await context.hooks.onMailerSend.trigger({ context, mailer, message }, [], (event) =>
        traced(context.tracing, { name: "mail", kind: "client", values }, () =>
          context.meters.mails.measure(() => event.mailer.send(event.message)),
        ),
      );
    },
  };
}

/** Whether anything was set up that mails could be sent with: SMTP, a `sendmail`, or hooks. */
export function canSendMails({ settings, hooks }: Context): boolean {
  return settings.current().smtp.enabled || !hooks.onMailerSend.isEmpty || findSendmail() !== null;
}
