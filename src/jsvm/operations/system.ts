import type { Logger } from "../../lib/log.ts";
import { NoRowError } from "../../lib/api-error.ts";
import { collectionData } from "../collection-draft.ts";
import type { Operations } from "../operation.ts";

const LEVELS: readonly (keyof Logger)[] = ["debug", "info", "warn", "error"];

/** What realms themselves need. */
export const systemOperations: Operations = {
  /** The source of a handler, for a realm that runs it for the first time. */
  "system.source": ({ frame, args }) => frame.parts.sources.get(Number(args[0])),

  /** A collection by its key. */
  "system.collection"({ frame, args }) {
    const collection = frame.parts.collections.find(Number(args[0]));
    if (collection === undefined) throw new NoRowError();
    return collectionData(collection);
  },

  /** On the server, so that a thread that sleeps can be ended. */
  "system.sleep": (call) => Bun.sleep(Math.max(0, call.integer(0))),

  /** What `console` is given. */
  "system.print"(call) {
    const level = levelOf(call.args[0]);
    const { print } = call.frame.parts;
    if (print === undefined) call.context.log[level](call.text(1));
    else print(call.text(1), level === "warn" || level === "error");
  },

  /** Whether entries of a level are kept. */
  "system.logs": (call) => call.context.logs.keeps(call.integer(0)),

  "system.log"(call) {
    call.context.log[levelOf(call.args[0])](call.text(1), call.object(2));
  },
};

function levelOf(name: unknown): keyof Logger {
  return LEVELS.find((known) => known === name) ?? "info";
}
