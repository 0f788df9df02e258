// How what nodes send each other is written: payloads of notifications, and the batches in them.

/** On which nodes hear of messages. */
export const MESSAGE_CHANNEL = "baobox_message";

/** PostgreSQL refuses payloads of 8,000 bytes. */
export const MAX_PAYLOAD_BYTES = 7_900;

/** A frame for one node, or for all others (null). */
export interface Letter {
  readonly to: string | null;
  readonly frame: string;
}

export type Payload =
  /** A batch of the sender's, in its order. */
  | { readonly kind: "batch"; readonly from: string; readonly number: number; readonly content: string }
  /** As above, in `bb.message`. */
  | { readonly kind: "stored"; readonly from: string; readonly number: number }
  /** The sender can't give its batches up to that number any more. */
  | { readonly kind: "lost"; readonly from: string; readonly number: number }
  /** That is the number of the sender's last batch. */
  | { readonly kind: "at"; readonly from: string; readonly number: number }
  /** The sender has these batches of the others and may have missed later ones. All answer by "at", after what is missing. */
  | { readonly kind: "wanted"; readonly from: string; readonly have: Readonly<Record<string, number>> };

export function writePayload(payload: Payload): string {
  const { kind, from } = payload;
  if (kind === "wanted") return `${kind} ${from} 0\n${JSON.stringify(payload.have)}`;
  return `${kind} ${from} ${payload.number}\n${kind === "batch" ? payload.content : ""}`;
}

export function readPayload(text: string): Payload {
  const end = text.indexOf("\n");
  const [kind, from = "", number] = text.slice(0, end).split(" ");
  const rest = text.slice(end + 1);
  switch (kind) {
    case "batch":
      return { kind, from, number: Number(number), content: rest };
    case "stored":
    case "lost":
    case "at":
      return { kind, from, number: Number(number) };
    case "wanted":
      return { kind, from, have: JSON.parse(rest) as Record<string, number> };
    case undefined:
    default:
      throw new Error(`a node sent ${text.slice(0, 40)}`);
  }
}

export function writeLetters(letters: readonly Letter[]): string {
  return letters.map(({ to, frame }) => `${to ?? "*"} ${frame.length}\n${frame}`).join("");
}

export function* readLetters(content: string): Generator<Letter> {
  for (let at = 0; at < content.length;) {
    const end = content.indexOf("\n", at);
    const [to = "", length] = content.slice(at, end).split(" ");
    at = end + 1 + Number(length);
    yield { to: to === "*" ? null : to, frame: content.slice(end + 1, at) };
  }
}
