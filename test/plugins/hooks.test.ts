// Each hook of the server, from two plugins: in which order they run, that an error of the first stops the operation, and that the
// operation sees what the first changed.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHooks } from "../../src/model/hooks.ts";
import { AUTH_CASES } from "./auth-hook-cases.ts";
import type { Case } from "./hook-case.ts";
import { RECORD_CASES } from "./record-hook-cases.ts";
import { SERVER_CASES } from "./server-hook-cases.ts";
import { HookWorld } from "./hook-world.ts";
import { LIFE_CYCLE_HOOKS } from "./life-cycle-hooks.ts";

const ALL: readonly Case[] = [...RECORD_CASES, ...SERVER_CASES, ...AUTH_CASES];

let world: HookWorld;
beforeAll(async () => {
  const changes = ALL.flatMap(({ hooks, change }) => hooks.map((hook) => [hook, change]));
  world = await HookWorld.open(Object.fromEntries(changes));
});
afterAll(() => world[Symbol.asyncDispose]());

test("every hook has a case", () => {
  const covered = [...ALL.flatMap(({ hooks }) => hooks), ...LIFE_CYCLE_HOOKS];
  expect(covered.toSorted()).toEqual(Object.keys(createHooks()).toSorted());
});

describe.each(ALL.flatMap((one) => one.hooks.map((hook) => [hook, one] as const)))("%s", (hook, one) => {
  async function run(mode: "pass" | "stop" | "change"): Promise<{ result: unknown; log: string[] }> {
    const { probe } = world;
    Object.assign(probe, { hook, mode });
    probe.log.length = 0;
    const result = await one.act(world);
    const log = [...probe.log];
    probe.hook = "";
    return { result, log };
  }

  test("runs the plugins around the operation in their order", async () => {
    const { result, log } = await run("pass");
    expect(log.slice(0, 4)).toEqual(["a", "b", "b after", "a after"]);
    expect(one.changed(result)).toBe(false);
  });

  test("an error of the first ends it", async () => {
    const { result, log } = await run("stop");
    expect(log).not.toContain("b");
    if (one.stopped !== undefined)
      expect({ result, isStopped: one.stopped(result) }).toMatchObject({ isStopped: true });
  });

  test("what the first changes holds", async () => {
    const { result, log } = await run("change");
    expect(log[0]).toBe("a");
    expect({ result, isChanged: one.changed(result) }).toMatchObject({ isChanged: true });
  });
});
