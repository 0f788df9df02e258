import type { SendOptions } from "pocketbase";
import { createStore } from "../state/store.ts";
import { client } from "./client.ts";

/** So long a reader waits without a word. */
const SLOW_MS = 8000;

interface Pending {
  readonly sentMs: number;
  readonly controller: AbortController;
}

const pending = new Set<Pending>();

/** Whether the server has left a request unanswered for long. */
export const isServerSlow = createStore(false);

/** Gives up all requests that are slow. Their pages say so, and keep what was entered. */
export function stopWaiting(): void {
  for (const { controller } of slowOnes()) controller.abort();
}

/** Watches every request from now on, except those that can be stopped where they were started. */
export function watchRequests(): void {
  const send = client.send.bind(client);
  client.send = <T>(path: string, options: SendOptions): Promise<T> =>
    options.signal == null && options.fetch === undefined ? watched<T>(send, path, options) : send<T>(path, options);
}

async function watched<T>(send: typeof client.send, path: string, options: SendOptions): Promise<T> {
  const request = { sentMs: Date.now(), controller: new AbortController() };
  pending.add(request);
  const timer = setTimeout(update, SLOW_MS);
  try {
    return await send<T>(path, { ...options, signal: request.controller.signal });
  } finally {
    clearTimeout(timer);
    pending.delete(request);
    update();
  }
}

function slowOnes(): Pending[] {
  return [...pending].filter(({ sentMs }) => Date.now() - sentMs >= SLOW_MS);
}

function update(): void {
  const isSlow = slowOnes().length > 0;
  if (isSlow !== isServerSlow.get()) isServerSlow.set(isSlow);
}
