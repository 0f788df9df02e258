import { type MailMessage, newMessage } from "../lib/mail/message.ts";

/** A mail on its way: the same, with the content of attachments as base64. */
export interface SentMessage extends Omit<MailMessage, "attachments"> {
  readonly attachments: readonly { readonly name: string; readonly content: string; readonly isInline: boolean }[];
}

export function sentMessage(message: MailMessage): SentMessage {
  const attachments = message.attachments.map(({ content, ...rest }) => ({
    ...rest,
    content: Buffer.from(content).toString("base64"),
  }));
  return { ...message, attachments };
}

export function messageOf({ attachments, ...message }: SentMessage): MailMessage {
  return newMessage({
    ...message,
    attachments: attachments.map(({ content, ...rest }) => ({ ...rest, content: Uint8Array.fromBase64(content) })),
  });
}
