import type { Engine } from "../../database/engine.ts";
import { openNodes } from "../../database/open-database.ts";
import type { Bus } from "../../lib/bus.ts";
import { type ScopedBus, scopeBus } from "../../lib/bus/scoped-bus.ts";
import type { Logger } from "../../lib/log.ts";
import { version } from "../../../package.json";
import type { AppOptions, Context } from "../context.ts";
import { createNodesBus, createOwningBus } from "./count-together.ts";

interface BusOptions {
  readonly options: AppOptions;
  readonly database: Engine;
  readonly log: Logger;
  /** That of a worker. */
  readonly given: Bus | undefined;
  /** Called where another process has taken the name of this node. */
  readonly onReplaced: () => void;
}

interface OpenBus {
  readonly bus: ScopedBus;
  readonly nodes: Context["nodes"];
}

/** What this instance tells the others by: workers, nodes, or nobody. */
export async function openBus(opened: AsyncDisposableStack, parts: BusOptions): Promise<OpenBus> {
  const { options, database, log, given } = parts;
  const { events } = database;
  if (options.node === undefined || options.database === undefined || events === null) {
    return { bus: opened.use(scopeBus(given ?? createOwningBus(log))), nodes: null };
  }
  const { node: name, address = "", database: url } = options;
  const { mail, members } = opened.use(await openNodes({ url, name, address, version, log }));
  members.onReplaced(parts.onReplaced);
  const bus = opened.use(await createNodesBus({ mail, members, events }, log));
  return { bus: opened.use(scopeBus(bus)), nodes: members };
}
