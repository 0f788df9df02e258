import { HostCollection } from "./collection.ts";
import { MailerMessage } from "./mail.ts";
import { authUser } from "./oauth2-provider.ts";
import { ownValues } from "./own-values.ts";
import { HostClient, SubscriptionMessage } from "./realtime.ts";
import type { HostRecord } from "./record.ts";
import { Settings } from "./settings.ts";
import { Duration } from "./duration.ts";
import { HostField } from "./field.ts";

/** The value of an event's property as scripts see it. */
export function shownValue(kind: string, name: string, value: unknown): unknown {
  if (name === "idleTimeout" || name === "maxTimeout") return new Duration(Number(value));
  if (typeof value !== "object" || value === null) return value;
  switch (name) {
    case "fileField":
      return new HostField("file", value as Readonly<Record<string, unknown>>);
    case "message":
      return kind.startsWith("onMailer") ? MailerMessage.fromWire(value) : new SubscriptionMessage(value);
    case "client":
      return new HostClient(value as ConstructorParameters<typeof HostClient>[0]);
    case "settings":
    case "newSettings":
    case "oldSettings":
      return new Settings(value);
    case "oAuth2User":
      return authUser(value);
    case "collections":
      return (value as readonly number[]).map((key) => HostCollection.fromKey(key));
    case "result":
      return new ListResult(value);
    default:
      return value;
  }
}

/** The same on its way back. */
export function sentValue(value: unknown): unknown {
  if (value instanceof MailerMessage) return MailerMessage.toWire(value);
  if (value instanceof SubscriptionMessage) return value.toWire();
  if (value instanceof HostClient) return value.id();
  if (value instanceof HostField) return HostField.json(value);
  // Their list can't be changed.
  if (Array.isArray(value) && value.some((item) => item instanceof HostCollection)) return null;
  if (value instanceof Settings || value instanceof ListResult) return ownValues(value);
  return value;
}

/** What a list request answers: numbers, and the records of the page. */
export class ListResult {
  #items: HostRecord[] = [];

  constructor(numbers: object) {
    Object.assign(this, numbers);
  }

  get items(): HostRecord[] {
    return this.#items;
  }

  set items(items: HostRecord[]) {
    this.#items = items;
  }

  toJSON(): object {
    return { items: this.#items, ...ownValues(this) };
  }
}
