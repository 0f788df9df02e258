/** The first line of what nodes send one another; the rest is a body in JSON, which may be empty. */
export type NodeHead =
  | { readonly type: "publish"; readonly name: string }
  /** Answered by "answer", and by "busy" as long as that takes. */
  | { readonly type: "ask"; readonly id: number; readonly name: string }
  | { readonly type: "answer"; readonly id: number; readonly isFailure: boolean }
  | { readonly type: "busy"; readonly id: number }
  /** Answered by an empty "answer". */
  | { readonly type: "care"; readonly id: number; readonly key: string }
  | { readonly type: "ignore"; readonly key: string }
  /** The sender has come, or may have missed something; the body is the list of all that it cares for. Answered by "welcome". */
  | { readonly type: "hello"; readonly id: number }
  /** The body is the list of all that the sender cares for. */
  | { readonly type: "welcome"; readonly id: number }
  /** The sender did not wait for the receiver with a question that the receiver cared for. Answered by "passed-over-heard". */
  | { readonly type: "passed-over"; readonly count: number }
  | { readonly type: "passed-over-heard"; readonly count: number }
  /** To the leader. `open` is the lowest number of those that the sender still waits for. */
  | { readonly type: "call"; readonly id: number; readonly name: string; readonly open: number }
  | { readonly type: "done"; readonly id: number; readonly isFailure: boolean }
  /** The receiver of a call does not lead. */
  | { readonly type: "refused"; readonly id: number }
  /** The sender ends. */
  | { readonly type: "bye" };

export type HeadOf<Type extends NodeHead["type"]> = Extract<NodeHead, { type: Type }>;

export function encodeFrame(head: NodeHead, body = ""): string {
  return `${JSON.stringify(head)}\n${body}`;
}

export function decodeFrame(frame: string): { readonly head: NodeHead; readonly body: string } {
  const end = frame.indexOf("\n");
  return { head: JSON.parse(frame.slice(0, end)) as NodeHead, body: frame.slice(end + 1) };
}

/** What a message is as a body; "" for nothing. */
export function bodyOf(message: unknown): string {
  return JSON.stringify(message) ?? "";
}

export function messageOf(body: string): unknown {
  return body === "" ? undefined : JSON.parse(body);
}

/** A key of a question, as nodes name it to one another. */
export function careKey(name: string, key: string): string {
  return `${name}\n${key}`;
}
