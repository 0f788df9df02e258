import type { Context } from "../context.ts";
import type { ClientChange } from "../protocol/client-messages.ts";
import { questions } from "../protocol/bus-topics.ts";

/** Resolves to whether there is such a client. */
export async function changeRealtimeClient(context: Context, change: ClientChange): Promise<boolean> {
  const answers = await context.bus.request(questions.clientChange, change);
  return answers.includes(true);
}
