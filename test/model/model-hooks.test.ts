import { expect, test } from "bun:test";
import type { RecordEvent } from "../../src/model/hook-events.ts";
import { ModelledCheckHook, ModelledHook, createModelHooks, recordModel } from "../../src/model/model-hooks.ts";

/** The order in which handlers, record hooks and the operation run, with what ends them. */
async function orderOf(kind: typeof ModelledHook, fails: boolean): Promise<string[]> {
  const models = createModelHooks();
  const records = new kind<RecordEvent>(models.onModelValidate, recordModel);
  const ran: string[] = [];
  const note = (name: string) => (event: { next: () => Promise<void> }) => {
    ran.push(name);
    return event.next();
  };
  models.onModelValidate.bind({ run: note("model, before all"), priority: -100 });
  models.onModelValidate.bind({ run: note("model") });
  records.bind({ run: note("record") });
  const operation = (): void => {
    ran.push("operation");
    if (fails) throw new Error("not valid");
  };
  await records.trigger({} as RecordEvent, [], operation).catch(() => ran.push("failed"));
  return ran;
}

test("hooks of models run within those of records, but for the ones with a priority below -99", async () => {
  expect(await orderOf(ModelledHook, false)).toEqual(["model, before all", "record", "model", "operation"]);
});

test("hooks of models see only what passed the checks of records, but for the ones with a priority below -99", async () => {
  expect(await orderOf(ModelledCheckHook, false)).toEqual(["model, before all", "record", "operation", "model"]);
  expect(await orderOf(ModelledCheckHook, true)).toEqual(["model, before all", "record", "operation", "failed"]);
});
