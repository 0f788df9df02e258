import { takeRestoreTurn } from "../../database/open-database.ts";
import { badRequest } from "../../lib/api-error.ts";
import type { Context } from "../context.ts";
import { questions } from "../protocol/bus-topics.ts";

/** What other nodes wait for that start before it is disposed of. Null for a server that is alone. Rejects where another node restores. */
export async function takeTurn({ nodes, options }: Context): Promise<AsyncDisposable | null> {
  const { database } = options;
  return nodes === null || database === undefined ? null : takeRestoreTurn(database);
}

/** Has all other nodes start anew, so that they let go of the database and wait for the turn. Rejects where one of them can't. */
export async function haveNodesWait({ bus, options }: Context): Promise<void> {
  const { node } = options;
  if (node === undefined) return;
  const answers = await bus.request(questions.restoreBegins, node);
  const refused = answers.flatMap(({ name, canRestart }) => (canRestart ? [] : [name]));
  if (refused.length > 0) throw badRequest(`The node ${refused.join(", ")} can't start anew: stop it first.`);
}

/** Starts this node anew where another one is about to restore a backup: at its start it waits for the end of that. */
export function followRestores({ bus, lifecycle, options }: Context): void {
  const { node: name } = options;
  if (name === undefined) return;
  bus.respond(questions.restoreBegins, (restoring) => {
    if (restoring === name) return undefined;
    lifecycle.restart?.({ keep: null });
    return { name, canRestart: lifecycle.restart !== null };
  });
}
