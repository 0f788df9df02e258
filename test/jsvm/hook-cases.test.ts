// PocketBase's recorded answers to its own hook files. Cases that differ are listed with the reason, and only these.
import { afterAll, expect, test } from "bun:test";
import { CaseWorld } from "./case-server.ts";
import differences from "./hook-differences.json";
import { type HookCase, readHookCases } from "./hook-cases.ts";
import { runCase } from "./run-case.ts";

const { base, cases } = await readHookCases();
const world = await CaseWorld.make(base);
afterAll(() => world[Symbol.dispose]());

const reasons: Readonly<Record<string, string>> = differences;

for (const one of cases) {
  test(`${one.id} answers as PocketBase`, async () => {
    const answers = withoutOrderAcrossTopics(one, await runCase(world, one));
    const expected = withoutOrderAcrossTopics(one, one.answers);
    const reason = reasons[one.id];
    if (reason === undefined) expect(answers).toEqual(expected);
    // One that has become equal must leave the list.
    else expect(Bun.deepEquals(answers, expected)).toBe(false);
  });
}

test("every listed difference is that of a case", () => {
  const ids = new Set(cases.map(({ id }) => id));
  expect(Object.keys(reasons).filter((id) => !ids.has(id))).toEqual([]);
});

/**
 * Events come in the order of the commits for each record. Of two records in one commit the one whose event needs a hook may come
 * later: so the events that a step reads together are compared topic by topic.
 */
function withoutOrderAcrossTopics({ script }: HookCase, answers: readonly unknown[]): unknown[] {
  return answers.map((answer, index) => {
    if (script.steps[index]?.events === undefined || !Array.isArray(answer)) return answer;
    return (answer as { readonly event: string }[]).toSorted((a, b) => a.event.localeCompare(b.event));
  });
}
