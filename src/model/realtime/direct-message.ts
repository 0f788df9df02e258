import type { Context } from "../context.ts";
import type { DirectMessage } from "../protocol/client-messages.ts";
import { questions } from "../protocol/bus-topics.ts";

/**
 * Sends a message to the realtime client of that id. Resolves to whether there is one with that subscription.
 * Features that answer a client over its stream (OAuth2 with `@oauth2`) use it, on whichever worker the stream is.
 */
export async function sendToRealtimeClient(context: Context, message: DirectMessage): Promise<boolean> {
  const answers = await context.bus.request(questions.directMessage, message);
  return answers.includes(true);
}
