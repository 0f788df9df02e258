import { toText } from "../../lib/convert.ts";
import type { SentMessage } from "../wire-mail.ts";
import { appKey } from "./app-key.ts";
import { notAnother, textArgument } from "./go-arguments.ts";
import { fieldsOf, goFields } from "./go-struct.ts";
import { Reader } from "./reader.ts";
import { HostRecord } from "./record.ts";
import { call } from "./server.ts";
import { TypedObject } from "./typed-object.ts";
import { bytesOf, nilList, nilMap } from "./values.ts";

/** Go's mail.Address. */
class Address extends TypedObject {
  declare name: string;
  declare address: string;

  constructor(name: string, address: string) {
    super({ name, address });
    Object.seal(this);
  }

  [goFields](): [string, unknown][] {
    return [
      ["Name", this.name],
      ["Address", this.address],
    ];
  }

  string(): string {
    const address = this.address.includes("@") ? this.address : `${this.address}@`;
    return this.name === "" ? `<${address}>` : `"${this.name.replaceAll(/["\\]/g, "\\$&")}" <${address}>`;
  }

  override toString(): string {
    return this.string();
  }
}

const GO_ORDER = "from to bcc cc subject html text headers attachments inlineAttachments".split(" ");

/** A mail. Attachments are readers by name. */
export class MailerMessage {
  declare from: Address;
  declare to: Address[];
  declare cc: Address[];
  declare bcc: Address[];
  declare subject: string;
  declare html: string;
  declare text: string;
  declare headers: Record<string, unknown>;
  declare attachments: Record<string, unknown>;
  declare inlineAttachments: Record<string, unknown>;

  constructor(data: unknown = {}) {
    const given = (data ?? {}) as Partial<Record<keyof MailerMessage, unknown>>;
    defineTyped(this, "from", [addressOf(given.from), assignedAddress]);
    for (const name of ["to", "bcc", "cc"] as const)
      defineTyped(this, name, [addressesOf(given[name]), assignedAddresses]);
    for (const name of ["subject", "html", "text"] as const)
      defineTyped(this, name, [toText(given[name]), textArgument]);
    defineTyped(this, "headers", [headersOf(given.headers), headersOf]);
    for (const name of ["attachments", "inlineAttachments"] as const)
      defineTyped(this, name, [nilMap(given[name] as object | null | undefined), assignedReaders]);
    Object.seal(this);
  }

  [goFields](): [string, unknown][] {
    return fieldsOf(this, GO_ORDER);
  }

  static fromWire(value: object): MailerMessage {
    const { attachments, headers, ...rest } = value as SentMessage;
    const readers = (isInline: boolean): Record<string, Reader> => {
      const wanted = attachments.filter((one) => one.isInline === isInline);
      return Object.fromEntries(
        wanted.map(({ name, content }) => [name, new Reader(() => Uint8Array.fromBase64(content))]),
      );
    };
    return new MailerMessage({
      ...rest,
      headers,
      attachments: readers(false),
      inlineAttachments: readers(true),
    });
  }

  static toWire(message: MailerMessage): SentMessage {
    const { from, to, cc, bcc, subject, html, text, headers, attachments, inlineAttachments } = message;
    return {
      from: addressOf(from),
      to: addressesOf(to),
      cc: addressesOf(cc),
      bcc: addressesOf(bcc),
      subject: toText(subject),
      html: toText(html),
      text: toText(text),
      headers: Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, toText(value)])),
      attachments: [...contents(attachments, false), ...contents(inlineAttachments, true)],
    };
  }
}

/** A property that makes its type of what it is given. */
function defineTyped(object: object, name: string, [start, convert]: [unknown, (given: unknown) => unknown]): void {
  let value = start;
  Object.defineProperty(object, name, {
    enumerable: true,
    get: () => value,
    set: (given: unknown) => {
      value = convert(given);
    },
  });
}

/** By names, as texts. */
function headersOf(value: unknown): Record<string, unknown> {
  const entries = Object.entries((value ?? {}) as object).map(([name, one]) => [name, textArgument(one)]);
  return nilMap(Object.fromEntries(entries) as object);
}

function assignedAddresses(value: unknown): Address[] {
  if (value === null || value === undefined || Array.isArray(value)) return addressesOf(value);
  throw new TypeError("Go struct conversion error: cannot convert the value to []mail.Address");
}

function assignedAddress(value: unknown): Address {
  if (typeof value === "object" || value === undefined) return addressOf(value);
  throw notAnother(value, "mail.Address");
}

function assignedReaders(value: unknown): Record<string, unknown> {
  const readers = Object.entries((value ?? {}) as object) as [string, unknown][];
  const wrong = readers.find(([, reader]) => !(reader instanceof Reader));
  if (wrong !== undefined) throw notAnother(wrong[1], "io.Reader");
  return nilMap(Object.fromEntries(readers));
}

function addressOf(value: unknown): Address {
  const { name, address } = (value ?? {}) as Partial<Address>;
  return new Address(toText(name), toText(address));
}

function addressesOf(value: unknown): Address[] {
  return Array.isArray(value) ? value.map(addressOf) : nilList();
}

function contents(readers: Readonly<Record<string, unknown>> | null, isInline: boolean): SentMessage["attachments"] {
  return Object.entries(readers ?? {}).map(([name, content]) => {
    const bytes = content instanceof Reader ? content.readBytes() : bytesOf(content);
    return { name, content: bytes.toBase64(), isInline };
  });
}

/** `$app.newMailClient()` and `e.mailer` */
export class MailClient {
  readonly #app: number;

  constructor(app: number) {
    this.#app = app;
  }

  send(message: unknown): void {
    const whole = message instanceof MailerMessage ? message : new MailerMessage(message);
    call("mail.send", this.#app, [MailerMessage.toWire(whole)]);
  }
}

/** `$mails` */
export const mails = {
  sendRecordPasswordReset: (app: unknown, record: unknown): void => send("passwordReset", app, record),
  sendRecordVerification: (app: unknown, record: unknown): void => send("verification", app, record),
  sendRecordChangeEmail: (app: unknown, record: unknown, newEmail: unknown): void =>
    send("emailChange", app, record, newEmail),
  sendRecordOTP: (app: unknown, record: unknown, ...otp: readonly unknown[]): void => send("otp", app, record, ...otp),
  sendRecordAuthAlert: (app: unknown, record: unknown, info: unknown = ""): void =>
    send("authAlert", app, record, info),
};

function send(kind: string, app: unknown, ...[record, ...more]: readonly unknown[]): void {
  if (!(record instanceof HostRecord)) throw new TypeError("could not convert the argument to a record");
  call("mail.record", appKey(app), [kind, record, ...more]);
}
