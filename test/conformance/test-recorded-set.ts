import { beforeAll, describe, expect, test } from "bun:test";
import { type SetName, readRecordedSet, readWorld } from "./recorded-answers.ts";
import { type Outcome, replayReads, replayWrites } from "./replay.ts";
import listed from "./differences.json" with { type: "json" };
import onPostgres from "./postgres-differences.json" with { type: "json" };

const TIMEOUT_MS = 10 * 60 * 1000;
const SHOWN_MAX = 20;
const SHOWN_LENGTH_MAX = 700;

/** One deliberate difference: the questions whose answer differs, and why. */
interface Difference {
  reason: string;
  ids: string[];
}
type Kind = "value" | "keyOrder";
const usesPostgres = process.env["BAOBOX_TEST_DATABASE"] !== undefined;
const DIFFERENCES: Record<Kind, Difference[]> = {
  value: [...listed.value, ...(usesPostgres ? onPostgres.value : [])],
  keyOrder: [...listed.keyOrder, ...(usesPostgres ? onPostgres.keyOrder : [])],
};

/**
 * Declares a test a topic: every answer equals PocketBase's, but for those that differences.json names with a reason;
 * and a listed difference that has vanished fails too, so that the list stays true.
 */
export async function testRecordedSet(name: SetName): Promise<void> {
  const [set, world] = await Promise.all([readRecordedSet(name), readWorld()]);
  const topics = new Map<string, number>();
  for (const step of set.sessions.flatMap((session) => session.steps)) {
    topics.set(step.topic, (topics.get(step.topic) ?? 0) + 1);
  }

  describe(`recorded ${name}`, () => {
    let outcomes: Outcome[] = [];
    beforeAll(async () => {
      outcomes = await (name === "reads" ? replayReads(set, world) : replayWrites(set, world));
    }, TIMEOUT_MS);

    for (const [topic, count] of topics) {
      const ofTopic = (): Outcome[] => outcomes.filter((outcome) => outcome.topic === topic);
      test(`${topic}: ${count} answers have PocketBase's status and value`, () => {
        expect(ofTopic()).toHaveLength(count);
        expectListed(ofTopic(), "value");
      });
      test(`${topic}: ${count} answers have PocketBase's order of keys`, () => {
        expectListed(ofTopic(), "keyOrder");
      });
    }
  });
}

function expectListed(outcomes: Outcome[], kind: Kind): void {
  const listedIds = new Set(DIFFERENCES[kind].flatMap((difference) => difference.ids));
  const unlisted = outcomes
    .filter((outcome) => outcome[kind] !== undefined && !listedIds.has(outcome.id))
    .map((outcome) => `${outcome.id}: ${outcome.request.slice(0, SHOWN_LENGTH_MAX)}\n  ${outcome[kind]}`);
  const shown = unlisted.length > SHOWN_MAX ? [...unlisted.slice(0, SHOWN_MAX), `… of ${unlisted.length}`] : unlisted;
  const vanished = outcomes.filter((outcome) => outcome[kind] === undefined && listedIds.has(outcome.id));
  expect(shown).toEqual([]);
  expect(vanished.map((outcome) => outcome.id)).toEqual([]);
}
