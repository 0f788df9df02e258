import { type MailAddress, newMessage } from "../../lib/mail/message.ts";
import { createMailer } from "../../model/mails/mailer.ts";
import type { MailApi, Recipient } from "../app-api.ts";
import { type ApiScope, onHost } from "../api-scope.ts";

export function createMailApi(scope: ApiScope): MailApi {
  return {
    send: ({ to, from, cc = [], bcc = [], ...parts }) =>
      onHost(scope, async (context) => {
        const { senderName, senderAddress } = context.settings.current().meta;
        const message = newMessage({
          ...parts,
          from: addressOf(from ?? { name: senderName, address: senderAddress }),
          to: (isList(to) ? to : [to]).map(addressOf),
          cc: cc.map(addressOf),
          bcc: bcc.map(addressOf),
        });
        await createMailer(context).send(message);
      }),
  };
}

function isList(to: Recipient | readonly Recipient[]): to is readonly Recipient[] {
  return Array.isArray(to);
}

function addressOf(recipient: Recipient): MailAddress {
  return typeof recipient === "string" ? { name: "", address: recipient } : { ...recipient };
}
