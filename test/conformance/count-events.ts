import type { Mailer } from "../../src/lib/mail/message.ts";
import { createHooks } from "../../src/model/hooks.ts";
import type { Hooks } from "../../src/model/hooks.ts";
import { NO_BOUNDARY } from "../../src/plugins/boundary.ts";
import type { HookOptions } from "../../src/plugins/hook-methods.ts";
import type { PluginSource } from "../../src/plugins/host/plugin-source.ts";
import { createPluginApp, Registrations } from "../../src/plugins/host/registrations.ts";
import { silentLog, testApp } from "../support/test-app.ts";
import type { TestApp } from "../support/test-app.ts";
import { scenarioBody, writeScenarioData } from "./recorded-scenarios.ts";
import type { RecordedScenario } from "./recorded-scenarios.ts";

/** The status of an answer, and how often each hook ran until everything that the request began was done. */
export interface Counted {
  readonly status: number;
  /** By PocketBase's names; hooks that did not run are absent. */
  readonly events: Record<string, number>;
}

/** So many scenarios at most share an app. */
const MAX_GROUP = 40;

/** So many apps run at a time. */
const APPS = 3;

/** Sends each request to an app on the scenario's data. Scenarios that leave their data alone share an app, one after the other. */
export async function countEvents(scenarios: readonly RecordedScenario[]): Promise<Map<string, Counted>> {
  const counted = new Map<string, Counted>();
  const groups = groupByData(scenarios);
  const work = async (): Promise<void> => {
    for (let group = groups.shift(); group !== undefined; group = groups.shift()) await countGroup(group, counted);
  };
  await Promise.all(Array.from({ length: APPS }, work));
  return counted;
}

async function countGroup(group: readonly RecordedScenario[], counted: Map<string, Counted>): Promise<void> {
  const state = group[0]?.state ?? null;
  const counts = new Map<string, number>();
  await using app = await testApp({
    plugins: { folder: null, watches: false, hookTimeoutMs: 15_000, builtIn: [countingPlugin(counts)] },
    prepare: (dataDir) => writeScenarioData(dataDir, state),
  });
  for (const scenario of group) {
    counts.clear();
    const status = await send(app, scenario);
    await app.context.background.idle();
    counted.set(scenario.id, { status, events: Object.fromEntries(counts) });
  }
}

function groupByData(scenarios: readonly RecordedScenario[]): RecordedScenario[][] {
  const groups: RecordedScenario[][] = [];
  const open = new Map<string | null, RecordedScenario[]>();
  for (const scenario of scenarios) {
    let group = scenario.isolated ? undefined : open.get(scenario.state);
    if (group === undefined || group.length >= MAX_GROUP) {
      group = [];
      groups.push(group);
      if (!scenario.isolated) open.set(scenario.state, group);
    }
    group.push(scenario);
  }
  return groups;
}

/** A plugin that counts every event. */
function countingPlugin(counts: Map<string, number>): PluginSource {
  const registrations = new Registrations();
  const unused = (): never => {
    throw new Error("the counting plugin works with its events only");
  };
  const scope = { boundary: NO_BOUNDARY, log: silentLog, context: unused };
  const hookNames = Object.keys(createHooks()) as (keyof Hooks)[];
  const app = createPluginApp({ name: "count", scope, hookNames }, registrations);
  for (const name of hookNames) {
    const handler = (event: CountedEvent): Promise<void> => {
      const key = `O${name.slice(1)}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      // As the recorded tests did, take every mail and send none.
      if (name === "onMailerSend") event.mailer = { send: () => Promise.resolve() };
      return event.next();
    };
    // Before all handlers of Baobox itself, whichever of them ends the chain.
    const bind = app[name] as (handler: (event: CountedEvent) => Promise<void>, options: HookOptions) => void;
    bind(handler, { priority: Number.NEGATIVE_INFINITY });
  }
  return { name: "count", path: "", folder: "", builtIn: { registrations, onLoad: () => undefined } };
}

interface CountedEvent {
  next(): Promise<void>;
  mailer?: Mailer;
}

async function send(app: TestApp, scenario: RecordedScenario): Promise<number> {
  const { method, url, headers } = scenario;
  const body = scenarioBody(scenario);
  const response = await app.server.request(
    new Request(`http://127.0.0.1${url}`, { method, headers, ...(body === undefined ? {} : { body }) }),
  );
  if (scenario.timeout_ms > 0) {
    // A stream is left once its first message has come.
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
  } else await response.bytes();
  return response.status;
}
