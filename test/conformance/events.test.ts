// Which hooks run how often for each recorded scenario. Those scenarios are not part of this repository: they lie in
// ../shared/conformance beside it.
import { beforeAll, describe, expect, test } from "bun:test";
import { createHooks } from "../../src/model/hooks.ts";
import { countEvents } from "./count-events.ts";
import type { Counted } from "./count-events.ts";
import listed from "./differences.json" with { type: "json" };
import { readScenarios } from "./recorded-scenarios.ts";
import type { RecordedScenario } from "./recorded-scenarios.ts";

const TIMEOUT_MS = 5 * 60 * 1000;
const LISTED_IDS = new Set(listed.events.flatMap((difference) => difference.ids));

const scenarios = readScenarios();
if (scenarios !== null) testEvents(scenarios.filter(({ events }) => events !== null));
else {
  console.warn("Events of scenarios skipped: there is no ../shared/conformance/scenarios.");
  test.skip("events of scenarios", () => {});
}

function testEvents(recorded: readonly RecordedScenario[]): void {
  describe("events of scenarios", () => {
    let counted = new Map<string, Counted>();
    beforeAll(async () => {
      counted = await countEvents(recorded);
    }, TIMEOUT_MS);

    test("every recorded event is that of a hook", () => {
      const known = new Set(Object.keys(createHooks()).map((name) => `O${name.slice(1)}`));
      const names = new Set(recorded.flatMap(({ events }) => Object.keys(expectedEvents(events))));
      expect([...names].filter((name) => !known.has(name))).toEqual([]);
      expect(names.size).toBeGreaterThan(50);
    });

    test("hooks run as often as in PocketBase", () => {
      const differing = recorded.filter((scenario) => !LISTED_IDS.has(scenario.id) && !agrees(scenario));
      expect(differing.map(describeDifference)).toEqual([]);
    });

    test("listed differences still are", () => {
      const differing = recorded.filter((scenario) => LISTED_IDS.has(scenario.id) && !agrees(scenario));
      expect(differing.map(({ id }) => id).toSorted()).toEqual([...LISTED_IDS].toSorted());
    });

    function agrees({ id, status, events }: RecordedScenario): boolean {
      return Bun.deepEquals(counted.get(id), { status, events: expectedEvents(events) });
    }

    function describeDifference({ id, status, events }: RecordedScenario): string {
      return `${id}: ${JSON.stringify({ status, events: expectedEvents(events) })}, got ${JSON.stringify(counted.get(id))}`;
    }
  });
}

/** Those that have to run. `*` is 0 in all scenarios: no other hook may. */
function expectedEvents(events: RecordedScenario["events"]): Record<string, number> {
  return Object.fromEntries(Object.entries(events ?? {}).filter(([, count]) => count > 0));
}
