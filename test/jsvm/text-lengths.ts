import { bodyUseOf } from "../../src/jsvm/await-body.ts";
import type { EventLink } from "../../src/jsvm/events/event-link.ts";
import { Frame } from "../../src/jsvm/frame.ts";
import { createHookParts } from "../../src/jsvm/hook-parts.ts";
import type { Environment } from "../../src/jsvm/runtime/server.ts";
import { ThreadPool } from "../../src/jsvm/thread-pool.ts";
import type { Context } from "../../src/model/context.ts";
import { testApp } from "../support/test-app.ts";

const ENVIRONMENT: Environment = { hooksDir: "", dataDir: "", isDev: false, env: {}, args: [], isMigration: false };

interface TextLengths {
  /** Of the longest JSON text that the thread sent, as a call or as its outcome. */
  readonly sent: number;
  /** Of the longest that it got as an answer. */
  readonly received: number;
}

/** Runs a handler and tells how long the texts of its messages were. Throws what the handler threw. Default: a job, without an event. */
export async function textLengths(
  code: string,
  createEvent: (context: Context) => EventLink | null = () => null,
): Promise<TextLengths> {
  await using app = await testApp();
  const pool = new ThreadPool({ environment: JSON.stringify(ENVIRONMENT), size: 0, timeoutMs: 60_000 });
  const parts = createHookParts({ context: app.context, pool, addCron: () => {}, print: undefined });
  const link = createEvent(app.context);
  const frame = new Frame(parts, link);
  parts.sources.set(1, { code, file: "main.pb.js", line: 1, next: "between", bodyUse: bodyUseOf(code) });
  let [sent, received] = [0, 0];
  try {
    const event = link?.payload(frame, code) ?? null;
    const message = JSON.stringify({ handler: 1, app: 0, collections: frame.snapshotKey(0), event });
    const outcome = await pool.run(
      {
        what: "a job",
        message,
        bytes: frame.bytes,
        async perform(text, place) {
          sent = Math.max(sent, text.length);
          const answer = await frame.perform(text, place);
          received = Math.max(received, answer.length);
          return answer;
        },
      },
      false,
    );
    sent = Math.max(sent, outcome.length);
    frame.finish(outcome);
  } finally {
    frame.close();
    pool.close();
  }
  return { sent, received };
}
