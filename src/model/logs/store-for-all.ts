import type { Context } from "../context.ts";
import { questions } from "../protocol/bus-topics.ts";

/** Has this instance store what it has logged when any instance asks for that. */
export function answerForLogs({ bus, logs }: Context): void {
  bus.respond(questions.storeLogs, async () => {
    await logs.flush();
    return true as const;
  });
}

/** Resolves when all instances have stored what they have logged so far. */
export async function storeLogsOfAll({ bus }: Context): Promise<void> {
  await bus.request(questions.storeLogs, null);
}
