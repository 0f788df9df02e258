// PocketBase's recorded answers to its own hook files. Cases that differ are listed with the reason, and only these.
import { afterAll, expect, test } from "bun:test";
import { CaseWorld } from "./case-server.ts";
import differences from "./hook-differences.json";
import { readHookCases } from "./hook-cases.ts";
import { runCase } from "./run-case.ts";

const { base, cases } = await readHookCases();
const world = await CaseWorld.make(base);
afterAll(() => world[Symbol.dispose]());

const reasons: Readonly<Record<string, string>> = differences;

for (const one of cases) {
  test(`${one.id} answers as PocketBase`, async () => {
    const answers = await runCase(world, one);
    const reason = reasons[one.id];
    if (reason === undefined) expect(answers).toEqual([...one.answers]);
    // One that has become equal must leave the list.
    else expect(Bun.deepEquals(answers, one.answers)).toBe(false);
  });
}

test("every listed difference is that of a case", () => {
  const ids = new Set(cases.map(({ id }) => id));
  expect(Object.keys(reasons).filter((id) => !ids.has(id))).toEqual([]);
});
