export interface MailAddress {
  /** "" where only the address is known. */
  name: string;
  address: string;
}

export interface MailAttachment {
  name: string;
  content: Uint8Array;
  /** Shown within the HTML, which names it as `cid:<name>`. */
  isInline: boolean;
}

/** A mail before it is sent. Hooks may change all of it. */
export interface MailMessage {
  from: MailAddress;
  to: MailAddress[];
  cc: MailAddress[];
  bcc: MailAddress[];
  subject: string;
  html: string;
  /** "" makes it from the HTML. */
  text: string;
  headers: Record<string, string>;
  attachments: MailAttachment[];
}

export interface Mailer {
  /** Resolves once the next server has taken the mail; rejects within a limited time where it does not. */
  send(message: MailMessage): Promise<void>;
}

/** A mail with what is given and nothing else. */
export function newMessage(parts: Pick<MailMessage, "from" | "to"> & Partial<MailMessage>): MailMessage {
  return { cc: [], bcc: [], subject: "", html: "", text: "", headers: {}, attachments: [], ...parts };
}
