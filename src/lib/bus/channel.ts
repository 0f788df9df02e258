import type { CommitOrder } from "../bus.ts";

/** What travels between an instance and the hub: a head for whoever passes it on, and a body (JSON text) that only its receiver reads. */
export interface Frame {
  readonly head: InstanceHead | HubHead;
  /** "" for nothing. */
  readonly body: string;
}

/** What an instance sends. `id` is its own number of what it waits for. */
export type InstanceHead =
  | { readonly type: "publish"; readonly name: string }
  | { readonly type: "append"; readonly name: string; readonly order?: CommitOrder | undefined }
  | {
      readonly type: "ask";
      readonly id: number;
      readonly name: string;
      /** Only those that care for one of them are asked; null: all are. */
      readonly keys: readonly string[] | null;
      readonly deadlineMs: number;
      readonly isForOne: boolean;
    }
  /** To a question with the hub's number; the body is a list of answers, or what went wrong. */
  | { readonly type: "answer"; readonly id: number; readonly isFailure: boolean }
  | { readonly type: "care"; readonly id: number; readonly name: string; readonly key: string }
  | { readonly type: "ignore"; readonly name: string; readonly key: string }
  | { readonly type: "call"; readonly id: number; readonly name: string };

/** What the hub sends. */
export type HubHead =
  /** The first. */
  | { readonly type: "welcome"; readonly epoch: string; readonly positions: Readonly<Record<string, number>> }
  | { readonly type: "lead" }
  | { readonly type: "told"; readonly name: string }
  | { readonly type: "entry"; readonly name: string; readonly seq: number }
  /** `id` is the hub's number. */
  | { readonly type: "question"; readonly id: number; readonly name: string }
  /** What the instance waited for under that number of its own. */
  | { readonly type: "done"; readonly id: number; readonly isFailure: boolean };

/** One end of a connection between an instance and the hub. Frames arrive whole and in order, or the connection ends. */
export interface Channel {
  /** Must not throw or wait; a receiver that can't keep up loses its connection. */
  send(frame: Frame): void;
  /** Set once, at once after the channel was made. */
  onFrame: (frame: Frame) => void;
  /** Called once, when no frames will come any more. */
  onClose: () => void;
}
